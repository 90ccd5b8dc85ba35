// Finds the policy with the lowest expected cost of everything still to come, certification included: single candidates first, then the
// best of them with one more candidate asked everywhere (agreement tells trust) or on the least trusted rows (a dearer second opinion).
import { forecastSaving, type Curve, type SavingForecast } from './forecast';
import { bestLooks } from './lookPlan';
import { modelsOf, type Policy } from './policy';
import type { Scene } from './scene';
import { fitTrust, scenarioCount } from './trustModel';

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

const bands = [
  [0, 0.06],
  [0, 0.12],
  [0, 0.25],
  [0, 0.5],
  [0.15, 0.5],
  [0.3, 0.7],
] as const;
const widest = 4;
const kept = 3;

/** All prospects looked at, cheapest first. Candidates are tried only where the known rows have their answers. */
export function searchPolicies(scene: Scene, candidates: readonly number[]): Prospect[] {
  const fits: Fits = new Map();
  const all: Prospect[] = [];
  let frontier = candidates.flatMap((model) => evaluate(scene, fits, { first: [model], proposer: model }) ?? []);
  all.push(...frontier);
  for (let width = 2; width <= Math.min(widest, candidates.length); width++) {
    const seeds = [...frontier].sort(byCost).filter(({ policy }) => !policy.escalation).slice(0, kept);
    const wider = new Map<string, Prospect>();
    for (const { policy } of seeds) {
      for (const model of candidates) {
        if (policy.first.includes(model)) continue;
        for (const prospect of extend(scene, fits, policy, model)) wider.set(JSON.stringify(prospect.policy), prospect);
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

function extend(scene: Scene, fits: Fits, policy: Policy, model: number): Prospect[] {
  const first = [...policy.first, model].sort((a, b) => a - b);
  const together = evaluate(scene, fits, { first, proposer: betterOf(scene, policy.proposer, model) });
  const escalated = bands.flatMap(
    ([skip, reach]) => evaluate(scene, fits, { ...policy, escalation: { model, skip, reach } }) ?? [],
  );
  return together ? [together, ...escalated] : escalated;
}

/** The proposer among two: who agrees with the reference more often on the known rows that both answered; ties go to the dearer one. */
export function betterOf({ problem: { table }, known }: Scene, one: number, other: number): number {
  let lead = 0;
  for (const row of known) {
    if (!table.isAsked(one, row) || !table.isAsked(other, row)) continue;
    lead += Number(table.agrees(one, row)) - Number(table.agrees(other, row));
  }
  return lead === 0 ? Math.max(one, other) : lead > 0 ? one : other;
}

/** Per asked set and proposer: per known row its scenarios' deviation probabilities and their mean. */
type Fits = Map<string, { readonly mean: Float64Array; readonly scenarios: Float64Array }>;

function fitted(scene: Scene, fits: Fits, asked: readonly number[], proposer: number, known: readonly number[]) {
  const name = `${[...asked].sort((a, b) => a - b).join()}>${String(proposer)} ${String(known.length)}`;
  let found = fits.get(name);
  if (!found) {
    const model = fitTrust({ problem: scene.problem, asked, proposer, known, basis: known });
    const scenarios = new Float64Array(known.length * scenarioCount);
    const mean = Float64Array.from(known, (row, i) =>
      model.deviation(row, scenarios.subarray(i * scenarioCount, (i + 1) * scenarioCount)),
    );
    fits.set(name, (found = { mean, scenarios }));
  }
  return found;
}

export function evaluate(scene: Scene, fits: Fits, policy: Policy): Prospect | undefined {
  const { problem, costs, units, openRows } = scene;
  const models = modelsOf(policy);
  const known = scene.known.filter((row) => models.every((model) => problem.table.isAsked(model, row)));
  if (known.length < 4) return undefined;
  const share = openRows / known.length;
  // A known row stands for `share` rows, that is share / weight distinct ones.
  const distinct = Float64Array.from(known, (row) => share / units.weight[row]!);
  const referenceUsd = Float64Array.from(known, (row, i) => costs.of(problem.reference, row) * distinct[i]!);
  let callsUsd = 0;
  known.forEach((row, i) => {
    for (const model of policy.first) callsUsd += costs.of(model, row) * distinct[i]!;
  });

  const first = fitted(scene, fits, policy.first, policy.proposer, known);
  const source = known.map(() => first);
  const risk = Float64Array.from(known, (_, i) => first.mean[i]! / referenceUsd[i]!);
  if (policy.escalation) {
    const { model, skip, reach } = policy.escalation;
    const second = fitted(scene, fits, models, betterOf(scene, policy.proposer, model), known);
    const worstFirst = Int32Array.from(known, (_, i) => i).sort((a, b) => risk[b]! - risk[a]!);
    for (const i of worstFirst.subarray(Math.round(skip * known.length), Math.round(reach * known.length))) {
      source[i] = second;
      risk[i] = second.mean[i]! / referenceUsd[i]!;
      callsUsd += costs.of(model, known[i]!) * distinct[i]!;
    }
  }
  const order = Int32Array.from(known, (_, i) => i).sort((a, b) => risk[a]! - risk[b]!);
  const curve: Curve = {
    deviations: Array.from({ length: scenarioCount }, (_, s) =>
      runningSum(order, (i) => source[i]!.scenarios[i * scenarioCount + s]! * share),
    ),
    avoidedUsd: runningSum(order, (i) => referenceUsd[i]!),
  };
  const looks = bestLooks(scene.looks, curve, openRows);
  if (!looks) return undefined;
  const saving = forecastSaving(curve, looks, openRows);
  const total = referenceUsd.reduce((sum, usd) => sum + usd, 0);
  return {
    policy,
    callsUsd,
    referenceUsd: total,
    expectedUsd: total + callsUsd - saving.meanUsd,
    saving,
    acceptedShare: saving.steps / known.length,
  };
}

function runningSum(order: Int32Array, value: (i: number) => number): Float64Array {
  const sums = new Float64Array(order.length);
  let sum = 0;
  for (let at = 0; at < order.length; at++) sums[at] = sum += value(order[at]!);
  return sums;
}
