// `reference`: every row to the strongest model. The yardstick of all savings, and what every other strategy falls back to.
import { DeliveryBuilder, type Problem, type StrategyRun } from '../strategy';

export function* reference(problem: Problem): StrategyRun {
  const rows = Int32Array.from({ length: problem.rowCount }, (_, row) => row);
  yield { type: 'ask', phase: 'apply', calls: [{ model: problem.reference, rows }] };
  const delivery = new DeliveryBuilder(problem.rowCount);
  for (const row of rows) {
    if (problem.table.isValid(problem.reference, row)) delivery.set(row, problem.reference, 'reference-only');
  }
  return delivery;
}
