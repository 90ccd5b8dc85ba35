// What is fixed before anything is asked: each threshold's share of the error probability, and whether a way may be tried first.
import assert from 'node:assert/strict';
import { AnswerTable } from '../../../src/engine/answerTable';
import { settingsOf } from '../../../src/engine/certified/settings';
import { atOnce } from '../../../src/engine/turns';
import { problemOf } from './settings';

const settings = (changes: Parameters<typeof problemOf>[2] = {}, rowCount = 2000) =>
  atOnce(settingsOf(problemOf(rowCount, 1, { accuracy: 0.95, confidence: 0.9, ...changes })));
const near = (is: number, wanted: number) => {
  assert.ok(Math.abs(is - wanted) < 1e-12, `${String(is)} instead of ${String(wanted)}`);
};

describe('what is fixed before a run', () => {
  it('gives the only threshold all of the error probability, several a share each, and the looser more of it the fewer rows may differ', () => {
    const [only] = settings();
    near(only!.alpha, 0.1);
    assert.equal(only!.hiddenAllowed, 100);
    const several = settings({ accuracy: 0.99, looser: [0.95, 0.9] });
    assert.deepEqual(
      several.map(({ accuracy, hiddenAllowed }) => [accuracy, hiddenAllowed]),
      [
        [0.99, 20],
        [0.95, 100],
        [0.9, 200],
      ],
    );
    near(
      several.reduce((sum, { alpha }) => sum + alpha, 0),
      0.1,
    );
    // By one more than may differ, so that the smallest samples are smallest in sum.
    near(several[0]!.alpha * 21, several[1]!.alpha * 101);
    near(several[0]!.alpha * 21, several[2]!.alpha * 201);
  });

  it('has a purse for planning but where a judge or limited labels stand in the way; a batch that continues a table has one', () => {
    const hasPurse = (changes: Parameters<typeof problemOf>[2]) => settings(changes)[0]!.hasPurse;
    assert.equal(hasPurse({}), true);
    const carried = { ...{ rows: new Int32Array(0), drawn: [], chosen: [] }, isAnswered: () => true };
    assert.equal(hasPurse({ carried: { ...carried, allowed: 0, batches: [], hasStudent: false } }), true);
    assert.equal(hasPurse({ labelLimit: 200 }), false);
    const judged = new AnswerTable(
      3,
      2000,
      1,
      (a, b) => a === b,
      () => true,
    );
    assert.equal(hasPurse({ table: judged }), false);
  });

  it('tries a way first but where a judge, limited labels or earlier rows of the table stand in the way', () => {
    const tries = (changes: Parameters<typeof problemOf>[2]) => settings(changes)[0]!.triesFirst;
    assert.equal(tries({}), true);
    assert.equal(tries({ labelLimit: 200 }), false);
    const carried = {
      ...{ rows: new Int32Array(0), drawn: [], chosen: [], isAnswered: () => true },
      ...{ allowed: 0, batches: [], hasStudent: false },
    };
    assert.equal(tries({ carried }), false);
    const grown = { rows: Int32Array.of(1), places: new Float64Array(2000), isCertified: false };
    assert.equal(tries({ carried: { ...carried, grown } }), false);
    const equal = (a: string, b: string) => a === b;
    assert.equal(tries({ table: new AnswerTable(3, 2000, 1, equal, () => true) }), false);
  });

  it('thinks of no look where the rows are too few, or even the smallest sample too large', () => {
    assert.deepEqual(settings({}, 49)[0]!.looks, { hiddenAllowed: 2, sizes: [], allowed: [] });
    assert.ok(settings({ accuracy: 0.8 }, 50)[0]!.looks.sizes.length > 0);
    assert.deepEqual(settings({ accuracy: 0.9999 })[0]!.looks, { hiddenAllowed: 0, sizes: [], allowed: [] });
    const limited = settings({ labelLimit: 120 })[0]!.looks.sizes;
    assert.ok(limited.length > 0 && limited.at(-1)! <= 90, limited.join());
  });
});
