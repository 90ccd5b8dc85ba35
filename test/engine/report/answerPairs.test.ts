import assert from 'node:assert/strict';
import { AnswerTable } from '../../../src/engine/answerTable';
import { answerPairs, judgedDifferent } from '../../../src/engine/report/answerPairs';

const reference = 2;

/** Rows of answers: two candidates, then the reference; undefined: not asked. */
function tableOf(rows: readonly (readonly (string | undefined)[])[], isJudged = true): AnswerTable {
  const table = new AnswerTable(3, rows.length, reference, undefined, isJudged ? () => true : undefined);
  rows.forEach((answers, row) => {
    answers.forEach((text, model) => {
      if (text !== undefined) table.record(model, row, { status: 'valid', key: text, text });
    });
  });
  return table;
}

describe('answerPairs', () => {
  it('sets each answer that is worded otherwise beside the reference’s, with its verdict', () => {
    const table = tableOf([['one', 'two', 'three']]);
    table.recordVerdict(0, 0, { same: true, reason: 'same fact' });
    assert.deepEqual(answerPairs(table, 0), [
      { model: 0, answer: 'one', reference: 'three', isSame: true, verdict: { same: true, reason: 'same fact' } },
      { model: 1, answer: 'two', reference: 'three' },
    ]);
  });

  it('has none where answers are alike, or the reference was not asked', () => {
    const table = tableOf([
      ['one', 'one', 'one'],
      ['one', 'two', undefined],
    ]);
    assert.deepEqual(
      [0, 1].map((row) => answerPairs(table, row)),
      [[], []],
    );
  });

  it('finds what a judge called different, and nothing that it could not be asked about', () => {
    const table = tableOf([
      ['one', 'two', 'three'],
      ['one', undefined, 'three'],
      ['one', undefined, 'three'],
    ]);
    table.recordVerdict(0, 0, { same: true });
    table.recordVerdict(1, 0, { same: false, reason: 'other day' });
    table.recordVerdict(0, 1, { same: false, none: 'unreadable' });
    assert.equal(judgedDifferent(table, 0)?.model, 1);
    assert.equal(judgedDifferent(table, 0)?.verdict?.reason, 'other day');
    assert.deepEqual(
      [1, 2].map((row) => judgedDifferent(table, row)),
      [undefined, undefined],
    );
    assert.equal(judgedDifferent(tableOf([['one', 'two', 'three']], false), 0), undefined);
  });
});
