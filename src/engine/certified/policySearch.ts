// Finds the policy with the lowest expected cost of everything still to come, certification included: single candidates first, then the
// best of them with one more candidate asked everywhere (agreement tells trust) or on the least trusted rows (a dearer second opinion).
import { forecastSaving, scenarioCount, type SavingForecast } from './forecast';
import { modelsOf, type Policy } from './policy';
import type { Problem } from '../strategy';
import type { Setting } from './scene';
import type { Student } from './student';
import { describeRows } from './trustFeatures';
import { fitTrust } from './trustModel';

export type Prospect = {
  readonly policy: Policy;
  /** Dollars for all open rows under the policy: candidates' calls, sample, rows that go to the reference. */
  readonly expectedUsd: number;
  readonly callsUsd: number;
  /** What the reference alone would cost on them. */
  readonly referenceUsd: number;
  readonly saving: SavingForecast;
  /** Share of the open rows that is expected to be accepted. */
  readonly acceptedShare: number;
};

/** What a search may go by. */
export type Evidence = {
  /** Known rows, drawn uniformly. */
  readonly known: readonly number[];
  /** How many rows of the file are still open. */
  readonly openCount: number;
  /** Candidates whose answers to all open rows are paid for; every policy asks them first. */
  readonly paid: readonly number[];
  readonly student?: Student;
};

/** Which of the open rows, ordered from least to most trust per dollar, get a second opinion: from one share up to another. */
const bands = [
  [0, 0.06],
  [0, 0.15],
  [0, 0.4],
] as const;
const widest = 3;
/** Policies that are extended by one more candidate, per number of candidates. */
const extended = [0, 2, 1] as const;

/** Known rows that a policy is weighed on at most. */
const mostWeighed = 120;

/** All prospects looked at, cheapest first. Candidates are tried only where the known rows have their answers. */
export function searchPolicies(setting: Setting, evidence: Evidence, candidates: readonly number[]): Prospect[] {
  const evaluate = makeEvaluator(setting, evidence);
  const all: Prospect[] = [];
  const { paid } = evidence;
  const starts: Policy[] =
    paid.length > 0
      ? [{ first: paid, proposer: paid.reduce((one, other) => betterOf(setting.problem, evidence.known, one, other)) }]
      : candidates.map((model) => ({ first: [model], proposer: model }));
  let frontier = starts.flatMap((policy) => evaluate(policy) ?? []);
  all.push(...frontier);
  for (let width = paid.length > 0 ? paid.length + 1 : 2; width <= Math.min(widest, candidates.length); width++) {
    const seeds = frontier
      .filter(({ policy }) => !policy.escalation)
      .sort(byCost)
      .slice(0, extended[width - 1]);
    const wider = new Map<string, Prospect>();
    for (const { policy } of seeds) {
      for (const model of candidates) {
        if (policy.first.includes(model)) continue;
        for (const next of extensions(setting, evidence, policy, model)) {
          const name = JSON.stringify(next);
          const prospect = wider.has(name) ? undefined : evaluate(next);
          if (prospect) wider.set(name, prospect);
        }
      }
    }
    frontier = [...wider.values()];
    const best = Math.min(...all.map(({ expectedUsd }) => expectedUsd));
    all.push(...frontier);
    if (!frontier.some(({ expectedUsd }) => expectedUsd < best)) break;
  }
  return all.sort(byCost);
}

const byCost = (a: Prospect, b: Prospect) => a.expectedUsd - b.expectedUsd;

function extensions(setting: Setting, evidence: Evidence, policy: Policy, model: number): Policy[] {
  const first = [...policy.first, model].sort((a, b) => a - b);
  const proposer = betterOf(setting.problem, evidence.known, policy.proposer, model);
  return [{ first, proposer }, ...bands.map(([skip, reach]) => ({ ...policy, escalation: { model, skip, reach } }))];
}

/** The proposer among two: who agrees with the reference more often on the known rows that both answered; ties go to the dearer one. */
export function betterOf(
  { table }: Pick<Problem, 'table'>,
  known: readonly number[],
  one: number,
  other: number,
): number {
  let lead = 0;
  for (const row of known) {
    if (!table.isAsked(one, row) || !table.isAsked(other, row)) continue;
    lead += Number(table.agrees(one, row)) - Number(table.agrees(other, row));
  }
  return lead === 0 ? Math.max(one, other) : lead > 0 ? one : other;
}

