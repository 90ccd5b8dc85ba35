// Carries a policy out on the open rows: asks its candidates, and makes the path of proposals. Only reference answers of known rows shape it.
import type { Step } from '../strategy';
import { scenarioCount, type Curve } from './forecast';
import { orderPath, type Path } from './path';
import type { Policy } from './policy';
import { betterOf } from './policySearch';
import type { Rows, Setting } from './scene';
import { makeFeatureMap } from './trustFeatures';
import { fitTrust, type TrustModel } from './trustModel';

export type Proposals = {
  /** The path over the rows that are open now, from what is known now. */
  readonly arrange: () => Path;
  /** How a path is expected to deviate, judged from these rows' reference answers. For decisions to stop only, never for the order. */
  readonly believe: (path: Path, known: readonly number[]) => Curve & { readonly block: number };
};

/** Steps of a path that a forecast looks at: one row stands for its block. */
const steps = 200;
/** Known rows that a belief is fitted on at most. */
const mostFitted = 400;

export function* proposeAnswers(setting: Setting, rows: Rows, policy: Policy): Generator<Step, Proposals, void> {
  const { problem, units, costs } = setting;
  const { table, reference, rowCount } = problem;
  const asked = rows.openHeads();
  yield { type: 'ask', phase: 'profile', calls: policy.first.map((model) => ({ model, rows: asked })) };

  const scratch = new Float64Array(scenarioCount);
  const firstMap = makeFeatureMap(problem, policy.first, policy.proposer, asked);
  const fitFirst = (known: readonly number[]) => fitTrust(problem, firstMap, policy.proposer, known);
  const riskOf = (head: number, deviation: number) => (deviation * units.weight[head]!) / costs.of(reference, head);

  const isEscalated = new Uint8Array(rowCount);
  let secondAsked = new Int32Array();
  let secondProposer = policy.proposer;
  let secondMap = firstMap;
  const { escalation } = policy;
  if (escalation) {
    const first = fitFirst(rows.answered());
    const risk = new Float64Array(rowCount);
    for (const head of asked) risk[head] = riskOf(head, first.deviation(head));
    const worstFirst = asked.slice().sort((a, b) => risk[b]! - risk[a]! || a - b);
    secondAsked = worstFirst.slice(
      Math.round(escalation.skip * asked.length),
      Math.round(escalation.reach * asked.length),
    );
    for (const head of secondAsked) isEscalated[head] = 1;
    yield { type: 'ask', phase: 'profile', calls: [{ model: escalation.model, rows: secondAsked }] };
    secondProposer = betterOf(setting, rows.answered(), policy.proposer, escalation.model);
    secondMap = makeFeatureMap(problem, [...policy.first, escalation.model], secondProposer, secondAsked);
  }

  const fit = (known: readonly number[]): ((head: number) => TrustModel) => {
    const first = fitFirst(known);
    if (!escalation) return () => first;
    const answered = known.filter((row) => table.isAsked(escalation.model, row));
    const second = fitTrust(problem, secondMap, secondProposer, answered);
    return (head) => (isEscalated[head] ? second : first);
  };

  return {
    arrange: () => {
      const trust = fit(rows.answered());
      const heads = asked.filter(
        (head) => rows.isOpen(head) && table.isValid(isEscalated[head] ? secondProposer : policy.proposer, head),
      );
      return orderPath(
        setting,
        heads,
        (head) => (isEscalated[head] ? secondProposer : policy.proposer),
        (head) => trust(head).deviation(head),
      );
    },
    believe: (path, known) => {
      const shown = thinned(known);
      const trust = fit(shown);
      const surcharge = fitSurcharge(
        shown.map((row) => Math.sqrt(trust(row).deviation(row))),
        shown.map((row) => table.costOf(reference, row) / costs.of(reference, row)),
      );
      const { length } = path.rows;
      const block = Math.max(1, Math.ceil(length / steps));
      const count = Math.ceil(length / block);
      const deviations = Array.from({ length: scenarioCount }, () => new Float64Array(count));
      const avoidedUsd = new Float64Array(count);
      const sums = new Float64Array(scenarioCount);
      let usd = 0;
      for (let step = 0; step < count; step++) {
        const from = step * block;
        const size = Math.min(block, length - from);
        const head = units.headOf(path.rows[from + (size >> 1)]!);
        trust(head).scenarios(head, scratch);
        const doubt = Math.sqrt(scratch.reduce((sum, p) => sum + p, 0) / scenarioCount);
        usd += (size * costs.of(reference, head) * surcharge(doubt)) / units.weight[head]!;
        avoidedUsd[step] = usd;
        for (let s = 0; s < scenarioCount; s++) deviations[s]![step] = sums[s]! += size * scratch[s]!;
      }
      return { deviations, avoidedUsd, block };
    },
  };
}

/** Every so-manieth row, so that at most `mostFitted` are left. */
function thinned(known: readonly number[]): readonly number[] {
  const stride = Math.ceil(known.length / mostFitted);
  return stride <= 1 ? known : known.filter((_, i) => i % stride === 0);
}

/** Observations that pull the surcharge's slope as strongly as the prior "doubtful rows cost what others do". */
const flatRows = 8;

/** Doubtful rows are often the dear ones (a reasoning model thinks longer): a line from doubt to the factor on the expected cost. */
function fitSurcharge(doubts: readonly number[], factors: readonly number[]): (doubt: number) => number {
  const usable = doubts.map((_, i) => i).filter((i) => Number.isFinite(factors[i]!));
  if (usable.length === 0) return () => 1;
  const centre = usable.reduce((sum, i) => sum + doubts[i]!, 0) / usable.length;
  let [covariance, variance] = [0, 0];
  for (const i of usable) {
    covariance += (doubts[i]! - centre) * (factors[i]! - 1);
    variance += (doubts[i]! - centre) ** 2;
  }
  const slope = variance > 0 ? (covariance / variance) * (usable.length / (usable.length + flatRows)) : 0;
  return (doubt) => Math.min(4, Math.max(0.3, 1 + slope * (doubt - centre)));
}
