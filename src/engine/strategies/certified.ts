// `certified`, the default: plans on a few rows, proposes cheap answers along a path of falling trust, certifies the longest prefix that keeps
// the promise, and sends the rest to the reference. What is promised and why it holds: docs/guarantee.md.
import { RowCosts } from '../certified/costs';
import { lookVariants, bestLooks, smallestSample } from '../certified/lookPlan';
import { curveOf, orderPath, type Proposal } from '../certified/path';
import { betterOf, searchPolicies, type Prospect } from '../certified/policySearch';
import { drawAndLook } from '../certified/sampling';
import type { Scene } from '../certified/scene';
import { fitTrust } from '../certified/trustModel';
import { findUnits } from '../certified/units';
import { makeRandom, shuffle } from '../random';
import {
  allowedDeviations,
  DeliveryBuilder,
  type Delivery,
  type Problem,
  type Step,
  type StrategyRun,
} from '../strategy';

export function* certified(problem: Problem): StrategyRun {
  const { table, reference, rowCount, models } = problem;
  const hiddenAllowed = allowedDeviations(problem.accuracy, rowCount);
  const alpha = 1 - problem.confidence;
  const units = findUnits(problem);
  const costs = new RowCosts(problem);
  const smallest = smallestSample(rowCount, hiddenAllowed, alpha);
  if (rowCount < 50 || smallest > 0.6 * rowCount || models.length < 2) return yield* finish(problem, units, new Set());
  const variants = lookVariants(rowCount, hiddenAllowed, alpha);

  // Planning rows: distinct heads met in random row order.
  const order = shuffle(
    Int32Array.from({ length: rowCount }, (_, i) => i),
    makeRandom(problem.seed, 'planning'),
  );
  const known: number[] = [];
  const isKnown = new Uint8Array(rowCount);
  let cursor = 0;
  let openRows = rowCount;
  const takeRows = (count: number) => {
    const taken: number[] = [];
    while (taken.length < count && cursor < rowCount) {
      const head = units.headOf(order[cursor++]!);
      if (isKnown[head]) continue;
      isKnown[head] = 1;
      openRows -= units.weight[head]!;
      taken.push(head);
    }
    return taken;
  };
  let candidates = models.map((_, model) => model).filter((model) => model !== reference);
  const start = Math.max(8, Math.min(20, Math.floor(0.015 * rowCount)));
  let best: Prospect | undefined;
  let batch = start;
  for (let round = 0; round < 6; round++) {
    const rows = takeRows(batch);
    known.push(...rows);
    yield { type: 'ask', phase: 'plan', calls: [reference, ...candidates].map((model) => ({ model, rows })) };
    for (const model of [reference, ...candidates])
      costs.learn(
        model,
        known.filter((row) => table.isAsked(model, row)),
      );
    const scene: Scene = {
      problem,
      units,
      costs,
      hiddenAllowed,
      alpha,
      known: known.filter((row) => table.isValid(reference, row)),
      openRows,
      looks: variants,
    };
    const prospects = searchPolicies(scene, candidates);
    best = prospects[0];
    if (!best) break;
    const kept = new Set(
      prospects
        .filter(({ expectedUsd }) => expectedUsd < 1.15 * best!.expectedUsd)
        .flatMap(({ policy }) => [...policy.first, ...(policy.escalation ? [policy.escalation.model] : [])]),
    );
    candidates = candidates.filter((model) => kept.has(model));
    const perRow =
      known.reduce(
        (sum, row) =>
          sum +
          costs.of(reference, row) * Math.max(0.1, best!.acceptedShare) +
          candidates.reduce((s, m) => s + costs.of(m, row), 0),
        0,
      ) / known.length;
    const target = Math.min(400, (0.08 * best.expectedUsd) / perRow);
    if (process.env.DBG) console.log(round, known.length, target, JSON.stringify(best), openRows);
    if (known.length >= 0.8 * target) break;
    batch = Math.ceil(Math.min(target - known.length, known.length));
  }
  const usable = known.filter((row) => table.isValid(reference, row));
  const openHeads = units.heads.filter((head) => !isKnown[head]);
  if (!best || best.saving.meanUsd <= best.callsUsd) return yield* finish(problem, units, new Set());
  const { policy } = best;
  yield { type: 'ask', phase: 'profile', calls: policy.first.map((model) => ({ model, rows: openHeads })) };
  const proposals: Proposal[] = [];
  const first = fitTrust({ problem, asked: policy.first, proposer: policy.proposer, known: usable, basis: openHeads });
  const scene: Scene = { problem, units, costs, hiddenAllowed, alpha, known: usable, openRows, looks: variants };
  const refUsd = (row: number) => costs.of(reference, row);
  const firstRisk = new Float64Array(rowCount);
  for (const head of openHeads) firstRisk[head] = (first.deviation(head) * units.weight[head]!) / refUsd(head);
  let escalated = new Int32Array();
  if (policy.escalation) {
    const { model, skip, reach } = policy.escalation;
    const worst = Int32Array.from(openHeads).sort((a, b) => firstRisk[b]! - firstRisk[a]!);
    escalated = worst.subarray(Math.round(skip * worst.length), Math.round(reach * worst.length));
    yield { type: 'ask', phase: 'profile', calls: [{ model, rows: escalated }] };
    const proposer = betterOf(scene, policy.proposer, model);
    const asked = [...policy.first, model];
    const second = fitTrust({
      problem,
      asked,
      proposer,
      known: usable.filter((row) => table.isAsked(model, row)),
      basis: escalated,
    });
    for (const head of escalated) {
      if (table.isValid(proposer, head))
        proposals.push({
          head,
          proposer,
          deviation: second.deviation(head),
          weight: units.weight[head]!,
          referenceUsd: refUsd(head),
        });
    }
  }
  const isEscalated = new Set(escalated);
  for (const head of openHeads) {
    if (!isEscalated.has(head) && table.isValid(policy.proposer, head))
      proposals.push({
        head,
        proposer: policy.proposer,
        deviation: first.deviation(head),
        weight: units.weight[head]!,
        referenceUsd: refUsd(head),
      });
  }
  const members = new Map<number, number[]>();
  for (let row = 0; row < rowCount; row++) {
    const head = units.headOf(row);
    if (isKnown[head]) continue;
    const list = members.get(head);
    if (list) list.push(row);
    else members.set(head, [row]);
  }
  const path = orderPath(rowCount, proposals, (head) => members.get(head)!);
  const open = Int32Array.from({ length: rowCount }, (_, i) => i).filter((row) => !isKnown[units.headOf(row)]);
  const curve = curveOf(path, (row) => refUsd(row) / units.weight[units.headOf(row)]!, 1 + usable.length * 0.05);
  const looks = bestLooks(lookVariants(open.length, hiddenAllowed, alpha), curve, open.length);
  if (!looks) return yield* finish(problem, units, new Set());
  const result = yield* drawAndLook(problem, units, path, open, looks, curve, makeRandom(problem.seed, 'sample'));
  const accepted = new Map<number, number>();
  for (let at = 0; at < result.prefixRows; at++) accepted.set(path.rows[at]!, path.proposer[path.rows[at]!]!);
  return yield* finish(problem, units, accepted);
}

function* finish(
  problem: Problem,
  units: ReturnType<typeof findUnits>,
  accepted: Map<number, number> | Set<number>,
): Generator<Step, Delivery, void> {
  const { table, reference, rowCount } = problem;
  const delivery = new DeliveryBuilder(rowCount);
  const rest: number[] = [];
  for (let row = 0; row < rowCount; row++)
    if (!accepted.has(row) && !table.isAsked(reference, row)) rest.push(units.headOf(row));
  yield { type: 'ask', phase: 'apply', calls: [{ model: reference, rows: [...new Set(rest)] }] };
  for (let row = 0; row < rowCount; row++) {
    if (table.isValid(reference, row)) delivery.set(row, reference, 'escalated');
    else if (!table.isAsked(reference, row) && accepted instanceof Map)
      delivery.set(row, accepted.get(row)!, 'trusted');
  }
  return delivery;
}
