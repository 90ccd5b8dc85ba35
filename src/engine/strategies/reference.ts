// `reference`: every row to the strongest model. The yardstick of all savings, and what every other strategy falls back to.
import { carriedMarks } from '../certified/carriedRows';
import { DeliveryBuilder, type Problem, type StrategyRun } from '../strategy';

export function* reference(problem: Problem): StrategyRun {
  const isCarried = carriedMarks(problem);
  const rows = Int32Array.from({ length: problem.rowCount }, (_, row) => row).filter((row) => isCarried[row] === 0);
  yield { type: 'ask', phase: 'apply', calls: [{ model: problem.reference, rows }] };
  const delivery = new DeliveryBuilder(problem.rowCount);
  for (const row of rows) {
    if (problem.table.isValid(problem.reference, row)) delivery.set(row, problem.reference, 'reference-only');
  }
  return delivery;
}
