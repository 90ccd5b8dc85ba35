// Before a policy is chosen: has a cheap candidate answer some rows, so that a student can learn from their text and the plan can count on it.
import type { Step } from '../strategy';
import { makeRandom, shuffle } from '../random';
import type { Rows, Setting } from './scene';
import { teachStudent } from './student';

/** Rows of the pilot at most, and fewest that teach anything. */
const mostRows = 600;
const fewestRows = 200;
/** What a pilot may cost, as a share of the reference on every row. */
const costShare = 0.004;
/** The cheapest candidate that agrees at most this much less often than the best teaches. */
const nearBest = 0.1;

/** Leaves a student behind; false where there is no text, it would cost too much, or the text tells nothing. */
export function* pilot(
  { problem, units, costs }: Setting,
  rows: Rows,
  candidates: readonly number[],
): Generator<Step, boolean, void> {
  const { table, reference, features, seed } = problem;
  if (!features.text) return false;
  const known = rows.answered();
  const agreement = (model: number) => known.filter((row) => table.agrees(model, row)).length / known.length;
  const best = Math.max(...candidates.map(agreement));
  const mean = (model: number) => known.reduce((sum, row) => sum + costs.of(model, row), 0) / known.length;
  const teacher = candidates
    .filter((model) => agreement(model) >= best - nearBest)
    .reduce((one, other) => (mean(other) < mean(one) ? other : one));
  const budget = costShare * mean(reference) * units.heads.length;
  const count = Math.min(mostRows, Math.floor(budget / mean(teacher)));
  if (!(count >= fewestRows)) return false;
  const open = shuffle(rows.openHeads(), makeRandom(seed, 'pilot')).subarray(0, count);
  yield { type: 'ask', phase: 'plan', calls: [{ model: teacher, rows: open }] };
  const student = teachStudent(problem, teacher, [...open, ...known], []);
  if (student) rows.student = student;
  return student !== undefined;
}
