import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { findCheapestMix, type AgreementLevel, type MixCandidate } from '../../../src/engine/published/cheapestMix';

/**
 * The optimum of a combination's linear program by its dual: the largest value of l t + min (cost - l agreement) over l >= 0, which is
 * piecewise linear in l, so that its corners are all there is to look at. By strong duality it equals the primal optimum, which no mix can beat.
 */
function dualOptimum(costs: readonly number[], agreements: readonly number[], target: number): number | undefined {
  if (Math.max(...agreements) < target) return undefined;
  const corners = [0];
  costs.forEach((cost, i) => {
    costs.forEach((other, j) => {
      const corner = (cost - other) / (agreements[i]! - agreements[j]!);
      if (corner > 0 && corner < Infinity) corners.push(corner);
    });
  });
  return Math.max(...corners.map((l) => l * target + Math.min(...costs.map((cost, i) => cost - l * agreements[i]!))));
}

function* combinations(levels: readonly (readonly AgreementLevel[])[]): Generator<readonly AgreementLevel[]> {
  if (levels.length === 0) return yield [];
  for (const rest of combinations(levels.slice(1))) for (const level of levels[0]!) yield [level, ...rest];
}

function cheapestByDuality(candidates: readonly MixCandidate[], target: number, confidence: number): number {
  let best = Infinity;
  for (const levels of combinations(candidates.map((candidate) => candidate.levels))) {
    if (levels.reduce((product, level) => product * level.confidence, 1) < confidence) continue;
    const optimum = dualOptimum(
      candidates.map(({ costUsd }) => costUsd),
      levels.map(({ agreement }) => agreement),
      target,
    );
    if (optimum !== undefined) best = Math.min(best, optimum);
  }
  return best;
}

const confidence = 0.95;
const candidate = fc
  .record({
    costUsd: fc.double({ min: 0, max: 1, noNaN: true }),
    agreement: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ costUsd, agreement }): MixCandidate => ({
    costUsd,
    levels: [
      ...[0.95, 0.96, 0.97, 0.98, 0.99].map((level, i) => ({
        confidence: level,
        agreement: agreement * (1 - 0.01 * i),
      })),
      { confidence: 1, agreement: 0 },
    ],
  }));
const ladder = fc
  .tuple(fc.array(candidate, { maxLength: 3 }), fc.double({ min: 0.1, max: 2, noNaN: true }))
  .map(([candidates, costUsd]) => [...candidates, { costUsd, levels: [{ confidence: 1, agreement: 1 }] }]);

describe('the cheapest mix', () => {
  it('costs what the duals of all linear programs say is the least, and meets the target at the confidence', () => {
    fc.assert(
      fc.property(ladder, fc.double({ min: -0.5, max: 1, noNaN: true }), (candidates, target) => {
        const mix = findCheapestMix(candidates, target, confidence)!;
        // A single model may miss the target by 1e-9, as a solver's tolerance would let it.
        const most = cheapestByDuality(candidates, target, confidence);
        const least = cheapestByDuality(candidates, target - 1e-9, confidence);
        const message = `${String(mix.costUsd)}, least ${String(least)} to ${String(most)}`;
        assert.ok(mix.costUsd >= least - 1e-9 && mix.costUsd <= most + 1e-9, message);
        const sum = mix.ratios.reduce((total, ratio) => total + ratio, 0);
        assert.ok(Math.abs(sum - 1) < 1e-12 && mix.ratios.every((ratio) => ratio >= 0), mix.ratios.join(' '));
        const reached = mix.used.reduce((total, { model, level }) => total + mix.ratios[model]! * level.agreement, 0);
        assert.ok(reached >= target - 1e-9, `reaches ${String(reached)} of ${String(target)}`);
        assert.ok(mix.used.reduce((product, { level }) => product * level.confidence, 1) >= confidence);
      }),
      { numRuns: 3000 },
    );
  });

  it('leaves out a model whose cost is unknown', () => {
    const reference = { costUsd: 1, levels: [{ confidence: 1, agreement: 1 }] };
    const unpriced = { costUsd: NaN, levels: [{ confidence: 0.95, agreement: 0.99 }] };
    assert.deepEqual(findCheapestMix([unpriced, reference], 0.9, confidence)!.ratios, [0, 1]);
  });
});
