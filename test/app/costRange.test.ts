import assert from 'node:assert/strict';
import fc from 'fast-check';
import { costRange, expectedShare, leastSample, shareAfter } from '../../src/app/costRange';

function leastOf(rows: number, allowed: number, alpha: number) {
  const least = leastSample({ rows, allowed, alpha });
  return { least, usualLeast: least };
}

const facts = fc
  .record({
    rows: fc.integer({ min: 1, max: 1_000_000 }),
    delta: fc.double({ min: 0, max: 0.99, noNaN: true }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    alpha: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
    usd: fc.array(fc.double({ min: 0, max: 0.1, noNaN: true }), { minLength: 2, maxLength: 6 }),
  })
  .map(({ usd, alpha, ...rest }) => ({
    ...rest,
    ...leastOf(rest.rows, Math.floor(rest.delta * rest.rows), alpha),
    usdPerRow: [...usd].sort((a, b) => a - b),
  }));

describe('costRange', () => {
  it('goes up from low to high, its parts make the whole, and the ends are what is possible', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { total, profiling, applying } = costRange(given);
        const all = given.rows * given.usdPerRow.at(-1)!;
        const slack = 1e-9 * (1 + all);
        assert.ok(total.lowUsd <= total.expectedUsd + slack && total.expectedUsd <= total.highUsd + slack);
        assert.ok(
          total.lowUsd >= given.rows * given.usdPerRow[0]! - slack,
          'no row is cheaper than the cheapest model',
        );
        assert.ok(total.highUsd <= 1.03 * all + slack);
        for (const end of ['lowUsd', 'expectedUsd', 'highUsd'] as const) {
          assert.ok(profiling[end] >= 0 && applying[end] >= -slack);
          assert.ok(Math.abs(profiling[end] + applying[end] - total[end]) <= slack);
        }
      }),
    );
  });

  it('expects no saving where no row may deviate or the rows are too few to certify anything', () => {
    const of = (rows: number, delta: number) => {
      const least = leastOf(rows, Math.floor(rows * delta), 0.05);
      return costRange({ rows, share: expectedShare(delta), ...least, usdPerRow: [0.001, 0.01] }).total.expectedUsd;
    };
    assert.ok(Math.abs(of(1000, 0) - 10) < 1e-9);
    assert.ok(Math.abs(of(10, 0.05) - 0.1) < 1e-9);
    assert.ok(of(1000, 0.05) < 7);
  });

  it('moves what a run has shown to another threshold: up where more rows may deviate, and nowhere at the same', () => {
    for (const shown of [0.1, 0.5, 0.9]) {
      assert.ok(Math.abs(shareAfter(shown, 0.05, 0.05) - shown) < 1e-9);
      assert.ok(shareAfter(shown, 0.05, 0.1) > shown && shareAfter(shown, 0.05, 0.01) < shown);
      assert.ok(Math.abs(shareAfter(shareAfter(shown, 0.05, 0.02), 0.02, 0.05) - shown) < 1e-9, 'there and back');
    }
    // The recorded runs' own share comes out where it went in.
    assert.ok(Math.abs(shareAfter(expectedShare(0.05), 0.05, 0.02) - expectedShare(0.02)) < 1e-9);
  });

  it('needs the sample of the theorem: with none seen, more hidden deviations than allowed have at most chance alpha', () => {
    for (const [rows, allowed] of [
      [1000, 50],
      [5000, 50],
      [200, 2],
    ] as const) {
      const sampled = leastSample({ rows, allowed, alpha: 0.05 });
      assert.ok((1 - sampled / rows) ** (allowed + 1) <= 0.05);
      assert.ok((1 - (sampled - 1) / rows) ** (allowed + 1) > 0.05);
    }
  });

  it('expects more of a looser threshold', () => {
    const shares = [0, 0.001, 0.01, 0.02, 0.05, 0.1, 0.3, 0.9].map(expectedShare);
    assert.deepEqual(
      shares,
      [...shares].sort((a, b) => a - b),
    );
    assert.equal(shares[0], 0);
    assert.equal(shares.at(-1), 0.95);
  });
});
