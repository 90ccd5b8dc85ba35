// Which sample sizes are looked at: the smallest that can certify, checked against the definition, and what holds of every plan.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { planLooks, smallestSample } from '../../../src/engine/certified/lookPlan';
import { calibrateLooks } from '../../../src/engine/certified/looks';
import { visibleAllowed } from './visibleAllowed';

/** P(none of the D + 1 rows is among so many of so many), as a quotient of binomials. */
function chanceOfNone(population: number, size: number, hiddenAllowed: number): number {
  const among = hiddenAllowed + 1;
  if (population - size < among) return 0;
  let chance = 1;
  for (let i = 0; i < size; i++) chance *= (population - among - i) / (population - i);
  return chance;
}

describe('smallestSample', () => {
  it('is the first size at which D + 1 deviating rows show with the wanted probability', () => {
    const cases = fc.record({
      population: fc.integer({ min: 1, max: 60 }),
      hiddenAllowed: fc.integer({ min: 0, max: 60 }),
      alpha: fc.double({ min: 1e-6, max: 0.99, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, ({ population, hiddenAllowed, alpha }) => {
        // Where no more rows can deviate than may, a sample of none certifies; it is never one of none.
        const wanted = Array.from({ length: population }, (_, i) => i + 1).find(
          (size) => chanceOfNone(population, size, hiddenAllowed) <= alpha,
        );
        assert.equal(smallestSample(population, hiddenAllowed, alpha), wanted ?? population + 1);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same where it is looked for from that of fewer visible deviations on, which is none larger', () => {
    const cases = fc.record({
      population: fc.integer({ min: 1, max: 100_000 }),
      share: fc.double({ min: 0, max: 0.3, noNaN: true }),
      alpha: fc.double({ min: 1e-6, max: 0.99, noNaN: true }),
      visible: fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 6 }),
    });
    fc.assert(
      fc.property(cases, ({ population, share, alpha, visible }) => {
        const hiddenAllowed = Math.floor(share * population);
        let fewer = 1;
        for (const each of visible.sort((a, b) => a - b)) {
          const size = smallestSample(population, hiddenAllowed, alpha, each, fewer);
          assert.equal(size, smallestSample(population, hiddenAllowed, alpha, each));
          assert.ok(size >= fewer);
          fewer = size;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is one more than there are rows where not even all of them certify', () => {
    assert.equal(smallestSample(10, 0, 0), 10);
    assert.equal(smallestSample(10, 0, -1), 11);
  });
});

describe('planLooks', () => {
  const plans = fc.record({
    population: fc.integer({ min: 20, max: 3000 }),
    share: fc.double({ min: 0, max: 0.3, noNaN: true }),
    alpha: fc.constantFrom(0.01, 0.05, 0.2),
    from: fc.constantFrom(0, 10, 50.7, 5000),
  });

  it('looks at growing samples, each at least a tenth larger and worth more than the one before, at the risk that is wanted', () => {
    fc.assert(
      fc.property(plans, ({ population, share, alpha, from }) => {
        const hiddenAllowed = Math.floor(share * population);
        const plan = planLooks(population, hiddenAllowed, alpha, { from });
        if (!plan) return;
        const { sizes, allowed, risk } = plan;
        assert.equal(sizes.length, allowed.length);
        assert.ok(sizes.length > 0 && risk <= alpha + 1e-12);
        assert.ok(sizes[0]! >= Math.min(Math.floor(from), Math.floor(0.6 * population)));
        assert.ok(sizes.at(-1)! <= Math.max(sizes[0]!, Math.floor(0.6 * population)));
        for (let i = 1; i < sizes.length; i++) {
          assert.ok(sizes[i]! >= 1.1 * sizes[i - 1]!, sizes.join());
          assert.ok(allowed[i]! > allowed[i - 1]!, allowed.join());
        }
        assert.ok(allowed[0]! >= 0, 'the first look can certify');
      }),
      { numRuns: 200 },
    );
  });

  it('begins with the smallest sample that its share of the error allows, larger where fewer rows may deviate', () => {
    for (const [population, hiddenAllowed] of [
      [1000, 50],
      [1000, 2],
      [5000, 400],
    ] as const) {
      const { sizes } = planLooks(population, hiddenAllowed, 0.05)!;
      const alone = smallestSample(population, hiddenAllowed, 0.05);
      // The first look spends 40 to 85 % of the error: fewer rows than with all of it would not do.
      assert.ok(sizes[0]! >= alone && sizes[0]! <= smallestSample(population, hiddenAllowed, 0.4 * 0.05));
    }
  });

  it('spends the whole error probability by the last look: one more visible deviation there would be too many', () => {
    for (const hiddenAllowed of [3, 20, 80]) {
      const { sizes, allowed, risk } = planLooks(800, hiddenAllowed, 0.05)!;
      assert.ok(risk > 0.035, String(risk));
      const alone = calibrateLooks(800, hiddenAllowed, [sizes.at(-1)!], [0.05]).allowed[0]!;
      assert.ok(allowed.at(-1)! <= alone);
    }
  });

  it('has no look where there is no row to look at', () => {
    assert.equal(planLooks(0, 0, 0.05), undefined);
  });

  it('looks at no larger sample than can be had, and at none where that is too small to certify', () => {
    const { sizes } = planLooks(2000, 100, 0.05)!;
    const most = sizes[2]! + 3;
    const bounded = planLooks(2000, 100, 0.05, { most })!;
    assert.ok(bounded.sizes.at(-1)! <= most && bounded.sizes.at(-1)! >= sizes[1]!);
    assert.equal(planLooks(2000, 100, 0.05, { most: sizes[0]! })!.sizes.length, 1);
    assert.equal(planLooks(2000, 100, 0.05, { most: sizes[0]! - 1 }), undefined);
    // A sample that is wanted larger at first is not wanted larger than it can be had.
    assert.ok(planLooks(2000, 100, 0.05, { from: 500, most })!.sizes[0]! <= most);
  });

  it('has looks that lie as many rows apart as they must', () => {
    for (const leastStep of [1, 40, 150]) {
      const { sizes } = planLooks(2000, 100, 0.05, { leastStep })!;
      for (let i = 1; i < sizes.length; i++) assert.ok(sizes[i]! - sizes[i - 1]! >= leastStep, sizes.join());
      assert.ok(sizes.length > 1);
    }
  });
});

describe('smallestSample that may show some deviations', () => {
  it('is the first size whose certificate allows them', () => {
    const setting = fc.record({
      population: fc.integer({ min: 20, max: 3000 }),
      hidden: fc.integer({ min: 0, max: 60 }),
      visible: fc.integer({ min: 0, max: 12 }),
      alpha: fc.double({ min: 0.005, max: 0.2, noNaN: true }),
    });
    fc.assert(
      fc.property(setting, ({ population, hidden, visible, alpha }) => {
        fc.pre(visible + hidden + 1 <= population);
        const size = smallestSample(population, hidden, alpha, visible);
        assert.ok(size <= population);
        assert.ok(visibleAllowed(population, size, hidden, alpha) >= visible);
        if (size > 1) assert.ok(visibleAllowed(population, size - 1, hidden, alpha) < visible);
      }),
      { numRuns: 300 },
    );
  });
});
