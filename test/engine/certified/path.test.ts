// The order in which proposals would be accepted: least risk for the reference's dollars first, identical rows side by side, however many rows there are.
import assert from 'node:assert/strict';
import { byProposer, orderPath } from '../../../src/engine/certified/path';
import { makeRandom } from '../../../src/engine/random';
import { atOnce, blockNumbers, blockRows } from '../../../src/engine/turns';
import { problemOf, settingOf } from './settings';

describe('a path', () => {
  it('goes from the least risk per dollar of the reference to the highest, and tells who proposes what with which doubt', () => {
    const twins = Int32Array.of(0, 1, 2, 1, 4, 5);
    const problem = problemOf(6, 2, {
      twins,
      features: { length: () => 1, expectedCost: (model, row) => (model === 2 && row === 4 ? 10 : 1) },
    });
    // Per dollar: row 0 .3, rows 1 and 3 .2 each and so .4 for the one answer, row 4 .05, row 5 .1; row 2 has no proposal.
    const path = atOnce(
      orderPath(settingOf(problem), {
        heads: Int32Array.of(0, 1, 4, 5),
        proposer: Int16Array.of(0, 1, 1, 0),
        deviation: Float64Array.of(0.3, 0.2, 0.5, 0.1),
      }),
    );
    assert.deepEqual([...path.rows], [4, 5, 0, 1, 3]);
    assert.deepEqual([...path.proposer], [0, 1, -1, 1, 1, 0]);
    assert.deepEqual(path.deviation, Float32Array.of(0.3, 0.2, NaN, 0.2, 0.5, 0.1));
    assert.deepEqual(byProposer(path, [5, 2, 1, 0]), [
      { model: 0, rows: [5, 0] },
      { model: 1, rows: [1] },
    ]);
  });

  for (const rowCount of [blockRows + 1, blockNumbers + blockRows + 3])
    it(`holds each of ${String(rowCount)} rows once, in the order of their risk`, () => {
      const random = makeRandom(1, 'risks');
      const deviation = Float64Array.from({ length: rowCount }, () => random.next());
      const heads = Int32Array.from({ length: rowCount }, (_, row) => row);
      const setting = settingOf(problemOf(rowCount, 1, { features: { length: () => 1 } }));
      const path = atOnce(orderPath(setting, { heads, proposer: new Int16Array(rowCount), deviation }));
      assert.deepEqual(path.rows.toSorted(), heads);
      // Risks that are equal to five digits may stand in any order.
      const isSorted = path.rows.every(
        (row, at) => at === 0 || deviation[path.rows[at - 1]!]! <= deviation[row]! * 1.0001,
      );
      assert.ok(isSorted);
    });
});
