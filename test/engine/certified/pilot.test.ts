// A pilot is asked for only where there is text to learn from, and where it costs next to nothing of what the reference would.
import assert from 'node:assert/strict';
import { pilot } from '../../../src/engine/certified/pilot';
import { RowTokens } from '../../../src/engine/certified/rowTokens';
import { Rows } from '../../../src/engine/certified/scene';
import type { Problem } from '../../../src/engine/strategy';
import { play, problemOf, settingOf } from './settings';

const rowCount = 1000;
const known = Array.from({ length: 20 }, (_, row) => row);

/** The candidate charges so much for a row, the reference a dollar; text tells the answer. */
function piloted(usd: number, hasText = true, carried?: Problem['carried']) {
  const keyOf = (row: number) => (row % 2 === 0 ? 'spam' : 'ham');
  const text = (row: number) => `${keyOf(row)} and word ${String(row % 13)}`;
  const problem = problemOf(rowCount, 1, {
    features: { length: () => 20, ...(hasText && { text }) },
    ...(carried && { carried }),
  });
  const setting = { ...settingOf(problem), ...(hasText && { tokens: new RowTokens(rowCount, text) }) };
  const rows = new Rows(setting);
  rows.take(known);
  const answer = (model: number, row: number) =>
    ({ status: 'valid', key: keyOf(row), costUsd: model === 0 ? usd : 1 }) as const;
  for (const model of [0, 1]) {
    for (const row of known) problem.table.record(model, row, answer(model, row));
    setting.costs.learn(model, known);
  }
  const { result, calls } = play(setting, pilot(setting, rows, [0]), answer);
  return { result, asked: calls.reduce((sum, call) => sum + call.rows.length, 0), student: rows.student };
}

describe('a pilot', () => {
  it('has the candidate answer as many rows as 0.8 % of the reference pay for, and leaves a student', () => {
    const { result, asked, student } = piloted(0.0155);
    assert.deepEqual([result, asked], [true, 516]);
    assert.ok(student!.skill > 0.3);
  });

  it('asks nobody where that is fewer than 500 rows, or where there is no text', () => {
    for (const none of [piloted(0.0165), piloted(0.001, false)])
      assert.deepEqual(none, { result: false, asked: 0, student: undefined });
  });

  it('is asked from five hundred rows on, to the row', () => {
    // 0.8 % of a thousand rows at a dollar are eight dollars.
    assert.equal(piloted(8 / 500.5).asked, 500);
    assert.equal(piloted(8 / 499.5).asked, 0);
  });

  it('learns from answers that an earlier run paid for, where they are five hundred, and asks for no others', () => {
    const carriedOf = (count: number): Problem['carried'] => ({
      ...{ rows: Int32Array.from({ length: count }, (_, i) => i + 20), drawn: [], chosen: [] },
      ...{ isAnswered: () => true, allowed: 0, batches: [], hasStudent: true },
    });
    // Too dear to be asked anew.
    assert.equal(piloted(0.5, true, carriedOf(500)).asked, 500);
    assert.equal(piloted(0.5, true, carriedOf(499)).asked, 0);
  });
});
