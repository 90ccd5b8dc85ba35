import assert from 'node:assert/strict';
import fc from 'fast-check';
import { normalScores, standardised, sumsOf } from '../../../src/engine/certified/scales';
import { atOnce, blockNumbers } from '../../../src/engine/turns';

describe('scales', () => {
  it('standardise what varies, clip at 3 and leave the unknown unknown', () => {
    const column = atOnce(standardised(Float64Array.of(1, 2, 3, NaN)))!;
    assert.ok(Math.abs(column[0]! + column[2]!) < 1e-12);
    assert.equal(column[1], 0);
    assert.ok(Number.isNaN(column[3]));
    assert.equal(atOnce(standardised(Float64Array.of(5, 5, 5, NaN))), undefined);
    assert.equal(atOnce(standardised(Float64Array.of(1, 2))), undefined);
    const outlier = atOnce(standardised(Float64Array.from({ length: 100 }, (_, i) => (i === 0 ? 1e6 : i % 2))))!;
    assert.equal(outlier[0], 3);
  });

  it('sum what is known of a column, each value once however long it is', () => {
    for (const length of [1, blockNumbers, blockNumbers + 1, 2 * blockNumbers + 5]) {
      const column = Float64Array.from({ length }, (_, i) => (i % 5 === 4 ? NaN : 2 + (i % 3)));
      const known = [...column].filter((x) => !Number.isNaN(x));
      assert.deepEqual(atOnce(sumsOf(column)), {
        n: known.length,
        sum: known.reduce((sum, x) => sum + x, 0),
        squares: known.reduce((sum, x) => sum + x * x, 0),
      });
    }
  });

  it('give normal scores in the order of the values, equal ones for ties', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 3 }), (values) => {
        const scores = atOnce(normalScores(Float32Array.from(values)));
        if (new Set(values).size === 1) {
          assert.equal(scores, undefined);
          return;
        }
        values.forEach((a, i) => {
          values.forEach((b, j) => {
            assert.equal(Math.sign(scores![i]! - scores![j]!), Math.sign(a - b));
          });
        });
      }),
      { numRuns: 50 },
    );
  });

  it('give no scores where all known values are one, or fewer than three are known', () => {
    for (const values of [
      [4, 4, 4],
      [0, 0, 0, NaN, 0],
      [1, 2],
      [1, NaN, 2, NaN],
    ])
      assert.equal(atOnce(normalScores(Float32Array.from(values))), undefined, String(values));
    assert.ok(atOnce(normalScores(Float32Array.of(1, NaN, 2, 2))));
  });

  it('give the median the score 0', () => {
    const scores = atOnce(normalScores(Float32Array.of(3, 1, NaN, 2)))!;
    assert.ok(Number.isNaN(scores[2]));
    assert.ok(Math.abs(scores[3]!) < 1e-9);
    assert.ok(Math.abs(scores[0]! + scores[1]!) < 1e-9);
  });
});
