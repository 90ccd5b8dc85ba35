// The plan once the first candidates have answered every open row: what earlier runs were answered teaches the student as well.
import assert from 'node:assert/strict';
import { reviseWithText } from '../../../src/engine/certified/revising';
import { RowTokens } from '../../../src/engine/certified/rowTokens';
import { Rows } from '../../../src/engine/certified/scene';
import { play, problemOf, settingOf } from './settings';

const carriedRows = Int32Array.from({ length: 200 }, (_, row) => row);

/** 400 rows, of which 200 keep an earlier answer; twenty were planned with. */
function revised({ isCarried = true, hasText = true } = {}) {
  const keyOf = (row: number) => (row % 2 === 0 ? 'spam' : 'ham');
  const text = (row: number) => `${keyOf(row)} and word ${String(row % 13)}`;
  const problem = problemOf(400, 1, {
    features: { length: () => 20, ...(hasText && { text }) },
    ...(isCarried && {
      carried: {
        ...{ rows: carriedRows, drawn: [], chosen: [], isAnswered: (_: number, row: number) => row < 200 },
        ...{ allowed: 0, batches: [], hasStudent: false },
      },
    }),
  });
  const setting = { ...settingOf(problem), ...(hasText && { tokens: new RowTokens(400, text) }) };
  const rows = new Rows(setting);
  if (isCarried) rows.leave([...carriedRows]);
  const answer = (model: number, row: number) =>
    ({ status: 'valid', key: keyOf(row), costUsd: model === 0 ? 0.1 : 1 }) as const;
  const known = Array.from({ length: 20 }, (_, i) => 200 + i);
  rows.take(known);
  for (const model of [0, 1]) {
    for (const row of known) problem.table.record(model, row, answer(model, row));
    setting.costs.learn(model, known);
  }
  const { calls } = play(setting, reviseWithText(setting, rows, { first: [0], proposer: 0 }), answer);
  return { calls, rows };
}

describe('a plan that is made anew', () => {
  it('asks the first candidates about every open row, then reads what the proposer answered in earlier runs', () => {
    const { calls, rows } = revised();
    assert.deepEqual(
      calls.slice(0, 2).map(({ model, rows: asked }) => [model, asked.length]),
      [
        [0, 180],
        [0, 200],
      ],
    );
    assert.deepEqual(
      calls[1]!.rows.toSorted((a, b) => a - b),
      [...carriedRows],
    );
    // 180 open rows alone would do, too; with the others it has seen more.
    assert.ok(rows.student!.skill > 0.5);
  });

  it('reads none where there are none, or where no text could teach', () => {
    assert.ok(
      revised({ isCarried: false })
        .calls.slice(1)
        .every(({ rows }) => rows.length < 180),
    );
    const { calls, rows } = revised({ hasText: false });
    assert.ok(calls.slice(1).every(({ rows: asked }) => asked.length < 180));
    assert.equal(rows.student, undefined);
  });

  it('tells no ways where too few planning rows are known to weigh any', () => {
    for (const count of [3, 20]) {
      const problem = problemOf(400, 1, { features: { length: () => 20 } });
      const setting = settingOf(problem);
      const rows = new Rows(setting);
      const known = Array.from({ length: count }, (_, row) => row);
      rows.take(known);
      const answer = (model: number) => ({ status: 'valid', key: 'a', costUsd: model === 0 ? 0.1 : 1 }) as const;
      for (const model of [0, 1]) {
        for (const row of known) problem.table.record(model, row, answer(model));
        setting.costs.learn(model, known);
      }
      const told: string[] = [];
      const run = reviseWithText(setting, rows, { first: [0], proposer: 0 });
      for (;;) {
        const turn = run.next();
        if (turn.done) break;
        if (turn.value.type === 'explain') told.push(turn.value.event.type);
        if (turn.value.type !== 'ask') continue;
        for (const { model, rows: asked } of turn.value.calls)
          for (const row of Array.from(asked))
            if (!problem.table.isAsked(model, row)) problem.table.record(model, row, answer(model));
      }
      assert.equal(told.includes('paths-considered'), count > 3, String(told));
    }
  });
});
