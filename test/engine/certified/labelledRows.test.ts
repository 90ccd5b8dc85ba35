// Rows that brought a label: which of them plan, which begin the sample, and which stay in the population to be drawn from.
import assert from 'node:assert/strict';
import {
  beginsSample,
  labelledHeads,
  openAtFirst,
  planningSupply,
  takeAll,
  takeChosen,
} from '../../../src/engine/certified/labelledRows';
import { Rows } from '../../../src/engine/certified/scene';
import { play, problemOf, settingOf } from './settings';

const rowCount = 60;
const own = Array.from({ length: 20 }, (_, i) => 3 * i);
const setting = (areRandom: boolean, changes: Parameters<typeof problemOf>[2] = {}) =>
  settingOf(problemOf(rowCount, 1, { labelled: { rows: Int32Array.from(own), areRandom }, ...changes }));
const label = () => ({ status: 'valid', key: 'a' }) as const;
const sorted = (rows: Iterable<number>) => [...rows].sort((a, b) => a - b);

describe('labelled rows', () => {
  it('come in an order that nothing but the seed knows, each distinct one once', () => {
    const twins = Int32Array.from({ length: rowCount }, (_, row) => (row === 6 || row === 9 ? 3 : row));
    const heads = (seed: number) => {
      const { problem, units } = setting(false, { seed, twins });
      return [...labelledHeads(problem, units)];
    };
    assert.deepEqual(
      sorted(heads(1)),
      own.filter((row) => row !== 6 && row !== 9),
    );
    assert.deepEqual(heads(1), heads(1));
    assert.notDeepEqual(heads(1), heads(2));
    assert.notDeepEqual(heads(1), sorted(heads(1)));
  });

  it('leave the population at once where somebody chose them, identical rows with them, and their labels are read', () => {
    const twins = Int32Array.from({ length: rowCount }, (_, row) => (row === 4 ? 3 : row));
    const chosen = setting(false, { twins });
    assert.equal(openAtFirst(chosen.problem, chosen.units), rowCount - 21);
    const rows = new Rows(chosen);
    const { calls } = play(chosen, takeChosen(chosen, rows), label);
    assert.deepEqual(
      calls.map(({ model, rows }) => [model, sorted(rows)]),
      [[1, own]],
    );
    assert.equal(rows.openCount, rowCount - 21);
    assert.deepEqual(rows.known, [], 'nobody has planned with them yet');
  });

  it('stay in the population where they were drawn at random, or where there are none', () => {
    const random = setting(true);
    const none = settingOf(problemOf(rowCount));
    for (const each of [random, none]) {
      assert.equal(openAtFirst(each.problem, each.units), rowCount);
      const rows = new Rows(each);
      assert.deepEqual(play(each, takeChosen(each, rows), label).calls, []);
      assert.equal(rows.openCount, rowCount);
    }
    assert.deepEqual([...labelledHeads(none.problem, none.units)], []);
    assert.deepEqual(play(none, takeAll(none, new Rows(none)), label).calls, []);
  });

  for (const areRandom of [true, false])
    it(`all leave where nothing is to be drawn: ${areRandom ? 'drawn' : 'chosen'}`, () => {
      const each = setting(areRandom);
      const rows = new Rows(each);
      const { calls } = play(each, takeAll(each, rows), label);
      assert.deepEqual(
        calls.map((call) => sorted(call.rows)),
        [own],
      );
      assert.equal(rows.openCount, rowCount - own.length);
    });
});

describe('what labelled rows supply to planning', () => {
  it('is at most three quarters of the wanted rows where somebody chose them, until they are used up', () => {
    const supply = planningSupply(setting(false), new Rows(setting(false)));
    const batches = [8, 8, 8, 8].map((count) => supply(count).length);
    assert.deepEqual(batches, [6, 6, 6, 2]);
    assert.equal(supply(8).length, 0);
  });

  it('is half of them where they were drawn at random, as many as are wanted: the others begin the sample', () => {
    const supply = planningSupply(setting(true), new Rows(setting(true)));
    const batches = [4, 4, 4, 4].map((count) => [...supply(count)]);
    assert.deepEqual(
      batches.map(({ length }) => length),
      [4, 4, 2, 0],
    );
    const supplied = batches.flat();
    assert.equal(new Set(supplied).size, 10);
    assert.ok(supplied.every((row) => own.includes(row)));
  });

  it('leaves out rows that were planned with before, which count as supplied', () => {
    for (const [areRandom, left] of [
      [true, 7],
      [false, 17],
    ] as const) {
      const each = setting(areRandom);
      const rows = new Rows(each);
      rows.take([0, 3, 6, 1, 2]);
      const supply = planningSupply(each, rows);
      const supplied = [100, 100].flatMap((count) => [...supply(count)]);
      assert.equal(supplied.length, left);
      assert.ok(supplied.every((row) => own.includes(row) && ![0, 3, 6].includes(row)));
    }
  });

  it('is nothing where no row brought a label', () => {
    const none = settingOf(problemOf(rowCount));
    assert.deepEqual([...planningSupply(none, new Rows(none))(10)], []);
  });
});

describe('the beginning of the sample', () => {
  const population = Int32Array.from({ length: 50 }, (_, i) => i + 10);

  it('is of labelled rows that were drawn at random and are still open', () => {
    const isFirst = beginsSample(setting(true).problem, population);
    assert.deepEqual(
      Array.from({ length: rowCount }, (_, row) => row).filter(isFirst),
      own.filter((row) => row >= 10),
    );
  });

  it('is of no particular rows where they were chosen, or where there are none', () => {
    for (const { problem } of [setting(false), settingOf(problemOf(rowCount))])
      assert.ok(!own.some(beginsSample(problem, population)));
  });
});
