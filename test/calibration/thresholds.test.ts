// Several thresholds decided by one draw: whichever the money buys is kept, and its promise holds although it was chosen after seeing the sample.
import assert from 'node:assert/strict';
import { replay } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import { assertKept, runs } from './breaks';
import { makeCase, type Population } from './populations';

const base: Omit<Population, 'name'> = {
  ...{ rows: 1000, candidates: 1, accuracy: 0.98, confidence: 0.95 },
  ...{ deviating: 0.11, layout: 'scattered', confidences: 'none' },
};
const looser = [0.95, 0.9];

/** Of candidates that deviate a little more often than a threshold allows; the reference alone costs 1,000. */
const populations: readonly Population[] = [
  { ...base, name: 'just under the loosest' },
  { ...base, name: 'just under the middle one', deviating: 0.055 },
  { ...base, name: 'just under the strictest', deviating: 0.023 },
  { ...base, name: 'inverted confidence, three candidates', candidates: 3, confidences: 'inverted', deviating: 0.13 },
  { ...base, name: 'sorted, unreadable here and there', layout: 'sorted', referenceUnreadable: 0.02, deviating: 0.1 },
  { ...base, name: 'low confidence asked', confidence: 0.8, deviating: 0.06 },
  { ...base, name: 'few rows, nothing to certify', rows: 40, deviating: 0.5 },
];

describe('calibration of a choice among thresholds', () => {
  for (const population of populations)
    it(`keeps the promise of whichever is kept: ${population.name}`, () => {
      const kept = new Map<number, number>();
      assertKept(1 - population.confidence, (seed) => {
        const { problem, source } = makeCase(population, seed);
        // From what hardly buys anything to more than the reference alone.
        const atMostUsd = problem.rowCount * (0.15 + 0.95 * ((seed * 0.618) % 1));
        const result = replay(certified, { ...problem, looser, atMostUsd }, source);
        const { accuracy, deviating, allowed, costUsd } = result;
        kept.set(accuracy, (kept.get(accuracy) ?? 0) + 1);
        assert.ok(
          costUsd <= atMostUsd || accuracy === looser.at(-1),
          `${String(accuracy)} was kept for ${String(costUsd)} of ${String(atMostUsd)}`,
        );
        return deviating > allowed;
      });
      assert.ok(kept.size > 1, 'the money was to choose');
    }).timeout(60_000 + 3000 * runs);

  it('keeps the strictest where the money is enough, and costs little more than it does alone', () => {
    let [together, alone] = [0, 0];
    for (let seed = 1; seed <= 12; seed++) {
      const { problem, source } = makeCase({ ...base, name: 'enough', candidates: 2, deviating: 0.01 }, seed);
      const result = replay(certified, { ...problem, looser, atMostUsd: 1e6 }, source);
      assert.equal(result.accuracy, 0.98);
      together += result.costUsd;
      alone += replay(certified, problem, source).costUsd;
    }
    assert.ok(together < 1.4 * alone, `${together.toFixed(0)} against ${alone.toFixed(0)}`);
  });
});
