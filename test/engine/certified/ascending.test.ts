import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ascending } from '../../../src/engine/certified/ascending';

describe('places in ascending order', () => {
  it('are all there, by key and then by place', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: 0, noNaN: true, noDefaultInfinity: true })), (keys) => {
        const order = ascending(Float64Array.from(keys));
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
});
