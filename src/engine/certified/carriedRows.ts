// Rows of a table that has grown which keep an earlier run's answer: they are in no population, and what earlier plans learned from feeds this one,
// as long as the new rows do not contradict it (docs/guarantee.md, "Tables that grow").
import { hypergeometricUpperTail } from '../stats/hypergeometric';
import { reason, type Reason } from '../reasons';
import type { PlanRows, Problem, Step } from '../strategy';
import { freshRowsOfGrown } from './grownBatch';
import type { Rows, Setting } from './scene';
import type { Units } from './units';

/** New rows that a plan draws beside those it knows, as a share of the new rows: they are what shows a drift. */
const freshShare = 0.03;
const fewestFresh = 12;
const mostFresh = 30;
/** New rows contradict the old rate where it would bring as many deviations as they show with less than this probability, all comparisons taken together. */
const alarm = 0.02;
/** A drift may have begun with the new rows, or with those of earlier batches, too few each: so many times as many rows are looked at together. */
const recent = [1, 2, 4] as const;

/** Rows of the table that no earlier run answered, or that changed since, or that are certified again in another batch. */
export function newRowsOf(problem: Pick<Problem, 'rowCount' | 'carried'>): number {
  return openRowsOf(problem) - (problem.carried?.grown?.rows.length ?? 0);
}

/** Rows of the table that are in the population before anything is asked. */
export function openRowsOf({ rowCount, carried }: Pick<Problem, 'rowCount' | 'carried'>): number {
  return rowCount - (carried?.rows.length ?? 0);
}

/** Carried rows leave the population; those that earlier plans knew are known again, at no cost. */
export function* takeCarried({ problem, units, costs }: Setting, rows: Rows): Generator<Step, void, void> {
  const { carried, models } = problem;
  if (!carried) return;
  rows.leave(Array.from(carried.rows, units.headOf));
  const planned = plannedHeads(problem, units);
  rows.takeCarried(planned);
  // Never more than is there: nobody is asked about a carried row.
  const calls = models.map((_, model) => ({ model, rows: planned.filter((head) => carried.isAnswered(model, head)) }));
  yield { type: 'ask', phase: 'plan', calls };
  rows.carriedUsd = [...problem.table.spentUsd];
  for (const { model, rows: answered } of calls) costs.learn(model, answered);
}

/** Distinct rows among them that the model has answered, which costs nothing to read. */
export function carriedAnswers(
  { problem: { carried }, units }: Pick<Setting, 'problem' | 'units'>,
  model: number,
): number[] {
  if (!carried) return [];
  return Array.from(carried.rows).filter((row) => units.headOf(row) === row && carried.isAnswered(model, row));
}

/** Per row whether it keeps an earlier answer. */
export function carriedMarks({ rowCount, carried }: Pick<Problem, 'rowCount' | 'carried'>): Uint8Array {
  const marks = new Uint8Array(rowCount);
  if (carried) for (const row of carried.rows) marks[row] = 1;
  return marks;
}

/** Per row whether an earlier run answered it, kept or certified again. */
export function earlierMarks(problem: Pick<Problem, 'rowCount' | 'carried'>): Uint8Array {
  const marks = carriedMarks(problem);
  for (const row of problem.carried?.grown?.rows ?? []) marks[row] = 1;
  for (const row of problem.carried?.reopened ?? []) marks[row] = 1;
  return marks;
}

/** Rows that no earlier run answered, and the distinct ones among them: what the reference alone would be asked about. */
export function unansweredRows(problem: Pick<Problem, 'rowCount' | 'carried' | 'twins'>): {
  readonly all: number;
  readonly distinct: number;
} {
  const { twins } = problem;
  let [all, distinct] = [0, 0];
  for (const [row, mark] of earlierMarks(problem).entries()) {
    if (mark === 1) continue;
    all++;
    if ((twins?.[row] ?? row) === row) distinct++;
  }
  return { all, distinct };
}

/** What a later run of the table can begin with. */
export function planRowsOf({ labelled }: Pick<Problem, 'labelled'>, rows: Rows): Pick<PlanRows, 'drawn' | 'chosen'> {
  const isLabelled = new Set(labelled?.rows);
  const isChosen = new Set(rows.chosen);
  const known = rows.known.filter((row) => !isLabelled.has(row));
  return { drawn: known.filter((row) => !isChosen.has(row)), chosen: known.filter((row) => isChosen.has(row)) };
}

function plannedHeads({ carried, reference }: Problem, { headOf }: Units): number[] {
  if (!carried) return [];
  const heads = [...carried.drawn, ...carried.chosen].map(headOf);
  return [...new Set(heads)].filter((head) => carried.isAnswered(reference, head));
}

/** How many new rows a plan asks about before it believes what earlier ones knew. */
export function freshRows(problem: Problem): number {
  if (problem.carried?.grown) return freshRowsOfGrown(problem.carried.grown, newRowsOf(problem));
  return Math.max(fewestFresh, Math.min(mostFresh, Math.floor(freshShare * newRowsOf(problem))));
}

/** Rows on which the model's answer stands beside a readable one of the reference, and those of them that deviate. */
type Tally = { readonly rows: number; readonly deviating: number };

function tally({ table, reference }: Problem, model: number, rows: readonly number[]): Tally {
  const both = rows.filter((row) => table.isAsked(model, row) && table.isValid(reference, row));
  return { rows: both.length, deviating: both.filter((row) => table.agrees(model, row) !== true).length };
}

/** An alarm, with its figures, and the rows drawn since the change that are believed alone. */
export type Drift = { readonly why: Reason; readonly believed: readonly number[] };

/**
 * Whether new rows of a plan, alone or with those that the last plans before it drew, show more deviations of a candidate than what earlier plans drew lets
 * one expect: then they are believed alone.
 * @param fresh the new rows.
 * @param candidates those that a way to answer rests on.
 */
export function driftOf(
  { problem, units }: Setting,
  fresh: readonly number[],
  candidates: readonly number[],
): Drift | undefined {
  const { carried, models } = problem;
  if (!carried) return undefined;
  const drawn = [...new Set(carried.drawn.map(units.headOf)), ...fresh];
  const asked = candidates.filter((model) => model < models.length);
  for (const times of recent)
    for (const model of asked) {
      const from = Math.max(0, drawn.length - times * fresh.length);
      const [then, now] = [tally(problem, model, drawn.slice(0, from)), tally(problem, model, drawn.slice(from))];
      // Given the sum of both, how many of them fall on the new rows: exact whatever the rate is (Fisher).
      const [rows, deviating] = [then.rows + now.rows, then.deviating + now.deviating];
      const chance = hypergeometricUpperTail(now.deviating, rows, deviating, now.rows);
      if (chance >= alarm / recent.length / asked.length) continue;
      const figures = {
        ...{ oldRows: then.rows, oldDeviating: then.deviating },
        ...{ newRows: now.rows, newDeviating: now.deviating },
      };
      return { why: reason('drift-found', { model: models[model]!.id, ...figures }), believed: drawn.slice(from) };
    }
  return undefined;
}
