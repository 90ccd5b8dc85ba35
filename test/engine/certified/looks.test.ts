import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hypergeometricLowerTail } from '../../../src/engine/stats/hypergeometric';
import { calibrateLooks, riskOf } from '../../../src/engine/certified/looks';
import { visibleAllowed } from './visibleAllowed';

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

/**
 * The same for populations too large to enumerate: from one row of the path to the next, how many of the deviating rows so far were drawn by each look, a share
 * of all draws each.
 * @returns up to and including each look the probability that it or an earlier one erred.
 */
function riskAlong(population: number, hidden: number, sizes: readonly number[], allowed: readonly number[]): number[] {
  const groups = [...sizes, population].map((size, i, all) => size - (i === 0 ? 0 : all[i - 1]!));
  /** By the counts of all groups; a state that erred is taken out and booked for the first look that did. */
  let states = new Map<string, number>([[groups.map(() => 0).join(), 1]]);
  const erring = sizes.map(() => 0);
  for (let row = 0; row < population; row++) {
    const next = new Map<string, number>();
    for (const [name, share] of states) {
      const counts = name.split(',').map(Number);
      for (const [group, size] of groups.entries()) {
        const chance = (size - counts[group]!) / (population - row);
        if (chance <= 0) continue;
        const then = counts.with(group, counts[group]! + 1);
        const drawn = sizes.map((_, look) => then.slice(0, look + 1).reduce((sum, count) => sum + count, 0));
        const erred = drawn.findIndex((visible, look) => visible <= allowed[look]! && row + 1 - visible > hidden);
        if (erred >= 0) erring[erred]! += share * chance;
        else next.set(then.join(), (next.get(then.join()) ?? 0) + share * chance);
      }
    }
    states = next;
  }
  let sum = 0;
  return erring.map((risk) => (sum += risk));
}

describe('looks at larger populations', () => {
  const cases = [
    { population: 24, hidden: 3, sizes: [5, 12], budgets: [0.1, 0.2] },
    { population: 22, hidden: 4, sizes: [3, 6, 14], budgets: [0.05, 0.15, 0.3] },
    { population: 18, hidden: 0, sizes: [6, 12, 16], budgets: [0.3, 0.6, 0.7] },
    { population: 20, hidden: 7, sizes: [2, 5, 10], budgets: [0.1, 0.15, 0.4] },
    { population: 30, hidden: 2, sizes: [8, 22], budgets: [0.01, 0.05] },
    { population: 16, hidden: 7, sizes: [2, 12, 16], budgets: [0.1, 0.3, 0.5] },
  ];

  it('err as often as following every row of the path says, and each look takes all that its budget leaves', () => {
    for (const { population, hidden, sizes, budgets } of cases) {
      const { allowed, risk } = calibrateLooks(population, hidden, sizes, budgets);
      const along = riskAlong(population, hidden, sizes, allowed);
      assert.ok(
        Math.abs(along.at(-1)! - risk) < 1e-9,
        `${String(population)}: ${String(along.at(-1))} ${String(risk)}`,
      );
      for (const [look, budget] of budgets.entries()) {
        assert.ok(along[look]! <= budget + 1e-12, `${String(population)}: look ${String(look)}`);
        if (allowed[look]! >= population) continue;
        const more = riskAlong(
          population,
          hidden,
          sizes.slice(0, look + 1),
          allowed.slice(0, look + 1).with(look, allowed[look]! + 1),
        );
        assert.ok(more.at(-1)! > budget, `${String(population)}: look ${String(look)} could show one more`);
      }
    }
  });

  it('hide more than any number, one for which they were not made too, as often as following every row says', () => {
    for (const { population, hidden, sizes, budgets } of cases) {
      const { allowed } = calibrateLooks(population, hidden, sizes, budgets);
      for (const other of [0, hidden - 2, hidden + 1, hidden + 6].filter((each) => each >= 0)) {
        const risk = riskOf(population, other, { sizes, allowed });
        const should = riskAlong(population, other, sizes, allowed).at(-1)!;
        assert.ok(
          Math.abs(risk - should) < 1e-9,
          `${String(population)}, ${String(other)}: ${String(risk)} ${String(should)}`,
        );
      }
    }
  });

  it('certify all of a population that is drawn whole, and nothing is risked', () => {
    assert.deepEqual(calibrateLooks(24, 2, [24], [0.1]), { hiddenAllowed: 2, sizes: [24], allowed: [24], risk: 0 });
    assert.deepEqual(calibrateLooks(5, 5, [2, 3], [0.1, 0.1]), {
      hiddenAllowed: 5,
      sizes: [2, 3],
      allowed: [5, 5],
      risk: 0,
    });
    assert.deepEqual(calibrateLooks(5, 2, [2, 5], [0, 0.1]).allowed, [-1, 5]);
    // Three rows are hidden at most, whatever shows: of four that may be.
    assert.deepEqual(calibrateLooks(5, 4, [2, 5], [0, 0.1]).allowed, [5, 5]);
  });
});
