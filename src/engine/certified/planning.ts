// The planner: asks the reference and the candidates about a few rows, finds the policy with the lowest expected cost, and goes on asking as
// long as knowing better is worth more than it costs. Rows asked here leave the certified population.
import { makeRandom, shuffle } from '../random';
import { studentOf, type Step } from '../strategy';
import { planAllowance } from './allowance';
import { pilot } from './pilot';
import { places } from './places';
import { modelsOf } from './policy';
import { searchPolicies } from './policySearch';
import type { Prospect } from './weighing';
import type { Rows, Setting } from './scene';

/** Rows of the first batch, and the share of the file that it may take. */
const firstBatch = 30;
const firstShare = 0.015;
const leastBatch = 8;
/** Rows that tell what a candidate costs. */
const priceRows = 2;
/** Planning should cost about this share of the whole run that it plans. */
const planningShare = 0.08;
const mostPlanned = 400;
/** Candidates are asked on every planning row at once while together they cost less than this share of the reference. */
const cheapShare = 0.3;
/** A dearer one is asked while that costs less than this share of what it could spare at best. */
const dearShare = 0.1;
/** Calls to candidates may not cost more than this share of the reference on all rows as long as no saving is in sight. */
const wasteShare = 0.012;
/** Candidates in no policy that is this close to the best, as a share of its cost and of its gain, are dropped. */
const promising = 0.15;
const promisingGain = 0.5;

/** How much of the truth the first candidate's answers are taken to reveal. */
const foresight = 0.5;

export type Plan = {
  /** The chosen policy; absent: nothing can be saved, the reference answers all. */
  readonly prospect?: Prospect;
  readonly prospects: readonly Prospect[];
};