/** Per known row its mean deviation probability, and per scenario. */
type Fitted = { readonly mean: Float64Array; readonly scenarios: Float64Array };

function makeEvaluator(
  { problem, costs, units, looks }: Setting,
  { known: allKnown, openCount, paid, student }: Evidence,
): (policy: Policy) => Prospect | undefined {
  const { table, reference } = problem;
  const fits = new Map<string, Fitted>();
  const fitted = (asked: readonly number[], proposer: number, known: readonly number[]): Fitted => {
    const name = `${[...asked].sort((a, b) => a - b).join()}>${String(proposer)} ${String(known.length)}`;
    let found = fits.get(name);
    if (!found) {
      const places = Int32Array.from(known, (_, i) => i);
      const deviates = Uint8Array.from(known, (row) => Number(table.agrees(proposer, row) === false));
      const trust = fitTrust(problem, describeRows(problem, asked, proposer, known, student), places, deviates);
      const scenarios = new Float64Array(known.length * scenarioCount);
      const mean = new Float64Array(known.length);
      for (const i of places) {
        trust.scenarios(i, scenarios, i * scenarioCount);
        for (let s = 0; s < scenarioCount; s++) mean[i]! += scenarios[i * scenarioCount + s]! / scenarioCount;
      }
      fits.set(name, (found = { mean, scenarios }));
    }
    return found;
  };

  return (policy) => {
    const models = modelsOf(policy);
    const known = allKnown.filter((row) => models.every((model) => table.isAsked(model, row))).slice(-mostWeighed);
    const { length } = known;
    if (length < 4) return undefined;
    // A known row stands for `share` rows, that is share / weight distinct ones.
    const share = openCount / length;
    const distinct = Float64Array.from(known, (row) => share / units.weight[row]!);
    const expectedUsd = Float64Array.from(known, (row, i) => costs.of(reference, row) * distinct[i]!);
    // What the reference really charged shows that doubtful rows are often the dear ones; orders may only use what is expected.
    const referenceUsd = Float64Array.from(known, (row, i) => {
      const usd = table.costOf(reference, row) * distinct[i]!;
      return Number.isNaN(usd) ? expectedUsd[i]! : usd;
    });
    let callsUsd = 0;
    for (const model of policy.first) {
      if (paid.includes(model)) continue;
      for (let i = 0; i < length; i++) callsUsd += costs.of(model, known[i]!) * distinct[i]!;
    }
    const first = fitted(policy.first, policy.proposer, known);
    const source = known.map(() => first);
    const risk = Float64Array.from(known, (_, i) => first.mean[i]! / expectedUsd[i]!);
    if (policy.escalation) {
      const { model, skip, reach } = policy.escalation;
      const second = fitted(models, betterOf(problem, known, policy.proposer, model), known);
      const worstFirst = Int32Array.from(known, (_, i) => i).sort((a, b) => risk[b]! - risk[a]!);
      for (const i of worstFirst.subarray(Math.round(skip * length), Math.round(reach * length))) {
        source[i] = second;
        risk[i] = second.mean[i]! / expectedUsd[i]!;
        callsUsd += costs.of(model, known[i]!) * distinct[i]!;
      }
    }
    const order = Int32Array.from(known, (_, i) => i).sort((a, b) => risk[a]! - risk[b]!);
    const deviations = Array.from({ length: scenarioCount }, () => new Float64Array(length));
    const avoidedUsd = new Float64Array(length);
    for (let at = 0; at < length; at++) {
      const i = order[at]!;
      const { scenarios } = source[i]!;
      avoidedUsd[at] = (at === 0 ? 0 : avoidedUsd[at - 1]!) + referenceUsd[i]!;
      for (let s = 0; s < scenarioCount; s++) {
        const sums = deviations[s]!;
        sums[at] = (at === 0 ? 0 : sums[at - 1]!) + share * scenarios[i * scenarioCount + s]!;
      }
    }
    const saving = forecastSaving({ deviations, avoidedUsd }, looks, openCount);
    const total = referenceUsd.reduce((sum, usd) => sum + usd, 0);
    return {
      policy,
      callsUsd,
      referenceUsd: total,
      expectedUsd: total + callsUsd - saving.meanUsd,
      saving,
      acceptedShare: saving.steps / length,
    };
  };
}
