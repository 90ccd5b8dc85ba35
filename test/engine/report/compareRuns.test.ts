import assert from 'node:assert/strict';
import { compareRuns, type RunToCompare } from '../../../src/engine/report/compareRuns';
import type { RunPromise } from '../../../src/engine/events';

const promise: RunPromise = {
  rows: 5,
  covered: 5,
  allowed: 0,
  accuracy: 0.95,
  confidence: 0.95,
  reference: 'large',
  basis: 'certified',
};
const runOf = (answers: readonly (string | undefined)[], change: Partial<RunToCompare> = {}): RunToCompare => ({
  runId: 'a',
  createdAt: '2026-11-30T00:00:00.000Z',
  prompt: 'Which? {{text}}',
  models: ['small', 'large'],
  reference: 'large',
  strategy: 'certified',
  rows: answers.length,
  failedRows: 0,
  costs: {},
  promise,
  dataset: { name: 'rows.csv', hash: 'one' },
  answerAt: (row) => {
    const text = answers[row];
    return text === undefined ? undefined : { key: text.toLowerCase(), text, model: 'small' };
  },
  ...change,
});

describe('compareRuns', () => {
  it('tells changed rows from those that one run alone answered', () => {
    const { comparison, changedRows } = compareRuns(
      runOf(['x', 'x', undefined, 'x', undefined]),
      runOf(['x', 'y', 'x', undefined, undefined]),
    );
    const { rows, same, changed, onlyBefore, onlyAfter } = comparison;
    assert.deepEqual(
      { rows, same, changed, onlyBefore, onlyAfter },
      { rows: 5, same: 1, changed: 1, onlyBefore: 1, onlyAfter: 1 },
    );
    assert.deepEqual([...changedRows], [1, 2, 3]);
    assert.deepEqual(comparison.differences, []);
  });

  it('counts answers as the same where the task does, and by the letter where the tasks differ', () => {
    const [before, after] = [runOf(['Yes', 'No']), runOf(['yes', 'yes'])];
    assert.deepEqual([...compareRuns(before, after).changedRows], [0, 1]);
    assert.deepEqual([...compareRuns(before, after, (a, b) => a === b).changedRows], [1]);
  });

  it('holds the later answer against the earlier one, which stands where the reference does', () => {
    const asked: [string, string][] = [];
    compareRuns(runOf(['before']), runOf(['after']), (given, wanted) => {
      asked.push([given, wanted]);
      return true;
    });
    assert.deepEqual(asked, [['after', 'before']]);
  });

  it('compares the rows that both have, and says what was asked differently', () => {
    const { comparison, changedRows } = compareRuns(
      runOf(['x', 'x', 'x']),
      runOf(['x', 'y'], {
        prompt: 'What? {{text}}',
        models: ['large', 'small'],
        promise: { ...promise, accuracy: 0.9 },
      }),
    );
    assert.equal(comparison.rows, 2);
    assert.deepEqual([...changedRows], [1]);
    assert.deepEqual(comparison.differences, ['prompt', 'rows', 'threshold']);
  });

  it('refuses runs of other rows', () => {
    const other = runOf(['x'], { runId: 'b', dataset: { name: 'rows.csv', hash: 'two' } });
    assert.throws(
      () => compareRuns(runOf(['x']), other),
      /Run a read rows\.csv and run b rows\.csv with other content/,
    );
  });
});