/** @param paid candidates that have answered all open rows already: asked first by every policy, at no further cost. */
export function* planRun(setting: Setting, rows: Rows, paid: readonly number[] = []): Generator<Step, Plan, void> {
  const { problem, units, costs } = setting;
  const { table, reference, rowCount, models } = problem;
  const order = shuffle(places(rowCount), makeRandom(problem.seed, 'planning'));
  let cursor = 0;
  const draw = (count: number) => {
    const batch = new Set<number>();
    while (batch.size < count && cursor < rowCount) {
      const head = units.headOf(order[cursor++]!);
      if (rows.isOpen(head)) batch.add(head);
    }
    return [...batch];
  };
  function* ask(model: number, wanted: readonly number[]): Generator<Step, void, void> {
    yield { type: 'ask', phase: 'plan', calls: [{ model, rows: wanted }] };
    costs.learn(
      model,
      rows.known.filter((row) => table.isAsked(model, row)),
    );
  }
  const meanCost = (model: number) => mean(rows.known, (row) => costs.of(model, row));
  const unasked = (model: number) => rows.known.filter((row) => !table.isAsked(model, row));
  const search = (asked: readonly number[]) =>
    searchPolicies(
      setting,
      { known: rows.answered(), openCount: rows.openCount, paid, ...(rows.student ? { student: rows.student } : {}) },
      [...(table.asked[studentOf(problem)] ? [studentOf(problem)] : []), ...asked],
    );

  const isFirst = paid.length === 0;
  let candidates = models.map((_, model) => model).filter((model) => model !== reference);
  if (!isFirst) candidates = candidates.filter((model) => unasked(model).length <= rows.known.length / 2);
  let prospects: Prospect[] = [];
  let batch = isFirst ? Math.max(leastBatch, Math.min(firstBatch, Math.floor(firstShare * rowCount))) : 0;
  for (let round = 0; round < 8; round++) {
    const fresh = draw(batch);
    if (fresh.length === 0 && batch > 0) break;
    rows.take(fresh);
    yield* ask(reference, rows.known);
    if (isFirst && round === 0) for (const model of candidates) yield* ask(model, rows.known.slice(0, priceRows));
    const referenceCost = meanCost(reference);
    const totalUsd = referenceCost * units.heads.length;
    if (round === 0) candidates = candidates.filter((model) => meanCost(model) < 0.97 * referenceCost);
    // No cheaper candidate, or no answer of the reference that can be read: there is nothing to plan with.
    if (candidates.length === 0 || rows.answered().length === 0) return { prospects: [] };
    candidates.sort((a, b) => meanCost(a) - meanCost(b));

    // Cheap candidates first; a dearer one only where what it could still save is worth asking for.
    const asked: number[] = [];
    const dear: number[] = [];
    let together = 0;
    for (const model of candidates) {
      together += meanCost(model);
      if (together <= cheapShare * referenceCost || asked.length === 0 || unasked(model).length === 0)
        asked.push(model);
      else dear.push(model);
    }
    for (const model of asked) yield* ask(model, unasked(model));
    prospects = search(asked);
    if (isFirst && round === 0 && (yield* pilot(setting, rows, asked))) prospects = search(asked);
    const sparedUsd = 0.5 * (1 - (prospects[0]?.acceptedShare ?? 0)) * totalUsd;
    const worth = dear.filter((model) => {
      const cost = meanCost(model);
      return cost * unasked(model).length <= dearShare * sparedUsd * (1 - cost / referenceCost);
    });
    if (worth.length > 0) {
      for (const model of worth) yield* ask(model, unasked(model));
      asked.push(...worth);
      prospects = search(asked);
    }
    const best = prospects[0];
    if (!best) break;

    const close =
      best.expectedUsd + Math.min(promising * best.expectedUsd, promisingGain * (best.referenceUsd - best.expectedUsd));
    const near = new Set(
      prospects.filter(({ expectedUsd }) => expectedUsd <= close).flatMap(({ policy }) => modelsOf(policy)),
    );
    candidates = asked.filter((model) => near.has(model));
    const callsPerRow = candidates.reduce((sum, model) => sum + meanCost(model), 0);
    const perRow = callsPerRow + referenceCost * Math.max(0.1, best.acceptedShare);
    let target = Math.min(mostPlanned, (planningShare * best.expectedUsd) / perRow);
    if (best.expectedUsd > 0.95 * best.referenceUsd) {
      const spent = candidates.reduce((sum, model) => sum + table.spentUsd[model]!, 0);
      target = Math.min(target, rows.known.length + (wasteShare * totalUsd - spent) / callsPerRow);
    }
    if (rows.known.length >= 0.8 * target) break;
    batch = Math.ceil(Math.min(target - rows.known.length, rows.known.length));
  }
  const best = isFirst ? stagedBest(prospects) : prospects[0];
  // What is saved without any evidence is the least that certifying must beat.
  const allowanceUsd = planAllowance(setting, rows)?.savedUsd ?? 0;
  return best && best.expectedUsd < 0.99 * (best.referenceUsd - allowanceUsd)
    ? { prospect: best, prospects }
    : { prospects };
}

/**
 * The prospect to begin with. What is asked first on all rows is decided now, the rest after its answers are seen; so one that begins cheaply
 * is worth, in each scenario, the better of going on as it says and of adding another candidate on all rows.
 */
function stagedBest(prospects: readonly Prospect[]): Prospect | undefined {
  let best: Prospect | undefined;
  let lowest = Infinity;
  for (const prospect of prospects) {
    const { first } = prospect.policy;
    const wider = prospects.find(
      ({ policy }) => policy.first.length > first.length && first.every((model) => policy.first.includes(model)),
    );
    const fallBackUsd = wider?.expectedUsd ?? Infinity;
    let sum = 0;
    for (const saved of prospect.saving.savedUsd)
      sum += Math.min(fallBackUsd, prospect.referenceUsd + prospect.callsUsd - saved);
    const staged = sum / prospect.saving.savedUsd.length;
    const usd =
      (foresight * staged + (1 - foresight) * prospect.expectedUsd) * (prospect.rankUsd / prospect.expectedUsd);
    if (usd < lowest) [best, lowest] = [prospect, usd];
  }
  return best;
}

function mean(rows: readonly number[], value: (row: number) => number): number {
  return rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
}
