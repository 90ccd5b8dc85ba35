// The certificate with its real drawing and stopping, on the worst population: every row of the path deviates, or just enough of them do.
// The failure rate must stay at alpha, and one more visible deviation per look must be caught.
import assert from 'node:assert/strict';
import { planLooks } from '../../src/engine/certified/lookPlan';
import type { CalibratedLooks } from '../../src/engine/certified/looks';
import { mostBroken } from './breaks';
import { drawOnPath } from './drawOnPath';

const rowCount = 600;
const hiddenAllowed = 30;
const alpha = 0.1;
const runs = Number(process.env.SMART_CALIBRATION_RUNS ?? 60) * 8;

/** Whether the delivered prefix hides more deviations than allowed; the path's first `deviating` rows deviate. */
function breaks(looks: CalibratedLooks, deviating: number, seed: number, isHopeful: boolean): boolean {
  const deviates = (row: number) => row < deviating;
  const { delivered } = drawOnPath({
    ...{ rowCount, alpha, looks, seed, deviates, isJudged: false },
    expected: isHopeful ? 0.001 : 1,
  });
  return delivered.filter(deviates).length > hiddenAllowed;
}

const rateOf = (looks: CalibratedLooks, deviating: number, isHopeful: boolean) => {
  let broken = 0;
  for (let seed = 1; seed <= runs; seed++) if (breaks(looks, deviating, seed, isHopeful)) broken++;
  if (process.env.SMART_CALIBRATION_RUNS !== undefined)
    console.log(
      `      ${String(broken)} of ${String(runs)} runs broke the promise, ${mostBroken(alpha, runs).toFixed(1)} may`,
    );
  return broken / runs;
};

describe('calibration of the certificate', function () {
  this.timeout(60_000 + 200 * runs);
  const looks = planLooks(rowCount, hiddenAllowed, alpha)!;
  const bound = 3 * Math.sqrt((alpha * (1 - alpha)) / runs);

  for (const deviating of [hiddenAllowed + 2, 50, 100, rowCount]) {
    for (const isHopeful of [true, false]) {
      it(`fails in at most alpha of the runs: ${String(deviating)} deviating rows first, ${isHopeful ? 'hopeful' : 'fearful'} stopping`, () => {
        const rate = rateOf(looks, deviating, isHopeful);
        assert.ok(rate <= alpha + bound, `failure rate ${String(rate)}`);
      });
    }
  }

  it('is caught when broken: one more visible deviation allowed at every look', () => {
    const broken = { ...looks, allowed: looks.allowed.map((b) => b + 1) };
    const rate = rateOf(broken, rowCount, false);
    assert.ok(rate > alpha + bound, `failure rate ${String(rate)} went unnoticed`);
  });
});
