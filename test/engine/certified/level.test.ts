// How often a candidate is believed to deviate before single rows are looked at: what the others' answers say of it.
import assert from 'node:assert/strict';
import { levelOf } from '../../../src/engine/certified/level';
import { problemOf } from './settings';

const problem = problemOf(100, 3);
const nothing = { deviating: 0.5, rows: 1 };

describe('the level of a candidate', () => {
  it('is unknown where no other candidate has answered a known row', () => {
    assert.deepEqual(
      levelOf(problem, 0, [0, 1, 2], () => nothing),
      nothing,
    );
  });

  it('is where the others deviate, for as many rows as they agree', () => {
    const seen = { deviating: 2.5, rows: 21 };
    const one = levelOf(problem, 0, [0, 1], () => seen);
    const two = levelOf(problem, 0, [0, 1, 2], () => seen);
    for (const { deviating, rows } of [one, two]) {
      const rate = (deviating - 0.5) / (rows - 1);
      assert.ok(Math.abs(rate - 2.5 / 21) < 1e-9, String(rate));
    }
    assert.ok(two.rows > one.rows);
  });

  it('rests on those alone that have answered', () => {
    const seen = { deviating: 2.5, rows: 21 };
    const both = levelOf(problem, 0, [0, 1, 2], (model) => (model === 2 ? nothing : seen));
    assert.deepEqual(
      both,
      levelOf(problem, 0, [0, 1], () => seen),
    );
  });

  it('rests on fewer rows where the others differ', () => {
    const alike = levelOf(problem, 0, [0, 1, 2], () => ({ deviating: 4.5, rows: 21 }));
    const apart = levelOf(problem, 0, [0, 1, 2], (model) => ({ deviating: model === 1 ? 1.5 : 7.5, rows: 21 }));
    assert.ok(apart.rows < alike.rows);
  });
});
