// Identical rows as one unit: who stands for whom, and for how many, also where a table is longer than what is gone through at once.
import assert from 'node:assert/strict';
import { findUnits } from '../../../src/engine/certified/units';
import { atOnce, blockRows } from '../../../src/engine/turns';

function unitsOf(twins: Int32Array) {
  const units = atOnce(findUnits({ rowCount: twins.length, twins }));
  const visited = (head: number) => {
    const rows: number[] = [];
    units.forEachTwin(head, (row) => rows.push(row));
    return rows.toSorted((a, b) => a - b);
  };
  return { units, visited };
}

describe('units of identical rows', () => {
  it('have their first row as head, which weighs as many rows as there are', () => {
    const { units, visited } = unitsOf(Int32Array.of(0, 1, 0, 3, 1, 0));
    assert.deepEqual([...units.heads], [0, 1, 3]);
    assert.deepEqual(
      [0, 1, 3].map((head) => [units.weight[head], visited(head)]),
      [
        [3, [0, 2, 5]],
        [2, [1, 4]],
        [1, [3]],
      ],
    );
    assert.deepEqual([0, 1, 2, 3, 4, 5].map(units.headOf), [0, 1, 0, 3, 1, 0]);
  });

  it('are each row by itself where none are identical', () => {
    const units = atOnce(findUnits({ rowCount: 3 }));
    assert.deepEqual([[...units.heads], [...units.weight], units.headOf(2)], [[0, 1, 2], [1, 1, 1], 2]);
    const rows: number[] = [];
    units.forEachTwin(1, (row) => rows.push(row));
    assert.deepEqual(rows, [1]);
  });

  it('count each row once in a long table, whichever block it stands in', () => {
    const rowCount = 3 * blockRows + 5;
    // Groups of three neighbours, so that some of them lie on both sides of a block's end.
    const { units } = unitsOf(Int32Array.from({ length: rowCount }, (_, row) => row - (row % 3)));
    const wrong = [...units.heads].filter((head) => units.weight[head] !== Math.min(3, rowCount - head));
    assert.deepEqual(wrong, []);
    assert.equal(units.heads.length, Math.ceil(rowCount / 3));
    assert.equal(
      units.weight.reduce((sum, weight) => sum + weight, 0),
      rowCount,
    );
  });
});
