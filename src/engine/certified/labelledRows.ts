// Rows that brought a label: their reference answers are free. Chosen by whatever rule, they leave the population before anything else and feed the
// plan; drawn at random, half of them feed the plan and the others begin the sample (docs/guarantee.md, "Labels that exist").
import { makeRandom, shuffle } from '../random';
import type { Problem, Step } from '../strategy';
import { openRowsOf } from './carriedRows';
import type { Rows, Setting } from './scene';
import type { Units } from './units';

/** Of planning rows at most this share are rows of somebody's choice: what they say of all rows may be far from the truth. */
const chosenShare = 0.75;
/** Of rows drawn at random at most this share are planning rows: the sample is worth as much. */
const randomShare = 0.5;

/**
 * Distinct labelled rows in an order that nothing but the seed knows. Rows are shuffled, not groups of identical ones: a group that holds more of them
 * comes earlier, as Proposition 6 has it.
 */
export function labelledHeads({ labelled, seed }: Problem, units: Units): Int32Array {
  if (!labelled) return new Int32Array(0);
  const rows = shuffle(labelled.rows.slice(), makeRandom(seed, 'labelled'));
  return Int32Array.from(new Set(Array.from(rows, units.headOf)));
}

/** Rows of the file that stay in the population to be drawn from. */
export function openAtFirst(problem: Problem, units: Units): number {
  const rows = openRowsOf(problem);
  if (!problem.labelled || problem.labelled.areRandom) return rows;
  return labelledHeads(problem, units).reduce((open, head) => open - units.weight[head]!, rows);
}

/** Labelled rows of somebody's choice leave the population, and their labels are read. */
export function* takeChosen({ problem, units }: Setting, rows: Rows): Generator<Step, void, void> {
  if (!problem.labelled || problem.labelled.areRandom) return;
  yield* leaveWithLabels(problem, labelledHeads(problem, units), rows);
}

/** Where nothing is drawn there is no sample to begin: all labelled rows keep their labels. */
export function* takeAll({ problem, units }: Setting, rows: Rows): Generator<Step, void, void> {
  if (problem.labelled) yield* leaveWithLabels(problem, labelledHeads(problem, units), rows);
}

function* leaveWithLabels({ reference }: Problem, heads: Int32Array, rows: Rows): Generator<Step, void, void> {
  rows.leave([...heads]);
  yield { type: 'ask', phase: 'plan', calls: [{ model: reference, rows: heads }] };
}

/** Supplies labelled rows to plan with, so many at most, that were not planned with before. */
export function planningSupply({ problem, units }: Setting, rows: Rows): (count: number) => readonly number[] {
  const heads = labelledHeads(problem, units);
  const known = new Set(rows.known);
  const fresh = [...heads].filter((head) => !known.has(head));
  const areRandom = problem.labelled?.areRandom ?? false;
  let left =
    (areRandom ? Math.floor(randomShare * problem.labelled!.rows.length) : heads.length) -
    (heads.length - fresh.length);
  return (count) => {
    const supplied = Math.max(0, Math.min(left, areRandom ? count : Math.floor(chosenShare * count)));
    left -= supplied;
    return fresh.splice(0, supplied);
  };
}

/** The rows of the population that begin the sample: labelled ones that were drawn at random and are still open. */
export function beginsSample({ labelled }: Problem, population: Int32Array): (row: number) => boolean {
  if (!labelled?.areRandom) return () => false;
  const own = new Set(labelled.rows);
  const open = new Set(population.filter((row) => own.has(row)));
  return (row) => open.has(row);
}
