// What a path is expected to save, in sixteen ways that the truth may be.
import assert from 'node:assert/strict';
import { forecastSaving, scenarioCount, type Curve, type Progress } from '../../../src/engine/certified/forecast';
import { makeRandom } from '../../../src/engine/random';

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

/** The luck of each scenario, as the source lists it: quantiles of a standard normal, opposite ones two places apart. */
const lucks = [0.04, -1.86, -0.04, 1.86, -1.32, 0.24, 1.32, -0.24, -1.01, 0.4, 1.01, -0.4, 0.78, -0.58, -0.78, 0.58];

/** The same step by step, without search or shortcuts: from the first step on, until one shows too much. */
function plainly(
  { deviations, avoidedUsd, checkUsd, rowsPerStep }: Curve,
  { hiddenAllowed, sizes, allowed }: typeof looks,
  population: number,
  { look: from = 0, sampled = 0, visible }: Partial<Progress> = {},
) {
  const { length } = avoidedUsd;
  return lucks.map((luck, s) => {
    let best = { saved: 0, size: 0, steps: 0 };
    let isTied = false;
    for (const [look, size] of sizes.entries()) {
      if (look < from || allowed[look]! < 0 || size >= population) continue;
      const drawn = (size - sampled) / (population - sampled);
      let steps = 0;
      for (; steps < length; steps++) {
        const left = allowed[look]! - (visible?.[steps] ?? 0);
        const most = left < 0 ? -1 : Math.max(0.02, Math.sqrt(left + 0.75) + luck / 2) ** 2 / drawn;
        const [before, now] = [deviations[s]![steps - 1] ?? 0, deviations[s]![steps]!];
        if (now <= most) continue;
        steps += Math.max(0, (most - before) / (now - before));
        break;
      }
      steps = Math.max(steps, Math.min(length, hiddenAllowed / (rowsPerStep * (1 - size / population))));
      const [whole, part] = [Math.floor(steps), steps % 1];
      const below = avoidedUsd[whole - 1] ?? 0;
      const usd = below + (part > 0 ? part * (avoidedUsd[whole]! - below) : 0);
      const saved = usd * (1 - size / population) - checkUsd * (size - sampled);
      // Within the first step two looks may be worth the same, but for rounding.
      isTied ||= saved > 0 && Math.abs(saved - best.saved) < 1e-9;
      if (saved > best.saved) best = { saved, size, steps };
    }
    return { ...best, isTied };
  });
}

describe('what a path is expected to save', () => {
  const random = makeRandom(7, 'forecast test');
  const between = (low: number, high: number) => low + (high - low) * random.next();
  const running = (length: number, step: () => number) => {
    let sum = 0;
    return Float64Array.from({ length }, () => (sum += step()));
  };

  /** A path of some steps, its looks, and what has been seen of it. */
  function some() {
    const length = 1 + random.below(30);
    const rowsPerStep = 1 + random.below(20);
    const population = Math.ceil(length * rowsPerStep * between(1, 2));
    const rate = between(0, 0.2);
    const made: Curve = {
      ...{ rowsPerStep, checkUsd: random.next() < 0.5 ? 0 : between(0, 0.3) },
      deviations: lucks.map(() => running(length, () => rowsPerStep * rate * between(0, 2))),
      avoidedUsd: running(length, () => rowsPerStep * between(0.2, 2)),
    };
    const cuts = Array.from({ length: 4 }, () => Math.ceil(between(0.02, 1.1) * population)).sort((a, b) => a - b);
    const own = {
      hiddenAllowed: random.below(Math.ceil(population / 10)),
      sizes: cuts,
      allowed: cuts.map((_, look) => (random.next() < 0.15 ? -1 : random.below(2 + 3 * look))),
    };
    const look = random.below(3);
    const sampled = random.next() < 0.5 || look === 0 ? 0 : cuts[look - 1]!;
    const seen = Int32Array.from(running(length, () => Number(random.next() < 0.15)));
    const progress = random.next() < 0.3 ? undefined : { look, sampled, ...(random.next() < 0.6 && { visible: seen }) };
    return { made, own, population, progress: sampled < population ? progress : undefined };
  }

  it('is, scenario by scenario, what the best of the looks to come leaves of it', () => {
    let untied = 0;
    for (let time = 0; time < 400; time++) {
      const { made, own, population, progress } = some();
      const told = forecastSaving(made, own, population, progress);
      const wanted = plainly(made, own, population, progress);
      const near = (is: number, should: number) => {
        assert.ok(Math.abs(is - should) <= 1e-9 * (1 + Math.abs(should)), `${String(is)} instead of ${String(should)}`);
      };
      for (const [s, { saved }] of wanted.entries()) near(told.savedUsd[s]!, saved);
      const mean = (of: (best: (typeof wanted)[0]) => number) => wanted.reduce((sum, best) => sum + of(best), 0) / 16;
      near(
        told.meanUsd,
        mean(({ saved }) => saved),
      );
      near(told.lowUsd, Math.min(...wanted.map(({ saved }) => saved)));
      near(told.highUsd, Math.max(...wanted.map(({ saved }) => saved)));
      if (wanted.some(({ isTied }) => isTied)) continue;
      untied++;
      near(
        told.sampleRows,
        mean(({ size }) => size),
      );
      near(
        told.steps,
        mean(({ steps }) => steps),
      );
      near(told.mostSteps, Math.max(...wanted.map(({ steps }) => steps)));
    }
    assert.ok(untied > 250, String(untied));
  });
});
