import assert from 'node:assert/strict';
import fc from 'fast-check';
import { places } from '../../src/engine/certified/places';
import { ascendingNumbers, byWord } from '../../src/engine/radixSort';
import { atOnce, blockNumbers } from '../../src/engine/turns';

describe('places ordered by radix', () => {
  const numbers = fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e-300, 0.1 + 0.2, 0.3));

  it('stand by number to the last bit, unknown ones last, equal ones as they stood', () => {
    fc.assert(
      fc.property(fc.array(numbers), (keys) => {
        const order = places(keys.length).reverse();
        const before = order.slice();
        // Array.prototype.sort is stable; comparing -0 with 0 gives equal.
        const sorted = [...order].sort((a, b) => {
          const [x, y] = [keys[a]!, keys[b]!];
          if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
          return x < y ? -1 : x > y ? 1 : 0;
        });
        assert.deepEqual([...atOnce(ascendingNumbers(Float64Array.from(keys), order))], sorted);
        assert.deepEqual(order, before);
      }),
      { numRuns: 500 },
    );
  });

  it('keep to the places that are given, few or many, and rest between blocks', () => {
    // Digits are larger from 100,000 places on.
    for (const length of [3 * blockNumbers + 7, 100_007]) {
      const words = Uint32Array.from({ length }, (_, place) => Math.imul(place, 2654435761) >>> (place % 3));
      for (const order of [places(length), places(length).filter((place) => place % 5 === 0), new Int32Array(0)]) {
        const sorted = atOnce(byWord(words, order));
        assert.deepEqual(
          [...sorted],
          [...order].sort((a, b) => words[a]! - words[b]!),
        );
        assert.notEqual(sorted, order);
      }
      assert.ok([...byWord(words, places(length))].length >= 3 * 4, 'a rest after each block of each pass');
    }
  });
});
