// Which ways to answer are weighed: single candidates, the best of them with another beside it, and no more than three in all.
import assert from 'node:assert/strict';
import { searchPolicies } from '../../../src/engine/certified/policySearch';
import { makeRandom } from '../../../src/engine/random';
import { problemOf, settingOf } from './settings';

const known = Array.from({ length: 60 }, (_, row) => row);
const candidates = [0, 1, 2, 3];

/** Four candidates, of a cent unless told otherwise, each of which errs on a fifth of sixty planning rows: the more of them agree, the surer is an answer. */
function searched(paid: readonly number[], usd: readonly number[] = [0.01, 0.01, 0.01, 0.01]) {
  const problem = problemOf(5000, 4, { features: { length: () => 1 } });
  const setting = {
    ...settingOf(problem),
    hiddenAllowed: 250,
    looks: { hiddenAllowed: 250, sizes: [100, 400], allowed: [1, 12] },
  };
  for (const model of [...candidates, 4]) {
    const random = makeRandom(model, 'errors');
    for (const row of known) {
      const key = model < 4 && random.next() < 0.2 ? `wrong ${String(model)}` : row % 2 === 0 ? 'a' : 'b';
      problem.table.record(model, row, { status: 'valid', key, costUsd: usd[model] ?? 1 });
    }
    setting.costs.learn(model, known);
  }
  return searchPolicies(setting, { known, openCount: 4940, paid }, candidates).map(({ policy }) => policy);
}

describe('the ways that are weighed', () => {
  it('begin with each candidate by itself, and go on with the best of them and others, three in all', () => {
    const ways = searched([]);
    for (const model of candidates)
      assert.ok(ways.some(({ first, escalation }) => first.length === 1 && first[0] === model && !escalation));
    assert.ok(ways.some(({ first }) => first.length === 2));
    for (const { first, escalation } of ways) assert.ok(first.length + (escalation ? 1 : 0) <= 3);
  });

  it('ask the cheaper candidate first, of two that cost the same the first of the ladder', () => {
    for (const [usd, order] of [
      [
        [0.013, 0.012, 0.011, 0.01],
        [3, 2, 1, 0],
      ],
      [
        [0.011, 0.013, 0.01, 0.012],
        [2, 0, 3, 1],
      ],
      [
        [0.01, 0.01, 0.01, 0.01],
        [0, 1, 2, 3],
      ],
    ] as const) {
      const several = searched([], usd).filter(({ first }) => first.length > 1);
      assert.ok(several.length > 1);
      for (const { first } of several)
        assert.deepEqual(
          first,
          order.filter((model) => first.includes(model)),
        );
    }
  });

  it('begin with what is paid for, and ask three candidates everywhere at most', () => {
    for (const paid of [[1], [3, 1]]) {
      const ways = searched(paid);
      assert.ok(ways.some(({ first }) => first.length > paid.length || paid.length === 3));
      for (const { first, escalation } of ways) {
        for (const model of paid) assert.ok(first.includes(model));
        assert.ok(first.length <= 3, String(first));
        assert.ok(escalation === undefined || !first.includes(escalation.model));
      }
      assert.equal(new Set(ways.map((way) => JSON.stringify(way))).size, ways.length, 'each once');
    }
  });
});
