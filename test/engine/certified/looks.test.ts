import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hypergeometricLowerTail } from '../../../src/engine/stats/hypergeometric';
import { calibrateLooks, visibleAllowed } from '../../../src/engine/certified/looks';

/** Exact by enumeration: the probability that some look has more than `hidden` unsampled deviating rows in its prefix, all rows deviating. */
function exactRisk(population: number, hidden: number, sizes: readonly number[], allowed: readonly number[]): number {
  const groups = [...sizes, population].map((size, i, all) => size - (i === 0 ? 0 : all[i - 1]!));
  const left = [...groups];
  const groupOf: number[] = [];
  let orders = 0;
  let erring = 0;
  const errs = () =>
    sizes.some((_, look) => {
      let visible = 0;
      let missed = 0;
      for (const group of groupOf) {
        if (group <= look) visible++;
        else missed++;
        if (visible > allowed[look]!) return false;
        if (missed > hidden) return true;
      }
      return false;
    });
  const place = () => {
    if (groupOf.length === population) {
      orders++;
      if (errs()) erring++;
      return;
    }
    for (let group = 0; group < left.length; group++) {
      if (left[group] === 0) continue;
      left[group]!--;
      groupOf.push(group);
      place();
      groupOf.pop();
      left[group]!++;
    }
  };
  place();
  return erring / orders;
}

const setting = fc
  .record({
    population: fc.integer({ min: 3, max: 10 }),
    hidden: fc.integer({ min: 0, max: 5 }),
    cuts: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
    alpha: fc.double({ min: 0.05, max: 0.6, noNaN: true }),
  })
  .map(({ population, hidden, cuts, alpha }) => {
    const sizes = cuts.filter((cut) => cut < population).sort((a, b) => a - b);
    return { population, hidden, alpha, sizes, budgets: sizes.map((_, i) => (alpha * (i + 1)) / sizes.length) };
  })
  .filter(({ sizes }) => sizes.length > 0);

describe('calibrateLooks', () => {
  it('states the risk that enumerating every draw finds, and never more than alpha', () => {
    fc.assert(
      fc.property(setting, ({ population, hidden, sizes, budgets, alpha }) => {
        const { allowed, risk } = calibrateLooks(population, hidden, sizes, budgets);
        const exact = exactRisk(population, hidden, sizes, allowed);
        assert.ok(Math.abs(exact - risk) < 1e-9, `stated ${String(risk)}, exact ${String(exact)}`);
        assert.ok(exact <= alpha + 1e-12);
      }),
      // A first look at one row that certifies something, and a second at all but one.
      {
        numRuns: 60,
        seed: 1,
        examples: [[{ population: 8, hidden: 5, sizes: [1, 7], budgets: [0.3, 0.5], alpha: 0.5 }]],
      },
    );
  });

  it('is maximal: one more visible deviation at the last look would break the budget', () => {
    fc.assert(
      fc.property(setting, ({ population, hidden, sizes, budgets, alpha }) => {
        const { allowed } = calibrateLooks(population, hidden, sizes, budgets);
        const last = allowed[allowed.length - 1]!;
        if (last >= population || last + hidden + 1 >= population) return;
        assert.ok(exactRisk(population, hidden, sizes, [...allowed.slice(0, -1), last + 1]) > alpha - 1e-9);
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it('agrees for one look with the hypergeometric tail', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 20_000 }),
        fc.double({ min: 0.001, max: 0.2, noNaN: true }),
        fc.double({ min: 0.01, max: 0.9, noNaN: true }),
        fc.constantFrom(0.2, 0.05, 0.01, 0.001),
        (population, share, sampledShare, alpha) => {
          const hidden = Math.floor(share * population);
          const size = Math.max(1, Math.floor(sampledShare * population));
          const tail = (b: number) => hypergeometricLowerTail(b, population, size, b + hidden + 1);
          const b = visibleAllowed(population, size, hidden, alpha);
          if (b >= 0 && b + hidden + 1 <= population) assert.ok(tail(b) <= alpha * (1 + 1e-6), `b = ${String(b)}`);
          if (b + hidden + 2 <= population && b < population)
            assert.ok(tail(b + 1) > alpha * (1 - 1e-6), `b + 1 = ${String(b + 1)}`);
        },
      ),
      { numRuns: 200, seed: 3 },
    );
  });

  it('certifies nothing with a small sample when no deviation is allowed', () => {
    assert.equal(visibleAllowed(1000, 900, 0, 0.05), -1);
    assert.equal(visibleAllowed(1000, 950, 0, 0.05), 0);
    assert.equal(visibleAllowed(10, 1, 10, 0.05), 10);
  });
});
