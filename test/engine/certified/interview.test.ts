// Asking models about planning rows: in whole requests, and only as long as that looks cheaper than the reference.
import assert from 'node:assert/strict';
import {
  cheaper,
  interviewAll,
  interviewWhileCheaper,
  meanCost,
  missingAnswers,
} from '../../../src/engine/certified/interview';
import { Rows } from '../../../src/engine/certified/scene';
import { testModel } from '../../support/requests';
import { play, problemOf, settingOf } from './settings';

const ten = [5, 1, 8, 3, 9, 2, 7, 4, 6, 0];

/** Known rows, of which the reference answered each for a dollar. */
function scene(
  ...[candidates, changes, known = ten]: [number, Parameters<typeof problemOf>[2]?, (readonly number[])?]
) {
  const problem = problemOf(40, candidates, changes);
  const setting = settingOf(problem);
  const rows = new Rows(setting);
  rows.take(known);
  for (const row of known) problem.table.record(candidates, row, { status: 'valid', key: 'a', costUsd: 1 });
  setting.costs.learn(candidates, known);
  return { problem, setting, rows };
}
const charging = (usd: (model: number, row: number) => number) => (model: number, row: number) =>
  ({ status: 'valid', key: 'a', costUsd: usd(model, row) }) as const;

describe('an interview', () => {
  it('asks each model about the wanted rows that it has not answered, and learns what they cost', () => {
    const { problem, setting, rows } = scene(2);
    problem.table.record(0, 5, { status: 'valid', key: 'a', costUsd: 0.3 });
    assert.equal(missingAnswers(setting, rows, 0), 9);
    const { calls } = play(
      setting,
      interviewAll(setting, rows, [0, 1], [5, 1, 8]),
      charging(() => 0.3),
    );
    assert.deepEqual(calls, [
      { model: 0, rows: [1, 8] },
      { model: 1, rows: [5, 1, 8] },
    ]);
    assert.equal(missingAnswers(setting, rows, 0), 7);
    assert.ok(Math.abs(meanCost(setting, rows, 1) - 0.3) < 1e-9);
    const { calls: rest } = play(
      setting,
      interviewAll(setting, rows, [0]),
      charging(() => 0.3),
    );
    assert.deepEqual(rest, [{ model: 0, rows: ten.slice(3) }]);
  });

  it('asks a model that takes several rows per request about as many as its last request holds', () => {
    const packing = (rowsPerRequest: number) =>
      scene(1, { models: [testModel('packed', { settings: { rowsPerRequest } }), testModel('reference')] });
    const asked = (size: number, wanted: readonly number[]) => {
      const { setting, rows } = packing(size);
      return play(
        setting,
        interviewAll(setting, rows, [0], wanted),
        charging(() => 0.1),
      ).calls[0]!.rows;
    };
    assert.deepEqual(asked(4, [5, 1, 8]), [5, 1, 8, 3]);
    assert.deepEqual(asked(4, [8, 3, 9, 2, 7]), [8, 3, 9, 2, 7, 5, 1, 4]);
    assert.deepEqual(asked(3, [5, 1, 8]), [5, 1, 8]);
    assert.deepEqual(asked(4, []), []);
    // There are no more to fill it up.
    assert.deepEqual(asked(16, [5, 1]), ten.slice());
  });

  it('keeps the models that cost less than the reference, and asks the dear one no further than it takes to see that', () => {
    const { setting, rows, problem } = scene(3);
    const usd = [0.1, 3, cheaper - 0.01];
    const { result } = play(
      setting,
      interviewWhileCheaper(setting, rows, [0, 1, 2]),
      charging((model) => usd[model]!),
    );
    assert.deepEqual(result, [0, 2]);
    assert.deepEqual(problem.table.asked.slice(0, 3), [10, 4, 10]);
  });

  it('looks again after twice as many rows: a model that thinks long now and then is found out', () => {
    const { setting, rows, problem } = scene(1);
    // The first four answers are short, the next four long.
    const isLong = (row: number) => ten.indexOf(row) >= 4;
    const { result } = play(
      setting,
      interviewWhileCheaper(setting, rows, [0]),
      charging((_, row) => (isLong(row) ? 4 : 0.1)),
    );
    assert.deepEqual(result, []);
    assert.equal(problem.table.asked[0], 8);
  });

  it('drops a model that only all its answers show to be dear', () => {
    const { setting, rows, problem } = scene(
      2,
      {},
      Array.from({ length: 40 }, (_, row) => row),
    );
    const { result } = play(
      setting,
      interviewWhileCheaper(setting, rows, [0, 1]),
      charging((model, row) => (model === 1 && row >= 8 ? 4 : 0.1)),
    );
    assert.deepEqual(result, [0]);
    assert.deepEqual(problem.table.asked.slice(0, 2), [40, 40]);
  });

  it('asks at once a model whose longest answers cost less than the reference', () => {
    const costEnds = () => [0.1, 0.5] as const;
    const { setting, rows } = scene(1, { features: { length: () => 1, costEnds } });
    const { calls, result } = play(
      setting,
      interviewWhileCheaper(setting, rows, [0]),
      charging(() => 0.2),
    );
    assert.deepEqual(calls, [{ model: 0, rows: ten }]);
    assert.deepEqual(result, [0]);
  });

  it('looks at one whose longest answers may cost more after four rows, whatever is known of its cheapest', () => {
    const costEnds = () => [0.1, 5] as const;
    const { setting, rows, problem } = scene(1, { features: { length: () => 1, costEnds } });
    play(
      setting,
      interviewWhileCheaper(setting, rows, [0]),
      charging(() => 3),
    );
    assert.equal(problem.table.asked[0], 4);
  });

  it('looks at one of which nobody knows what its answers may cost', () => {
    const { setting, rows, problem } = scene(1, { features: { length: () => 1, costEnds: () => undefined } });
    play(
      setting,
      interviewWhileCheaper(setting, rows, [0]),
      charging(() => 3),
    );
    assert.equal(problem.table.asked[0], 4);
  });

  it('looks after four and eight rows, and asks about the others at once: later looks would tell little more', () => {
    const sizes = (count: number) => {
      const { setting, rows } = scene(
        1,
        {},
        Array.from({ length: count }, (_, row) => row),
      );
      const { calls } = play(
        setting,
        interviewWhileCheaper(setting, rows, [0]),
        charging(() => 0.1),
      );
      return calls.map((call) => call.rows.length);
    };
    assert.deepEqual([3, 6, 10, 40].map(sizes), [[3], [4, 2], [4, 4, 2], [4, 4, 32]]);
  });

  it('looks for nothing at rows that the model has answered, or that keep an earlier answer', () => {
    const { problem, setting, rows } = scene(1);
    for (const row of ten.slice(0, 4)) problem.table.record(0, row, { status: 'valid', key: 'a', costUsd: 0.1 });
    for (const row of ten.slice(4, 8)) rows.carried.add(row);
    const { calls } = play(
      setting,
      interviewWhileCheaper(setting, rows, [0]),
      charging(() => 0.1),
    );
    assert.deepEqual(calls, [{ model: 0, rows: ten.slice(8) }]);
  });
});
