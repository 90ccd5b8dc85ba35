// Whom a plan hears: where earlier runs of a grown table left planning rows, only candidates that answered at least half of them.
import assert from 'node:assert/strict';
import { takeCarried } from '../../../src/engine/certified/carriedRows';
import { planRun } from '../../../src/engine/certified/planning';
import { Rows } from '../../../src/engine/certified/scene';
import { play, problemOf, settingOf } from './settings';

const reference = 2;

describe('the plan of a table that has grown', () => {
  for (const [answered, isHeard] of [
    [0, false],
    [19, false],
    [20, true],
    [40, true],
  ] as const)
    it(`${isHeard ? 'hears' : 'does not hear'} a candidate that answered ${String(answered)} of 40 planning rows`, () => {
      const drawn = Array.from({ length: 40 }, (_, row) => row);
      const problem = problemOf(2000, 2, {
        carried: {
          ...{ rows: Int32Array.from({ length: 500 }, (_, row) => row), drawn, chosen: [] },
          isAnswered: (model, row) => row < (model === 1 ? answered : 40),
          ...{ allowed: 5, batches: [], hasStudent: false },
        },
      });
      const setting = settingOf(problem);
      const rows = new Rows(setting);
      const answer = (model: number) =>
        ({ status: 'valid', key: 'a', costUsd: model === reference ? 1 : 0.02 * (model + 1) }) as const;
      play(setting, takeCarried(setting, rows), answer);
      assert.deepEqual(rows.known, drawn);
      const { calls } = play(setting, planRun(setting, rows), answer);
      const asked = (model: number) =>
        calls.some((call) => call.model === model && call.rows.some((row) => row >= 500));
      assert.deepEqual([asked(0), asked(1), asked(reference)], [true, isHeard, true]);
    });
});
