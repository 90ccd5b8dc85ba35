// Plans a filter with the planner of `certified`: the rows that a filter may get wrong are about as many as a threshold of accuracy would let deviate.
// How many these are is estimated from the first planning rows; the estimate decides what is asked, and never what is promised.
import { PlanningDraw } from '../certified/planning';
import { interview } from '../certified/interview';
import { Rows, type Setting } from '../certified/scene';
import { settingsOf, underThreshold } from '../certified/settings';
import type { Problem, Step } from '../strategy';
import { missedAllowed, wrongAllowed, type FilterBounds } from '../task/filterBounds';
import { isKept } from './sides';

/** Before anything is asked, this share of the rows is taken to be kept. */
export const usualShare = 0.1;
/** Rows of a first batch, and the share of the file that it may take. */
const firstBatch = 30;
const firstShare = 0.015;
const leastBatch = 8;
/** Batches are drawn until so many kept rows are among them, but no more batches than this. */
const fewestKept = 3;
const mostBatches = 3;

export type FilterPlan = { readonly setting: Setting; readonly rows: Rows };

export function* planFilter(problem: Problem, bounds: FilterBounds): Generator<Step, FilterPlan, void> {
  const { rowCount, table, reference, confidence } = problem;
  const accuracyOf = (share: number) => 1 - wrongShare(bounds, share * rowCount) / rowCount;
  const [setting] = yield* settingsOf({ ...problem, accuracy: accuracyOf(usualShare), confidence });
  const rows = new Rows(setting!);
  const draw = new PlanningDraw(setting!, rows);
  const size = Math.max(leastBatch, Math.min(firstBatch, Math.floor(firstShare * rowCount)));
  let kept = 0;
  for (let batch = 0; batch < mostBatches && kept < fewestKept; batch++) {
    rows.take(yield* draw.take(size));
    yield* interview(setting!, rows, reference);
    kept = rows.known.filter((row) => isKept(table, reference, row)).length;
  }
  const accuracy = accuracyOf((kept + 0.5) / (rows.answered().length + 1));
  const planned = { ...setting!, problem: { ...problem, accuracy }, hasAllowance: false } as const;
  return { setting: underThreshold(planned, accuracy), rows };
}

/** Rows that may be wrong one way or the other where the reference would keep so many. */
export function wrongShare(bounds: FilterBounds, kept: number): number {
  return missedAllowed(bounds, bounds.recall * kept) + wrongAllowed(bounds, kept);
}
