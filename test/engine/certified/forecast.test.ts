// What a path is expected to save, in sixteen ways that the truth may be.
import assert from 'node:assert/strict';
import { forecastSaving, scenarioCount, type Curve } from '../../../src/engine/certified/forecast';

/** A thousand rows, a dollar each, of which so many are expected to deviate up to each step, in every scenario alike. */
function curve(rate: number, checkUsd = 0): Curve {
  const running = Float64Array.from({ length: 1000 }, (_, step) => rate * (step + 1));
  return {
    deviations: Array.from({ length: scenarioCount }, () => running),
    avoidedUsd: Float64Array.from({ length: 1000 }, (_, step) => step + 1),
    ...{ rowsPerStep: 1, checkUsd },
  };
}
const looks = { hiddenAllowed: 0, sizes: [100], allowed: [4] };

describe('the luck of a draw', () => {
  it('is another one in each scenario, and as often good as bad', () => {
    // Where the path ends after so many visible deviations, luck alone says where.
    const { savedUsd } = forecastSaving(curve(0.2), looks, 1000);
    const sorted = savedUsd.toSorted();
    assert.equal(new Set(sorted).size, scenarioCount);
    // Anscombe: the root of what is allowed, half the luck on top.
    const lucks = sorted.map((usd) => 2 * (Math.sqrt((0.1 * 0.2 * usd) / 0.9) - Math.sqrt(4.75)));
    for (let s = 0; s < scenarioCount; s++)
      assert.ok(Math.abs(lucks[s]! + lucks[scenarioCount - 1 - s]!) < 0.05, Array.from(lucks).join());
    const square = lucks.reduce((sum, luck) => sum + luck ** 2, 0) / scenarioCount;
    assert.ok(Math.abs(square - 1) < 0.1, `a standard normal's spread, not ${String(square)}`);
  });

  it('saves nothing without a look, all but the sample where nothing deviates, and less by what is checked', () => {
    assert.equal(forecastSaving(curve(0.2), { ...looks, sizes: [], allowed: [] }, 1000).meanUsd, 0);
    assert.equal(forecastSaving(curve(0.2), { ...looks, allowed: [-1] }, 1000).meanUsd, 0);
    const all = forecastSaving(curve(0), looks, 1000);
    assert.deepEqual([all.meanUsd, all.lowUsd, all.highUsd], [900, 900, 900]);
    assert.deepEqual([all.sampleRows, all.steps, all.mostSteps], [100, 1000, 1000]);
    assert.equal(forecastSaving(curve(0, 2), looks, 1000).meanUsd, 700);
  });

  it('counts rows that may deviate whatever they hold', () => {
    // 45 of the unsampled rows: 50 steps of the path, of which a tenth is in the sample.
    const free = forecastSaving(curve(1), { hiddenAllowed: 45, sizes: [100], allowed: [0] }, 1000);
    assert.ok(Math.abs(free.meanUsd - 45) < 1e-9, String(free.meanUsd));
    assert.ok(Math.abs(free.mostSteps - 50) < 1e-9);
  });
});
