import assert from 'node:assert/strict';
import fc from 'fast-check';
import { atOnce, blockRows } from '../../../src/engine/turns';
import { AnswerNumbers } from '../../../src/host/runs/answerNumbers';

describe('answers as numbers', () => {
  const answersOf = fc.array(fc.option(fc.string({ maxLength: 3 }), { nil: undefined, freq: 5 }), { maxLength: 80 });

  it('are counted as they would be one by one, the most frequent first, twelve at most', () => {
    fc.assert(
      fc.property(answersOf, fc.nat(4), (answers, skipped) => {
        const numbers = atOnce(AnswerNumbers.read(answers.length, (row) => answers[row]));
        const rows = [...answers.keys()].filter((row) => skipped === 0 || row % (skipped + 1) !== 0);
        const counts = new Map<string, number>();
        for (const row of rows)
          if (answers[row] !== undefined) counts.set(answers[row], (counts.get(answers[row]) ?? 0) + 1);
        const most = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
        assert.deepEqual(atOnce(numbers.count(Int32Array.from(rows))), {
          distinct: counts.size,
          unanswered: rows.filter((row) => answers[row] === undefined).length,
          most: most.slice(0, 12).map(([text, count]) => ({ text, rows: count })),
        });
      }),
    );
  });

  it('have the ranks of their texts, none where there is no answer', () => {
    fc.assert(
      fc.property(answersOf, (answers) => {
        const ordered = [...new Set(answers.filter((answer) => answer !== undefined))].sort();
        const numbers = atOnce(AnswerNumbers.read(answers.length, (row) => answers[row]));
        const ranks = atOnce(numbers.ranksOf(Int32Array.from(answers.keys())));
        assert.deepEqual(
          [...ranks],
          answers.map((answer) => (answer === undefined ? NaN : ordered.indexOf(answer))),
        );
      }),
    );
  });

  it('are read, counted and ranked with rests, be they all different', () => {
    const blocks = 6;
    const rows = Int32Array.from({ length: blocks * blockRows }, (_, row) => row);
    const rests = (work: Generator) => [...work].length;
    const read = AnswerNumbers.read(rows.length, (row) => `answer ${String(row)}`);
    const turns: unknown[] = [];
    let step = read.next();
    for (; !step.done; step = read.next()) turns.push(step.value);
    const numbers = step.value;
    assert.ok(turns.length >= blocks - 1);
    assert.ok(rests(numbers.count(rows)) >= 2 * (blocks - 1), 'over rows, then over answers');
    assert.ok(rests(numbers.ranksOf(rows)) >= 3 * (blocks - 1), 'sorted, numbered, looked up');
  });
});
