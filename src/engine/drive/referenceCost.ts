// What the reference alone would have cost on every row, identical rows paid each time: known where it was asked, elsewhere its expected
// cost scaled by how actual and expected compare where both are known (a ratio estimate: escalated rows are often the long ones).
import type { AnswerTable } from '../answerTable';
import type { Problem } from '../strategy';

/** Dollars; undefined when the reference was never asked or its price is unknown. */
export function referenceCostUsd(problem: Omit<Problem, 'table'>, table: AnswerTable): number | undefined {
  const { reference, rowCount, twins, features } = problem;
  const expected = (row: number) => features.expectedCost?.(reference, row) ?? NaN;
  let [knownUsd, knownCount, knownExpected, openCount, openExpected] = [0, 0, 0, 0, 0];
  for (let row = 0; row < rowCount; row++) {
    const first = twins?.[row] ?? row;
    const usd = table.costOf(reference, first);
    if (Number.isNaN(usd)) {
      openCount++;
      openExpected += expected(row);
    } else {
      knownUsd += usd;
      knownCount++;
      knownExpected += expected(row);
    }
  }
  if (knownCount === 0) return undefined;
  const ratio = openExpected / knownExpected;
  const open = Number.isFinite(ratio) ? knownUsd * ratio : (knownUsd / knownCount) * openCount;
  return knownUsd + (openCount === 0 ? 0 : open);
}
