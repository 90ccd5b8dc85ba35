// Identical rows as one unit: asked once, answered together. Turns the twins of a problem into distinct rows ("heads") with weights.
import type { Problem } from '../strategy';
import { inBlocks, rest, type Resting } from '../turns';
import { TwinGroups } from '../twinGroups';
import { places } from './places';

export type Units = {
  /** The first row of each group of identical rows, in file order. */
  readonly heads: Int32Array;
  /** Per row, for heads only: how many rows are identical to it, itself included. */
  readonly weight: Float64Array;
  readonly headOf: (row: number) => number;
  /** Calls back with the head and every row identical to it. */
  readonly forEachTwin: (head: number, visit: (row: number) => void) => void;
};

const itself = (row: number): number => row;
const visitAlone: Units['forEachTwin'] = (head, visit) => {
  visit(head);
};

export function* findUnits({ rowCount, twins }: Pick<Problem, 'rowCount' | 'twins'>): Resting<Units> {
  if (!twins) {
    return {
      heads: places(rowCount),
      weight: new Float64Array(rowCount).fill(1),
      headOf: itself,
      forEachTwin: visitAlone,
    };
  }
  const weight = new Float64Array(rowCount);
  yield* inBlocks(rowCount, (from, to) => {
    countTwins(weight, twins, from, to);
  });
  const groups = yield* TwinGroups.of(twins);
  yield rest;
  return {
    heads: places(rowCount).filter((row) => twins[row] === row),
    weight,
    headOf: (row) => twins[row]!,
    forEachTwin: (head, visit) => {
      visit(head);
      groups.forEachOther(head, visit);
    },
  };
}

function countTwins(weight: Float64Array, twins: Int32Array, from: number, to: number): void {
  for (let row = from; row < to; row++) weight[twins[row]!]!++;
}
