// Rows of a table that has grown which keep an earlier run's answer: they are in no population, and what earlier plans learned from feeds this one,
// as long as the new rows do not contradict it (docs/guarantee.md, "Tables that grow").
import { hypergeometricUpperTail } from '../stats/hypergeometric';
import { reason, type Reason } from '../reasons';
import type { PlanRows, Problem, Step } from '../strategy';
import type { Rows, Setting } from './scene';
import type { Units } from './units';

/** New rows that a plan draws beside those it knows, as a share of the new rows: they are what shows a drift. */
const freshShare = 0.025;
const fewestFresh = 8;
const mostFresh = 30;
/** New rows contradict the old rate where it would bring as many deviations as they show with less than this probability. */
const alarm = 0.01;

/** Rows of the table that are answered now. */
export function newRowsOf({ rowCount, carried }: Pick<Problem, 'rowCount' | 'carried'>): number {
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
  for (const { model, rows: answered } of calls) if (answered.length > 0) costs.learn(model, answered);
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
  return Math.max(fewestFresh, Math.min(mostFresh, Math.floor(freshShare * newRowsOf(problem))));
}

/** Rows on which the model's answer stands beside a readable one of the reference, and those of them that deviate. */
type Tally = { readonly rows: number; readonly deviating: number };

function tally({ table, reference }: Problem, model: number, rows: readonly number[]): Tally {
  const both = rows.filter((row) => table.isAsked(model, row) && table.isValid(reference, row));
  return { rows: both.length, deviating: both.filter((row) => table.agrees(model, row) !== true).length };
}

/**
 * Whether the new rows of a plan show more deviations of a candidate than what earlier plans drew at random lets one expect: then they are believed alone.
 * @param fresh the new rows.
 * @param candidates those that a way to answer rests on.
 * @returns the alarm, with its figures.
 */
export function driftOf(
  { problem, units }: Setting,
  fresh: readonly number[],
  candidates: readonly number[],
): Reason | undefined {
  const { carried, models } = problem;
  if (!carried) return undefined;
  const old = [...new Set(carried.drawn.map(units.headOf))];
  for (const model of candidates) {
    if (model >= models.length) continue;
    const [then, now] = [tally(problem, model, old), tally(problem, model, fresh)];
    if (then.rows === 0 || now.rows === 0) continue;
    // Given the sum of both, how many of them fall on the new rows: exact whatever the rate is (Fisher).
    const [rows, deviating] = [then.rows + now.rows, then.deviating + now.deviating];
    if (hypergeometricUpperTail(now.deviating, rows, deviating, now.rows) >= alarm / candidates.length) continue;
    const figures = {
      oldRows: then.rows,
      oldDeviating: then.deviating,
      newRows: now.rows,
      newDeviating: now.deviating,
    };
    return reason('drift-found', { model: models[model]!.id, ...figures });
  }
  return undefined;
}
