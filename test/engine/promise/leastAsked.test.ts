import assert from 'node:assert/strict';
import fc from 'fast-check';
import { leastAsked } from '../../../src/engine/promise/leastAsked';
import { hypergeometricLowerTail } from '../../../src/engine/stats/hypergeometric';

describe('the fewest rows that the reference answers', () => {
  it('are the smallest sample that would have shown one deviation too many', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.double({ min: 0.5, max: 0.999, noNaN: true }),
        (rows, share, confidence) => {
          const allowed = Math.floor(share * rows);
          const least = leastAsked(rows, allowed, confidence);
          const missed = (size: number) => hypergeometricLowerTail(0, rows, allowed + 1, size);
          assert.ok(least <= rows - allowed);
          if (least < rows - allowed) assert.ok(missed(least) <= (1 - confidence) * (1 + 1e-9));
          if (least > 1) assert.ok(missed(least - 1) > (1 - confidence) * (1 - 1e-9));
        },
      ),
    );
  });

  it('are all where none may deviate, most of a small table, and few of a large one', () => {
    assert.equal(leastAsked(10, 0, 0.95), 10);
    assert.equal(leastAsked(52, 2, 0.95), 33);
    assert.ok(leastAsked(100_000, 5000, 0.95) < 100);
  });
});
