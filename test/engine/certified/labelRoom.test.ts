// How so many labels that a person gives are shared: a quarter for planning, and rows that are known anyway take none.
import assert from 'node:assert/strict';
import { labelsLeft, planningLabels, planningRoom } from '../../../src/engine/certified/labelRoom';
import { problemOf } from './settings';

const known = [1, 2, 3, 4, 5];
const none: ReadonlySet<number> = new Set();
const limited = (changes: Parameters<typeof problemOf>[2] = {}) => problemOf(50, 1, { labelLimit: 42, ...changes });
const left = (problem: ReturnType<typeof problemOf>, rows: { known: number[]; carried: ReadonlySet<number> }) => {
  const { known: taken, carried } = rows;
  const room = { known: taken, carried: new Set(carried) };
  return [planningRoom(problem, room), labelsLeft(problem, room)];
};

describe('the room for labels', () => {
  it('is a quarter for planning, and everything for what follows, less the rows that took one', () => {
    assert.equal(planningLabels(42), 10);
    assert.deepEqual(left(limited(), { known: [], carried: none }), [10, 42]);
    assert.deepEqual(left(limited(), { known, carried: none }), [5, 37]);
  });

  it('is not taken by rows that brought a label or keep an earlier answer', () => {
    assert.deepEqual(left(limited(), { known, carried: new Set([2, 3]) }), [7, 39]);
    const labelled = { rows: Int32Array.of(1, 5, 9), areRandom: false };
    assert.deepEqual(left(limited({ labelled }), { known, carried: none }), [7, 39]);
    assert.deepEqual(left(limited({ labelled }), { known, carried: new Set([2, 5]) }), [8, 40]);
  });

  it('is never less than none, and without end where labels are not limited', () => {
    const many = Array.from({ length: 45 }, (_, row) => row);
    assert.deepEqual(left(limited(), { known: many, carried: none }), [0, 0]);
    assert.deepEqual(left(problemOf(50), { known: many, carried: none }), [Infinity, Infinity]);
  });
});
