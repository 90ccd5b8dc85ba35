// How proposals are made of a policy: whom it asks, and which known rows shape the path.
import assert from 'node:assert/strict';
import { AnswerTable } from '../../../src/engine/answerTable';
import { proposeAnswers } from '../../../src/engine/certified/proposing';
import { Rows } from '../../../src/engine/certified/scene';
import type { Problem, Step } from '../../../src/engine/strategy';
import { atOnce } from '../../../src/engine/turns';
import { noting, play, problemOf, settingOf } from './settings';

const rowCount = 60;
const reference = 1;
const planned = Array.from({ length: 20 }, (_, row) => row);
const others = planned.map((row) => row + 20);

/** The candidate agrees on every second of twenty planning rows; the reference was asked about twenty others as well. */
function proposed(known: readonly number[], changes: Partial<Problem> = {}) {
  const problem = problemOf(rowCount, 1, { features: { length: () => 5 }, ...changes });
  const setting = settingOf(problem);
  const rows = new Rows(setting);
  rows.take(known);
  rows.leave([...planned, ...others].filter((row) => !known.includes(row)));
  for (const row of [...planned, ...others])
    problem.table.record(reference, row, { status: 'valid', key: 'a', costUsd: 1 });
  const answer = (_: number, row: number) =>
    ({ status: 'valid', key: row % 2 === 0 || row >= 40 ? 'a' : 'b', costUsd: 0.1 }) as const;
  for (const row of planned) problem.table.record(0, row, answer(0, row));
  setting.costs.learn(reference, planned);
  setting.costs.learn(0, planned);
  const steps: Step[] = [];
  const run = noting(proposeAnswers(setting, rows, { first: [0], proposer: 0 }), steps);
  const { result, calls } = play(setting, run, answer);
  return { path: atOnce(result.arrange()), calls, rows, steps };
}

describe('proposals', () => {
  it('ask the policy about every open row and no other, and put each on the path with its chance to deviate', () => {
    const { path, calls } = proposed(planned);
    const open = Array.from({ length: 20 }, (_, i) => 40 + i);
    assert.deepEqual(calls, [{ model: 0, rows: open }]);
    assert.deepEqual([...path.rows].sort(), open);
    for (const row of open) {
      assert.equal(path.proposer[row], 0);
      // All say what no known row deviates with.
      assert.ok(path.deviation[row]! > 0 && path.deviation[row]! < 0.2, String(path.deviation[row]));
    }
    for (const row of planned) assert.deepEqual([path.proposer[row], path.deviation[row]], [-1, NaN]);
  });

  it('have the known rows judged whose answers differ in their letters, where a judge decides', () => {
    const judged = new AnswerTable(
      3,
      rowCount,
      reference,
      (one, other) => one === other,
      () => true,
    );
    const compared = (table?: AnswerTable) =>
      proposed(planned, table && { table }).steps.flatMap((step) => (step.type === 'compare' ? [step] : []));
    const rows = planned.filter((row) => row % 2 === 1);
    assert.deepEqual(compared(judged), [{ type: 'compare', phase: 'profile', pairs: [{ model: 0, rows }] }]);
    assert.deepEqual(compared(), []);
  });

  it('learn nothing from a known row that one of the policy was not asked about', () => {
    const deviations = (known: readonly number[]) => {
      const problem = problemOf(rowCount, 2, { features: { length: () => 5 } });
      const setting = settingOf(problem);
      const rows = new Rows(setting);
      rows.take(known);
      rows.leave([...planned, ...others].filter((row) => !known.includes(row)));
      const say = (model: number, row: number, key: string) => {
        problem.table.record(model, row, { status: 'valid', key, costUsd: model === 2 ? 1 : 0.1 });
      };
      // The first candidate errs on all that the second was not asked about, and on one of five others.
      for (const row of [...planned, ...others]) {
        say(2, row, 'a');
        say(0, row, others.includes(row) || row % 5 === 0 ? 'b' : 'a');
        if (planned.includes(row)) say(1, row, row % 4 === 0 ? 'b' : 'a');
      }
      for (const model of [0, 1, 2]) setting.costs.learn(model, planned);
      const { result } = play(setting, proposeAnswers(setting, rows, { first: [0, 1], proposer: 0 }), (_, row) => ({
        ...{ status: 'valid', key: row % 2 === 0 ? 'a' : 'b', costUsd: 0.1 },
      }));
      return atOnce(result.arrange()).deviation;
    };
    assert.deepEqual(deviations([...planned, ...others]), deviations(planned));
  });

  it('learn nothing from a known row that the policy was not asked about: the reference is contradicted by nobody there', () => {
    assert.deepEqual(proposed([...planned, ...others]).path, proposed(planned).path);
  });
});
