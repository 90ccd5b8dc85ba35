// What a run says of its plan, by hand: what it will cost in all, from the unlucky to the lucky way that the truth may be.
import assert from 'node:assert/strict';
import { forecastOf, mixOf } from '../../../src/engine/certified/explaining';
import type { Prospect } from '../../../src/engine/certified/weighing';
import { reason } from '../../../src/engine/reasons';
import { atOnce, blockRows } from '../../../src/engine/turns';
import { problemOf, settingOf } from './settings';

/** 3 dollars are spent, 2 of them at the reference. A way that saves from 100 to 600 of the reference's 1,000, for calls of 50. */
function forecast(change: { expectedUsd?: number; carriedUsd?: readonly number[]; tried?: readonly number[] } = {}) {
  const { expectedUsd = 700, carriedUsd = [], tried = [] } = change;
  const problem = problemOf(1000);
  for (const row of [0, 1]) {
    problem.table.record(0, row, { status: 'valid', key: 'a', costUsd: 0.5 });
    problem.table.record(1, row, { status: 'valid', key: 'a', costUsd: 1 });
  }
  const prospect: Prospect = {
    ...{ policy: { first: [0], proposer: 0 }, callsUsd: 50, expectedUsd, rankUsd: 0, referenceUsd: 1000 },
    saving: {
      ...{ meanUsd: 350, lowUsd: 100, highUsd: 600, savedUsd: new Float64Array(16) },
      ...{ sampleRows: 1, steps: 1, mostSteps: 1 },
    },
    acceptedShare: 0.5,
  };
  const { total, referenceUsd } = forecastOf(
    settingOf(problem),
    { carriedUsd, tried },
    prospect,
    reason('after-planning', {}),
  );
  return [total.lowUsd, total.expectedUsd, total.highUsd, referenceUsd];
}

describe('the forecast of a run', () => {
  it('is what is spent and what is to come: the reference and the calls, less what the lucky and the unlucky way save', () => {
    assert.deepEqual(forecast(), [453, 703, 953, 1002]);
  });

  it('holds what is expected between its ends', () => {
    assert.deepEqual(forecast({ expectedUsd: 400 }), [403, 403, 953, 1002]);
    assert.deepEqual(forecast({ expectedUsd: 960 }), [453, 963, 963, 1002]);
  });

  it('leaves out what earlier runs paid, and counts no row twice that a way was tried on', () => {
    assert.deepEqual(forecast({ carriedUsd: [0.25, 1] }), [451.75, 701.75, 951.75, 1001]);
    // Of row 5 nothing is known.
    assert.deepEqual(forecast({ tried: [1, 5] }), [452, 702, 952, 1001]);
  });
});

describe('the mix of a run', () => {
  for (const [prefixRows, certifiedRows] of [
    [8, 5],
    [2 * blockRows + 9, 2 * blockRows + 2],
    [2 * blockRows + 9, 3],
    [2 * blockRows + 2, 2 * blockRows + 9],
  ] as const)
    it(`counts each of ${String(prefixRows)} rows of the path once, ${String(certifiedRows)} of it certified, none that the reference was asked about`, () => {
      const rowCount = 2 * blockRows + 20;
      const problem = problemOf(rowCount, 2);
      const sampled = [1, 4, 6, blockRows, blockRows + 3];
      for (const row of sampled) problem.table.record(2, row, { status: 'valid', key: 'a' });
      const path = {
        rows: Int32Array.from({ length: rowCount }, (_, row) => row),
        proposer: Int16Array.from({ length: rowCount }, (_, row) => row % 2),
        deviation: new Float32Array(rowCount),
      };
      const settled = { accuracy: 0.9, allowed: 10, prefixRows, certifiedRows };
      const { shares, why } = atOnce(mixOf(settingOf(problem), path, settled));
      const kept = (from: number, to: number) =>
        Array.from(path.rows.subarray(from, to)).filter((row) => !sampled.includes(row));
      const accepted = kept(0, prefixRows);
      assert.deepEqual(shares, [
        { model: 'candidate 0', rows: accepted.filter((row) => row % 2 === 0).length },
        { model: 'candidate 1', rows: accepted.filter((row) => row % 2 === 1).length },
        { model: 'reference', rows: rowCount - accepted.length },
      ]);
      const beyond = kept(certifiedRows, prefixRows).length;
      assert.deepEqual(
        why,
        reason('prefix-certified', {
          ...{ prefixRows: certifiedRows, pathRows: rowCount, referenceRows: rowCount - accepted.length },
          uncheckedRows: beyond === 0 ? undefined : beyond,
        }),
      );
    });
});
