import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { roundHalfToEven, splitRows } from '../../../src/engine/published/splitRows';

describe('splitRows', () => {
  it('hands out every row, none negative, and at most one row from the exact share per model', () => {
    const ratios = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.nat(200_000), ratios, (rows, parts) => {
        const sum = parts.reduce((total, part) => total + part, 0);
        fc.pre(sum > 1e-6);
        const split = splitRows(rows, parts);
        assert.equal(
          split.reduce((total, part) => total + part, 0),
          rows,
        );
        split.forEach((count, i) => {
          assert.ok(count >= 0);
          assert.ok(Math.abs(count - (rows * parts[i]!) / sum) <= parts.length, split.join(' '));
        });
      }),
    );
  });

  it('rounds half to even, largest share first', () => {
    assert.deepEqual(splitRows(5, [0.5, 0.5]), [2, 3]);
    assert.deepEqual(splitRows(7, [0.5, 0.5]), [4, 3]);
    assert.deepEqual(splitRows(10, [0, 0.25, 0.75]), [0, 2, 8]);
    assert.deepEqual([0.5, 1.5, 2.5, 2.4, 2.6].map(roundHalfToEven), [0, 2, 2, 2, 3]);
  });
});
