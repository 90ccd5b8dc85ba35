// The certificate with its real drawing and stopping, on the worst population: every row of the path deviates, or just enough of them do.
// The failure rate must stay at alpha, and one more visible deviation per look must be caught.
import assert from 'node:assert/strict';
import { AnswerTable } from '../../src/engine/answerTable';
import { RowCosts } from '../../src/engine/certified/costs';
import { scenarioCount } from '../../src/engine/certified/forecast';
import { planLooks } from '../../src/engine/certified/lookPlan';
import type { CalibratedLooks } from '../../src/engine/certified/looks';
import { drawAndLook } from '../../src/engine/certified/sampling';
import { findUnits } from '../../src/engine/certified/units';
import type { Problem } from '../../src/engine/strategy';
import { mostBroken } from './breaks';

const rowCount = 600;
const hiddenAllowed = 30;
const alpha = 0.1;
const runs = Number(process.env.SMART_CALIBRATION_RUNS ?? 60) * 8;

/** Whether the delivered prefix hides more deviations than allowed; the path's first `deviating` rows deviate. */
function breaks(looks: CalibratedLooks, deviating: number, seed: number, isHopeful: boolean): boolean {
  const table = new AnswerTable(2, rowCount, 1);
  const problem: Problem = {
    models: [],
    reference: 1,
    rowCount,
    accuracy: 1 - hiddenAllowed / rowCount,
    confidence: 1 - alpha,
    seed,
    table,
    features: { length: () => 1 },
  };
  const rows = Int32Array.from({ length: rowCount }, (_, row) => row);
  for (const row of rows) table.record(0, row, { status: 'valid', key: 'a' });
  const path = { rows, proposer: new Int16Array(rowCount), deviation: new Float32Array(rowCount) };
  const setting = {
    problem,
    units: findUnits(problem),
    costs: new RowCosts(problem),
    accuracy: problem.accuracy,
    hiddenAllowed,
    alpha,
    looks,
  };
  const running = rows.map((row) => row + 1);
  const curve = {
    deviations: Array.from({ length: scenarioCount }, () =>
      Float64Array.from(running, (n) => (isHopeful ? 0.001 * n : n)),
    ),
    avoidedUsd: Float64Array.from(running),
    rowsPerStep: 1,
    checkUsd: 0,
  };
  const run = drawAndLook(setting, path, rows, [{ accuracy: problem.accuracy, looks }], () => curve);
  for (;;) {
    const turn = run.next();
    if (turn.done) {
      let hidden = 0;
      const prefixRows = Math.max(...turn.value[0]!.certificates.map((certificate) => certificate.prefixRows));
      for (let row = 0; row < prefixRows; row++) if (row < deviating && !table.isAsked(1, row)) hidden++;
      return hidden > hiddenAllowed;
    }
    if (turn.value.type !== 'ask') continue;
    for (const { rows: wanted } of turn.value.calls) {
      for (let i = 0; i < wanted.length; i++) {
        table.record(1, wanted[i]!, { status: 'valid', key: wanted[i]! < deviating ? 'b' : 'a' });
      }
    }
  }
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

describe('calibration of the certificate', () => {
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
