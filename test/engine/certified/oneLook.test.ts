import assert from 'node:assert/strict';
import fc from 'fast-check';
import { forecastSaving, scenarioCount, type Curve } from '../../../src/engine/certified/forecast';
import { planOneLook } from '../../../src/engine/certified/oneLook';

const steps = 100;
const rowsPerStep = 50;
const population = steps * rowsPerStep;
const alpha = 0.05;

/** A path whose rate of deviations rises from one share to another, known for sure. */
function risingCurve(from: number, to: number): Curve {
  const running = new Float64Array(steps);
  let sum = 0;
  for (let step = 0; step < steps; step++) {
    sum += rowsPerStep * (from + ((to - from) * step) / steps);
    running[step] = sum;
  }
  return {
    deviations: Array.from({ length: scenarioCount }, () => running),
    avoidedUsd: Float64Array.from({ length: steps }, (_, step) => (step + 1) * rowsPerStep * 0.01),
    checkUsd: 0,
    rowsPerStep,
  };
}
const plan = (curve: Curve, { least = 0, most = population, hiddenAllowed = 100 } = {}) =>
  planOneLook(curve, population, hiddenAllowed, alpha, { least, most });

describe('one planned look', () => {
  it('spends the whole error probability at one sample size, and never more', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.05, noNaN: true }),
        fc.integer({ min: 5, max: 400 }),
        (from, hiddenAllowed) => {
          const looks = plan(risingCurve(from, 0.6), { hiddenAllowed });
          fc.pre(looks !== undefined);
          assert.equal(looks!.sizes.length, 1);
          assert.equal(looks!.hiddenAllowed, hiddenAllowed);
          assert.ok(looks!.risk <= alpha && looks!.risk > alpha / 4, String(looks!.risk));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('takes the size that is expected to pay most', () => {
    const curve = risingCurve(0.002, 0.4);
    const looks = plan(curve)!;
    const { meanUsd } = forecastSaving(curve, looks, population);
    for (const least of [1, 1.3, 1.7, 2.2].map((times) => Math.ceil(times * looks.sizes[0]!) + 1)) {
      const larger = plan(curve, { least })!;
      assert.ok(larger.sizes[0]! >= least);
      assert.ok(forecastSaving(curve, larger, population).meanUsd <= meanUsd);
    }
  });

  it('holds no more rows than may be asked', () => {
    const curve = risingCurve(0.002, 0.4);
    const [size = 0] = plan(curve)!.sizes;
    assert.ok(plan(curve, { most: size - 1 })!.sizes[0]! < size);
    assert.equal(plan(curve, { most: 5 }), undefined);
  });

  it('leaves it to several looks where the whole path may be certified', () => {
    assert.equal(plan(risingCurve(0, 0.001)), undefined);
  });

  it('leaves it to several looks where the luck of the draw decides between much and nothing', () => {
    const curve = risingCurve(0.001, 0.9);
    const lucky = curve.deviations[0]!;
    // In one of two scenarios the path deviates so often that nothing of it is certified.
    const deviations = curve.deviations.map((_, i) => (i % 2 === 0 ? lucky : lucky.map((sum) => 40 * sum + 400)));
    assert.ok(plan(curve));
    assert.equal(plan({ ...curve, deviations }), undefined);
  });
});
