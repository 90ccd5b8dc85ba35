// Finds the policy with the lowest expected cost of everything still to come, certification included: single candidates first, then the
// best of them with one more candidate asked everywhere (agreement tells trust) or on the least trusted rows (a dearer second opinion).
import { forecastSaving, type Curve, type SavingForecast } from './forecast';
import { bestLooks } from './lookPlan';
import { modelsOf, type Policy } from './policy';
import type { Scene } from './scene';
import { crossFitTrust } from './trustModel';

export type Prospect = {
  readonly policy: Policy;
  /** Dollars for all open rows under the policy: candidates' calls, sample, rows that go to the reference. */
  readonly expectedUsd: number;
  readonly callsUsd: number;
  readonly saving: SavingForecast;
  /** Share of the open rows that is expected to be accepted, and the sample size where the middle run stops. */
  readonly acceptedShare: number;
  readonly sampleRows: number;
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
  const all: Prospect[] = [];
  let frontier = candidates.flatMap((model) => evaluate(scene, { first: [model], proposer: model }) ?? []);
  all.push(...frontier);
  for (let width = 2; width <= Math.min(widest, candidates.length); width++) {
    const seeds = [...frontier]
      .sort(byCost)
      .filter(({ policy }) => !policy.escalation)
      .slice(0, kept);
    const wider = new Map<string, Prospect>();
    for (const { policy } of seeds) {
      for (const model of candidates) {
        if (policy.first.includes(model)) continue;
        for (const prospect of extend(scene, policy, model)) {
          wider.set(JSON.stringify(prospect.policy), prospect);
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

function extend(scene: Scene, policy: Policy, model: number): Prospect[] {
  const first = [...policy.first, model].sort((a, b) => a - b);
  const proposer = betterOf(scene, policy.proposer, model);
  const together = evaluate(scene, { first, proposer });
  const escalated = bands.flatMap(
    ([skip, reach]) => evaluate(scene, { ...policy, escalation: { model, skip, reach } }) ?? [],
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

const fits = new WeakMap<Scene, Map<string, Float64Array>>();

function crossFitted(scene: Scene, asked: readonly number[], proposer: number, known: readonly number[]): Float64Array {
  let cached = fits.get(scene);
  if (!cached) fits.set(scene, (cached = new Map()));
  const name = `${[...asked].sort((a, b) => a - b).join()}>${String(proposer)}`;
  let fitted = cached.get(name);
  if (!fitted)
    cached.set(name, (fitted = crossFitTrust({ problem: scene.problem, asked, proposer, known, basis: known })));
  return fitted;
}

export function evaluate(scene: Scene, policy: Policy): Prospect | undefined {
  const { problem, costs, units, openRows } = scene;
  const models = modelsOf(policy);
  const known = scene.known.filter((row) => models.every((model) => problem.table.isAsked(model, row)));
  if (known.length < 4) return undefined;
  const share = openRows / known.length;
  // A known row stands for `share` rows, that is share / weight distinct ones.
  const distinct = (row: number) => share / units.weight[row]!;
  const referenceUsd = known.map((row) => costs.of(problem.reference, row) * distinct(row));
  let callsUsd = 0;
  for (const row of known) for (const model of policy.first) callsUsd += costs.of(model, row) * distinct(row);

  const deviation = [...crossFitted(scene, policy.first, policy.proposer, known)];
  const risk = (i: number) => deviation[i]! / referenceUsd[i]!;
  if (policy.escalation) {
    const { model, skip, reach } = policy.escalation;
    const proposer = betterOf(scene, policy.proposer, model);
    const second = crossFitted(scene, models, proposer, known);
    const worstFirst = known.map((_, i) => i).sort((a, b) => risk(b) - risk(a));
    for (const i of worstFirst.slice(Math.round(skip * known.length), Math.round(reach * known.length))) {
      deviation[i] = second[i]!;
      callsUsd += costs.of(model, known[i]!) * distinct(known[i]!);
    }
  }
  const order = known.map((_, i) => i).sort((a, b) => risk(a) - risk(b));
  const curve: Curve = {
    deviations: runningSum(order, (i) => deviation[i]! * share),
    avoidedUsd: runningSum(order, (i) => referenceUsd[i]!),
    evidence: 1 + deviation.reduce((sum, p) => sum + p, 0),
  };
  const looks = bestLooks(scene.looks, curve, openRows);
  if (!looks) return undefined;
  const saving = forecastSaving(curve, looks, openRows);
  const openUsd = referenceUsd.reduce((sum, usd) => sum + usd, 0);
  return {
    policy,
    callsUsd,
    expectedUsd: openUsd + callsUsd - saving.meanUsd,
    saving,
    acceptedShare: saving.steps / known.length,
    sampleRows: saving.look < 0 ? 0 : looks.sizes[saving.look]!,
  };
}

function runningSum(order: readonly number[], value: (i: number) => number): Float64Array {
  const sums = new Float64Array(order.length);
  let sum = 0;
  order.forEach((i, at) => {
    sum += value(i);
    sums[at] = sum;
  });
  return sums;
}
