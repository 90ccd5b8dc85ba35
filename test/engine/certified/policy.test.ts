// Which of two models' answers is delivered where both have answered.
import assert from 'node:assert/strict';
import { betterOf } from '../../../src/engine/certified/policy';
import { studentOf } from '../../../src/engine/strategy';
import { problemOf, settingOf } from './settings';

const known = [0, 1, 2, 3];
const reference = 2;

/** Two candidates that agree with the reference on so many of four rows, at these dollars each. */
function asked(agreeing: readonly [number, number], usd: readonly [number, number] = [1, 1]) {
  const problem = problemOf(20, 2);
  const setting = settingOf(problem);
  for (const row of known) {
    for (const model of [0, 1])
      problem.table.record(model, row, {
        ...{ status: 'valid', key: row < agreeing[model]! ? 'a' : 'b', costUsd: usd[model]! },
      });
    problem.table.record(reference, row, { status: 'valid', key: 'a', costUsd: 5 });
  }
  for (const model of [0, 1]) setting.costs.learn(model, known);
  const better = [betterOf(setting, known, 0, 1), betterOf(setting, known, 1, 0)];
  return { setting, problem, better };
}

describe('the better of two models', () => {
  it('is the one that agrees with the reference more often, else the dearer one, else the later one, in either order', () => {
    assert.deepEqual(asked([3, 2], [1, 2]).better, [0, 0]);
    assert.deepEqual(asked([2, 3], [2, 1]).better, [1, 1]);
    assert.deepEqual(asked([3, 3], [2, 1]).better, [0, 0]);
    assert.deepEqual(asked([3, 3], [1, 2]).better, [1, 1]);
    assert.deepEqual(asked([3, 3]).better, [1, 1]);
  });

  it('is never the student', () => {
    const { setting, problem } = asked([0, 0]);
    const student = studentOf(problem);
    assert.deepEqual([betterOf(setting, known, student, 0), betterOf(setting, known, 1, student)], [0, 1]);
  });
});
