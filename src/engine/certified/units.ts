// Identical rows as one unit: asked once, answered together. Turns the twins of a problem into distinct rows ("heads") with weights.
import type { Problem } from '../strategy';

export type Units = {
  /** The first row of each group of identical rows, in file order. */
  readonly heads: Int32Array;
  /** Per row, for heads only: how many rows are identical to it, itself included. */
  readonly weight: Float64Array;
  readonly headOf: (row: number) => number;
};

export function findUnits({ rowCount, twins }: Pick<Problem, 'rowCount' | 'twins'>): Units {
  const headOf = twins ? (row: number) => twins[row]! : (row: number) => row;
  const weight = new Float64Array(rowCount);
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    const head = headOf(row);
    if (head === row) count++;
    weight[head]!++;
  }
  const heads = new Int32Array(count);
  for (let row = 0, at = 0; row < rowCount; row++) if (headOf(row) === row) heads[at++] = row;
  return { heads, weight, headOf };
}
