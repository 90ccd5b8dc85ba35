// What certificates are worth by now, on a path of 20 rows whose reference answers are told by hand.
import assert from 'node:assert/strict';
import { AnswerTable, type Answer } from '../../../src/engine/answerTable';
import {
  furthest,
  isDeviation,
  isFound,
  longestPrefix,
  standings,
  type Certificate,
} from '../../../src/engine/certified/certificates';
import { atOnce } from '../../../src/engine/turns';

const rowCount = 20;
const path = {
  rows: Int32Array.from({ length: rowCount }, (_, row) => row),
  proposer: new Int16Array(rowCount),
  deviation: new Float32Array(rowCount),
};

/** The candidate says `a`; the reference what is told by row. */
function tableOf(told: Readonly<Record<number, Answer['status'] | 'deviates'>>, isJudged = false): AnswerTable {
  const table = new AnswerTable(2, rowCount, 1, (a, b) => a === b, isJudged ? () => true : undefined);
  for (let row = 0; row < rowCount; row++) table.record(0, row, { status: 'valid', key: 'a' });
  for (const [row, status] of Object.entries(told))
    table.record(
      1,
      Number(row),
      status === 'deviates' ? { status: 'valid', key: 'b' } : status === 'valid' ? { status, key: 'a' } : { status },
    );
  return table;
}
const certificate = (prefixRows: number, hiddenAllowed: number, visible = 0): Certificate => ({
  ...{ prefixRows, hiddenAllowed, visible },
});

describe('a deviation', () => {
  it('is another answer of the reference or none, once it was asked; found is what an answer shows', () => {
    const table = tableOf({ 1: 'valid', 2: 'deviates', 3: 'invalid', 4: 'failed' });
    const rows = [0, 1, 2, 3, 4];
    assert.deepEqual(
      rows.map((row) => isDeviation(table, 0, row)),
      [false, false, true, true, true],
    );
    assert.deepEqual(
      rows.map((row) => isFound(table, 0, row)),
      [false, false, true, true, false],
    );
  });

  it('is a pair that a judge calls different or has no verdict on; found is what a verdict or an unreadable one shows', () => {
    const table = tableOf({ 0: 'deviates', 1: 'deviates', 2: 'deviates', 3: 'deviates', 4: 'deviates' }, true);
    table.recordVerdict(0, 1, { same: true });
    table.recordVerdict(0, 2, { same: false });
    table.recordVerdict(0, 3, { same: false, none: 'unreadable' });
    table.recordVerdict(0, 4, { same: false, none: 'failed' });
    const rows = [0, 1, 2, 3, 4];
    assert.deepEqual(
      rows.map((row) => isDeviation(table, 0, row)),
      [true, false, true, true, true],
    );
    assert.deepEqual(
      rows.map((row) => isFound(table, 0, row)),
      [false, false, true, true, false],
    );
  });
});

describe('what a prefix hides', () => {
  it('is less by each deviation found in it since its look, whatever order the certificates come in', () => {
    // Rows 2, 5 and 12 deviate; the look at 10 rows had seen one of them.
    const table = tableOf({ 2: 'deviates', 5: 'deviates', 7: 'valid', 12: 'deviates' });
    const all = [certificate(15, 6), certificate(3, 4), certificate(10, 5, 1)];
    assert.deepEqual(atOnce(standings(path, table, all)), [
      { prefixRows: 15, hidden: 3 },
      { prefixRows: 3, hidden: 3 },
      { prefixRows: 10, hidden: 4 },
    ]);
    assert.deepEqual(
      atOnce(standings(path, table, all.toReversed())),
      atOnce(standings(path, table, all)).toReversed(),
    );
  });

  it('counts the rows in front of its end alone', () => {
    const table = tableOf({ 9: 'deviates', 10: 'deviates' });
    assert.deepEqual(atOnce(standings(path, table, [certificate(10, 2)])), [{ prefixRows: 10, hidden: 1 }]);
  });
});

describe('the longest prefix', () => {
  it('is as many unchecked rows as may deviate where nothing is certified', () => {
    for (const allowed of [0, 1, 7, 25])
      assert.equal(atOnce(longestPrefix(path, tableOf({}), [], allowed)), Math.min(allowed, rowCount));
  });

  it('goes on over rows that were asked, which hide nothing', () => {
    assert.equal(atOnce(longestPrefix(path, tableOf({ 0: 'valid', 1: 'deviates', 3: 'failed' }), [], 1)), 4);
    assert.equal(atOnce(longestPrefix(path, tableOf({ 0: 'valid', 1: 'deviates', 2: 'failed' }), [], 0)), 3);
  });

  it('goes beyond a certified one by what it hides less than may deviate, and is none that hides more', () => {
    assert.equal(atOnce(longestPrefix(path, tableOf({}), [certificate(10, 3)], 3)), 10);
    assert.equal(atOnce(longestPrefix(path, tableOf({}), [certificate(10, 3)], 5)), 12);
    assert.equal(atOnce(longestPrefix(path, tableOf({}), [certificate(10, 3)], 2)), 2);
    assert.equal(atOnce(longestPrefix(path, tableOf({ 4: 'deviates' }), [certificate(10, 3)], 2)), 10);
  });

  it('is the longest of all, whichever certificate says so', () => {
    const two = [certificate(12, 6), certificate(8, 2)];
    assert.equal(atOnce(longestPrefix(path, tableOf({}), two, 5)), 11);
    assert.equal(atOnce(longestPrefix(path, tableOf({}), two, 6)), 12);
    assert.equal(atOnce(longestPrefix(path, tableOf({}), two.toReversed(), 6)), 12);
  });
});

describe('the furthest certificate', () => {
  it('is the one of the longest prefix, of equal ones the one that hides least; of no rows it is none', () => {
    const table = tableOf({ 1: 'deviates' });
    assert.equal(atOnce(furthest(path, table, [])), undefined);
    assert.equal(atOnce(furthest(path, table, [certificate(0, 0)])), undefined);
    const equal = [certificate(9, 5), certificate(9, 3), certificate(4, 1), certificate(9, 4)];
    assert.deepEqual(atOnce(furthest(path, table, equal)), { prefixRows: 9, hidden: 2 });
    assert.deepEqual(atOnce(furthest(path, table, equal.toReversed())), { prefixRows: 9, hidden: 2 });
    assert.deepEqual(atOnce(furthest(path, table, [certificate(1, 1), certificate(0, 0)])), {
      prefixRows: 1,
      hidden: 1,
    });
  });
});
