// Counts how many runs of a kind broke their promise, and says how many may by the luck of the draw.
import assert from 'node:assert/strict';

/** Runs per kind: few in the ordinary tests, 400 in `npm run test:calibration`. */
export const runs = Number(process.env.SMART_CALIBRATION_RUNS ?? 24);

/** How many of so many runs may break a promise of error probability alpha: three standard errors above what one expects. */
export const mostBroken = (alpha: number, count: number) => alpha * count + 3 * Math.sqrt(alpha * (1 - alpha) * count);

/** @param isBroken whether the run of a seed (1, 2, ...) broke its promise. */
export function assertKept(alpha: number, isBroken: (seed: number) => boolean, count = runs): void {
  let broken = 0;
  for (let seed = 1; seed <= count; seed++) broken += Number(isBroken(seed));
  const most = mostBroken(alpha, count);
  const figures = `${String(broken)} of ${String(count)} runs broke the promise, ${most.toFixed(1)} may`;
  // Where many are counted, the counts are what one wants to see.
  if (process.env.SMART_CALIBRATION_RUNS !== undefined) console.log(`      ${figures}`);
  assert.ok(broken <= most, figures);
}
