// The last step: whoever is still to be asked is asked, and nobody else; each row says whose answer it has, and why.
import assert from 'node:assert/strict';
import { deliver } from '../../../src/engine/certified/delivering';
import { Rows } from '../../../src/engine/certified/scene';
import { deliveryReasons } from '../../../src/engine/strategy';
import { play, problemOf, settingOf } from './settings';

const answer = () => ({ status: 'valid', key: 'a', costUsd: 1 }) as const;

describe('the delivery of what is not certified', () => {
  it('asks the reference about open rows that it has not answered: each text once, and no row that keeps an earlier answer', () => {
    const twins = Int32Array.of(0, 1, 1, 3, 4, 5, 6, 7);
    const problem = problemOf(8, 1, {
      twins,
      carried: {
        ...{ rows: Int32Array.of(6, 7), drawn: [], chosen: [], isAnswered: () => true },
        ...{ allowed: 0, batches: [], hasStudent: false },
      },
    });
    const setting = settingOf(problem);
    const rows = new Rows(setting);
    rows.leave([6, 7]);
    rows.take([3]);
    problem.table.record(1, 3, answer());
    problem.table.record(1, 4, answer());
    problem.table.record(1, 5, { status: 'failed' });
    const { result, calls } = play(setting, deliver(setting, rows), answer);
    assert.deepEqual(calls, [{ model: 1, rows: [0, 1] }]);
    assert.deepEqual([...result.model], [1, 1, 1, 1, 1, -1, -1, -1]);
    assert.deepEqual(
      Array.from(result.reason, (reason, row) => (result.model[row] === 1 ? deliveryReasons[reason] : '')),
      ['reference-only', 'reference-only', 'reference-only', 'planned', 'profiled', '', '', ''],
    );
    assert.deepEqual([...result.trust!], [1, 1, 1, 1, 1, NaN, NaN, NaN]);
    assert.ok(!('accuracy' in result));
  });
});
