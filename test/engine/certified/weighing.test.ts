// What a way is weighed on: the planning rows that all its models have answered, and no others.
import assert from 'node:assert/strict';
import { Rows } from '../../../src/engine/certified/scene';
import { Weighing } from '../../../src/engine/certified/weighing';
import { problemOf, settingOf } from './settings';

const known = Array.from({ length: 20 }, (_, row) => row);

/** Of twenty planning rows the first candidate answered all, as the reference did; the second one so many. */
function weighed(answered: number) {
  const problem = problemOf(1000, 2, { features: { length: () => 1 } });
  const setting = settingOf(problem);
  const rows = new Rows(setting);
  rows.take(known);
  for (const [model, count] of [20, answered, 20].entries()) {
    for (const row of known.slice(0, count))
      problem.table.record(model, row, { status: 'valid', key: 'a', costUsd: [0.1, 0.2, 1][model]! });
    setting.costs.learn(model, known.slice(0, count));
  }
  const weighing = new Weighing(setting, { known, openCount: rows.openCount, paid: [] }, [0, 1]);
  return { one: weighing.weigh({ first: [0], proposer: 0 }), both: weighing.weigh({ first: [0, 1], proposer: 0 }) };
}

describe('a way', () => {
  it('is weighed on the rows that all its models have answered, four at least', () => {
    for (const answered of [0, 3]) {
      const { one, both } = weighed(answered);
      assert.ok(one);
      assert.equal(both, undefined, String(answered));
    }
    assert.ok(weighed(4).both);
  });

  it('costs its calls on every open row, and the reference alone costs what it does', () => {
    for (const answered of [4, 20]) {
      const { one, both } = weighed(answered);
      for (const [prospect, usd] of [
        [one, 98],
        [both, 294],
      ] as const) {
        assert.ok(Math.abs(prospect!.callsUsd - usd) < 1e-6, String(prospect!.callsUsd));
        assert.ok(Math.abs(prospect!.referenceUsd - 980) < 1e-6);
        // Without looks nothing is saved.
        assert.ok(Math.abs(prospect!.expectedUsd - 980 - usd) < 1e-6);
      }
    }
  });
});
