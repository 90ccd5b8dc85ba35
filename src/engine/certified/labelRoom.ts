// Where a person gives so many labels at most: how they are shared between planning and the sample. What is left goes to rows that are not certified.
import type { Problem } from '../strategy';
import type { Rows } from './scene';

/** Planning may take this share of the labels. */
const planningShare = 0.25;

/** Labels that planning may take at most, of so many. */
export function planningLabels(limit: number): number {
  return Math.floor(planningShare * limit);
}

/** Planning rows that may still be asked about; Infinity where labels are not limited. Labels that rows brought are free. */
export function planningRoom(problem: Problem, rows: Pick<Rows, 'known' | 'carried'>): number {
  if (problem.labelLimit === undefined) return Infinity;
  return Math.max(0, planningLabels(problem.labelLimit) - takenBy(problem, rows));
}

/** Labels that are left for the sample and what follows; Infinity where they are not limited. */
export function labelsLeft(problem: Problem, rows: Pick<Rows, 'known' | 'carried'>): number {
  if (problem.labelLimit === undefined) return Infinity;
  return Math.max(0, problem.labelLimit - takenBy(problem, rows));
}

function takenBy({ labelled }: Problem, { known, carried }: Pick<Rows, 'known' | 'carried'>): number {
  const own = new Set(labelled?.rows);
  return known.filter((row) => !own.has(row) && !carried.has(row)).length;
}
