// A table that is one batch and grows, against a candidate that learned between two runs what the reference said of the first one's sample. Where it had answered
// all rows before, its answers stand; where it is asked about earlier rows anew, the sample is drawn anew. And rows that are left where nothing was certified,
// which are those that an earlier sample did not meet, get new places.
import assert from 'node:assert/strict';
import { addPlaces, firstPlaces } from '../../src/engine/certified/grownBatch';
import { makeRandom } from '../../src/engine/random';
import { replay, type AnswerSource } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import type { CarriedRows, Problem } from '../../src/engine/strategy';
import { atOnce } from '../../src/engine/turns';
import { testModel } from '../support/requests';
import { assertKept, mostBroken, runs } from './breaks';

const [earlier, added, alpha] = [1500, 300, 0.05];
const rowCount = earlier + added;
const [pupil, reference] = [1, 2];
const [confidence, accuracy] = [1 - alpha, 0.95];

/** A first run planned with forty rows and sampled the two hundred that come first. */
function stateOf(seed: number, isAnswered: CarriedRows['isAnswered']) {
  const random = makeRandom(seed, 'a table');
  const places = new Float64Array(rowCount).fill(NaN);
  places.set(atOnce(firstPlaces(earlier, random.below(2 ** 31))));
  const upTo = Array.from({ length: earlier }, (_, row) => row);
  const drawn = upTo.filter((row) => row % 37 === 5);
  for (const row of drawn) places[row] = NaN;
  const rows = Int32Array.from(upTo.filter((row) => !Number.isNaN(places[row]!)));
  const paid = new Set([...rows].sort((a, b) => places[a]! - places[b]!).slice(0, 200));
  addPlaces(places, random.below(2 ** 31), (row) => row >= earlier);
  const carried: CarriedRows = {
    ...{ rows: Int32Array.from(drawn), drawn, chosen: [], allowed: 0, batches: [], hasStudent: false },
    isAnswered: (model, row) =>
      row < earlier && (model === reference ? drawn.includes(row) || paid.has(row) : isAnswered(model, row)),
    grown: { rows, places, isCertified: true },
  };
  return { random, paid, drawn, carried };
}

const problemOf = (seed: number, carried: CarriedRows): Omit<Problem, 'table'> => ({
  models: ['plain', 'pupil', 'reference'].map((id) => testModel(id)),
  ...{ reference, rowCount, accuracy, confidence, seed, carried, features: { length: () => 100 } },
});

/** The plain candidate deviates on a third of the rows; the pupil as told. The pupil was asked about every third row before, and not by their places. */
function taughtRun(seed: number, isTold: boolean): boolean {
  const wasAsked: CarriedRows['isAnswered'] = (model, row) => model !== pupil || row % 3 === 0 || row % 37 === 5;
  const { random, paid, drawn, carried } = stateOf(seed, (model, row) => (isTold ? wasAsked(model, row) : true));
  const marks = Uint8Array.from({ length: rowCount }, () => Number(random.next() < 0.085));
  const plain = Uint8Array.from({ length: rowCount }, () => Number(random.next() < 0.33));
  const knows = new Set([...paid, ...drawn]);
  const deviates = (model: number, row: number) =>
    model === pupil ? marks[row] === 1 && !knows.has(row) : plain[row] === 1;
  const source: AnswerSource = (model, row) => ({
    ...{ status: 'valid', key: model < reference && deviates(model, row) ? 'b' : 'a' },
    costUsd: [0.02, 0.02, 1][model]!,
  });
  const { delivery, deviating, allowed } = replay(
    certified,
    problemOf(random.below(2 ** 31), carried),
    source,
    undefined,
    undefined,
    (row) => ({
      ...{ model: reference, answer: source(reference, row), trust: NaN },
    }),
  );
  assert.ok(delivery.plan!.looks, 'a sample was drawn');
  return deviating > allowed;
}

describe('calibration of a table that is one batch, against what an earlier sample taught', function () {
  this.timeout(60_000 + 2000 * runs);

  it('keeps its promise where a candidate is asked about earlier rows that learned what was paid', () => {
    assertKept(alpha, (seed) => taughtRun(seed, true));
  });

  it('would break it with the old draw, which is why answers that are kept are not asked for again', () => {
    let broken = 0;
    for (let seed = 1; seed <= 12; seed++) broken += Number(taughtRun(seed, false));
    assert.ok(broken > mostBroken(alpha, 12), String(broken));
  });
});
