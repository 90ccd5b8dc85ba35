// Rows that brought a label, picked to deceive: only rows on which the candidate is right, only one label, only one corner of the file. As planning rows
// they may cost money and never the promise. As the sample they are fine where they were drawn at random, and where they were not, the promise breaks.
import assert from 'node:assert/strict';
import type { Answer } from '../../src/engine/answerTable';
import { makeRandom, shuffle } from '../../src/engine/random';
import { replay } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import { assertKept, runs } from './breaks';
import { makeCase, type Case, type Population } from './populations';

const base = {
  rows: 1200,
  candidates: 2,
  accuracy: 0.9,
  confidence: 0.95,
  deviating: 0.115,
  layout: 'shared',
  confidences: 'useless',
} as const;
const populations: readonly Population[] = [
  { ...base, name: 'labelled' },
  { ...base, name: 'labelled, identical rows', groups: 'uneven' },
  { ...base, name: 'labelled, confidence inverted', confidences: 'inverted', candidates: 1 },
];

type Picking = (each: Case, rows: number, seed: number) => number[];
const all = (rows: number) => Array.from({ length: rows }, (_, row) => row);
const some = (rows: number[], seed: number, most = 300) => shuffle(rows, makeRandom(seed, 'picked')).slice(0, most);

const pickings: Readonly<Record<string, Picking>> = {
  'only easy rows': (each, rows, seed) =>
    some(
      all(rows).filter((row) => !each.deviates(0, row)),
      seed,
    ),
  'only hard rows': (each, rows, seed) =>
    some(
      all(rows).filter((row) => each.deviates(0, row)),
      seed,
    ),
  'only one label': (each, rows, seed) =>
    some(
      all(rows).filter((row) => each.source(each.problem.reference, row).key === '1'),
      seed,
    ),
  'the first rows': (_, rows) => all(rows).slice(0, 300),
  'two rows': (_, rows, seed) => some(all(rows), seed, 2),
  'nearly all rows': (_, rows, seed) => some(all(rows), seed, rows - 60),
  'all rows': (_, rows) => all(rows),
};

function breaks(population: Population, seed: number, pick: Picking, areRandom: boolean, isWrong = false): boolean {
  const each = makeCase(population, seed);
  const { problem, source } = each;
  const picked = pick(each, problem.rowCount, seed);
  const own = new Set(picked);
  const headOf = (row: number) => problem.twins?.[row] ?? row;
  const heads = new Set(picked.map(headOf));
  const labelOf = (row: number): Answer | undefined => {
    if (!own.has(row) && !heads.has(headOf(row))) return undefined;
    const { key = '0' } = source(problem.reference, row);
    // Labels that are others than the reference's answers are what such rows are held to.
    return { status: 'valid', key: isWrong && row % 3 === 0 ? String(1 - Number(key)) : key };
  };
  const labelled = { rows: Int32Array.from(picked).sort(), areRandom };
  const { deviating, allowed, delivery, covered } = replay(
    certified,
    { ...problem, labelled },
    source,
    undefined,
    labelOf,
  );
  assert.equal(covered, problem.rowCount);
  for (const row of picked) assert.equal(delivery.model[row], problem.reference);
  return deviating > allowed;
}

describe('calibration with rows that brought a label', function () {
  this.timeout(60_000 + 2000 * runs);

  for (const population of populations)
    for (const [name, pick] of Object.entries(pickings))
      it(`keeps the promise: ${population.name}, ${name}`, () => {
        assertKept(1 - population.confidence, (seed) => breaks(population, seed, pick, false));
      });

  it('keeps the promise where labels are others than the reference would say', () => {
    for (const name of ['only easy rows', 'two rows'])
      assertKept(0.05, (seed) => breaks(populations[1]!, seed, pickings[name]!, false, true));
  });

  for (const population of populations)
    for (const count of [40, 150, 500, 1150])
      it(`keeps the promise where ${String(count)} were drawn at random and begin the sample: ${population.name}`, () => {
        assertKept(1 - population.confidence, (seed) =>
          breaks(population, seed, (_, rows) => some(all(rows), seed, count), true),
        );
      });

  it('breaks it where easy rows are said to be drawn at random', () => {
    let broken = 0;
    for (let seed = 1; seed <= 20; seed++)
      broken += Number(breaks(populations[0]!, seed, pickings['only easy rows']!, true));
    assert.ok(broken > 10, `${String(broken)} of 20`);
  });
});
