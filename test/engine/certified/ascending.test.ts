import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ascending, ascendingDoubles, ascendingExactly } from '../../../src/engine/certified/ascending';
import { places } from '../../../src/engine/certified/places';
import { atOnce, blockNumbers } from '../../../src/engine/turns';

describe('places in ascending order', () => {
  it('are all there, by key and then by place', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: 0, noNaN: true, noDefaultInfinity: true })), (keys) => {
        const order = atOnce(ascending(Float32Array.from(keys)));
        assert.deepEqual(
          [...order].sort((a, b) => a - b),
          keys.map((_, place) => place),
        );
        for (let at = 1; at < order.length; at++) {
          const [before, after] = [keys[order[at - 1]!]!, keys[order[at]!]!];
          assert.ok(before <= after * (1 + 1e-5) + 1e-40);
          if (before === after) assert.ok(order[at - 1]! < order[at]!);
        }
      }),
    );
  });

  it('are the same where there are more of them than are gone through at once', () => {
    const keys = Float32Array.from({ length: 2 * blockNumbers + 2 }, (_, place) => 1 + place / 2 ** 10);
    assert.deepEqual(atOnce(ascending(keys)), places(keys.length));
    assert.deepEqual(atOnce(ascendingExactly(keys)), places(keys.length));
    const negative = keys.map((key) => key - 100);
    assert.deepEqual(atOnce(ascendingExactly(negative)), places(keys.length));
    assert.deepEqual(atOnce(ascendingDoubles(Float64Array.from(keys))), places(keys.length));
  });

  it('are of the keys given, whatever stands before and behind them in memory, and leave them as they are', () => {
    const given = [9, 0.5, 3, 7, 2, 0.25];
    for (const [sort, all] of [
      [ascending, Float32Array.from(given)],
      [ascendingExactly, Float32Array.from(given)],
      [ascendingDoubles, Float64Array.from(given)],
    ] as const) {
      const order = (sort as (keys: typeof all) => ReturnType<typeof ascending>)(all.subarray(1, 5));
      assert.deepEqual([...atOnce(order)], [0, 3, 1, 2]);
      assert.deepEqual([...all], given);
    }
  });

  it('of doubles are told apart to the last digit', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, noNaN: true })), (keys) => {
        const plain = keys.map((key) => key + 0);
        const sorted = plain
          .map((_, place) => place)
          .sort((a, b) => Number(plain[a]! > plain[b]!) - Number(plain[a]! < plain[b]!) || a - b);
        assert.deepEqual([...atOnce(ascendingDoubles(Float64Array.from(plain)))], sorted);
      }),
    );
    const close = Float64Array.of(1 + 2 * Number.EPSILON, 1, 1 + Number.EPSILON);
    assert.deepEqual([...atOnce(ascendingDoubles(close))], [1, 2, 0]);
  });

  it('are told apart to the last digit where asked for, unknown keys last', () => {
    fc.assert(
      fc.property(fc.array(fc.float()), (keys) => {
        // -0 is below 0 here; no comparison of numbers says so.
        const plain = keys.map((key) => key + 0);
        const rank = (place: number) => (Number.isNaN(plain[place]!) ? Infinity : plain[place]!);
        const isAbove = (a: number, b: number) =>
          Number.isNaN(plain[a]!) !== Number.isNaN(plain[b]!) ? Number.isNaN(plain[a]!) : rank(a) > rank(b);
        const sorted = plain
          .map((_, place) => place)
          .sort((a, b) => Number(isAbove(a, b)) - Number(isAbove(b, a)) || a - b);
        assert.deepEqual([...atOnce(ascendingExactly(Float32Array.from(plain)))], sorted);
      }),
    );
  });
});
