import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { auditBound, smallestAudit } from '../../../src/engine/audit/auditBound';

/** C(n, k), exact. */
function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let result = 1n;
  for (let i = 0; i < k; i++) result = (result * BigInt(n - i)) / BigInt(i + 1);
  return result;
}

/** P(at most k of the marked rows are drawn), from exact counts. */
function chanceOfAtMost(k: number, population: number, marked: number, draws: number): number {
  let ways = 0n;
  for (let i = 0; i <= k; i++) ways += choose(marked, i) * choose(population - marked, draws - i);
  return Number((ways * 10n ** 15n) / choose(population, draws)) / 1e15;
}

describe('the bound of an audit', () => {
  const cases = fc
    .record({ population: fc.integer({ min: 1, max: 60 }), audited: fc.nat(60), marked: fc.nat(60) })
    .filter(({ population, audited, marked }) => audited <= population && marked <= population);

  it('is broken by the draw with a probability of at most the error, whatever number of rows is marked', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0.5, max: 0.99, noNaN: true }), (facts, confidence) => {
        const { population, audited, marked } = facts;
        let broken = 0;
        for (let disagreed = 0; disagreed <= Math.min(audited, marked); disagreed++) {
          if (audited - disagreed > population - marked) continue;
          if (marked - disagreed <= auditBound({ population, audited, disagreed }, confidence)) continue;
          broken +=
            chanceOfAtMost(disagreed, population, marked, audited) -
            (disagreed > 0 ? chanceOfAtMost(disagreed - 1, population, marked, audited) : 0);
        }
        assert.ok(broken <= 1 - confidence + 1e-9, String(broken));
      }),
      { numRuns: 300 },
    );
  });

  it('could not be one row smaller', () => {
    fc.assert(
      fc.property(cases, ({ population, audited, marked }) => {
        const disagreed = Math.min(marked, audited);
        const bound = auditBound({ population, audited, disagreed }, 0.95);
        assert.ok(bound >= 0 && bound <= population - audited);
        if (bound > 0) assert.ok(chanceOfAtMost(disagreed, population, bound + disagreed, audited) > 0.05 - 1e-9);
      }),
      { numRuns: 300 },
    );
  });

  it('takes 72, 178 and 348 rows without a disagreement for 5, 2 and 1 % of 5,000', () => {
    assert.deepEqual(
      [250, 100, 50].map((most) => smallestAudit(5000, most, 0.975)),
      [72, 178, 348],
    );
  });

  it('is nothing where every row was audited, and everything where none was', () => {
    assert.equal(auditBound({ population: 40, audited: 40, disagreed: 3 }, 0.95), 0);
    assert.equal(auditBound({ population: 40, audited: 0, disagreed: 0 }, 0.95), 40);
  });
});
