// The order of draw of a batch that grows: the first run's, which new rows join at random places; and what no rule can spare (docs/guarantee.md).
import assert from 'node:assert/strict';
import {
  addPlaces,
  askedAnew,
  candidatesOfGrown,
  drawnAnew,
  freshRowsOfGrown,
  isOfGrown,
  drawStream,
  firstPlaces,
  orderOfPlaces,
  takeKnown,
} from '../../../src/engine/certified/grownBatch';
import { smallestSample } from '../../../src/engine/certified/lookPlan';
import { shuffledPlaces } from '../../../src/engine/certified/places';
import { makeRandom } from '../../../src/engine/random';
import { hypergeometricLowerTail } from '../../../src/engine/stats/hypergeometric';
import { atOnce } from '../../../src/engine/turns';
import { problemOf } from './settings';

const orderOf = (places: Float64Array) =>
  Array.from(atOnce(orderOfPlaces({ places, rows: new Int32Array(0), isCertified: true })));

describe('what the reference said of a batch that grows', () => {
  it('is read of the rows that it was asked about in earlier runs, and of no table without one', () => {
    const carried = {
      ...{ rows: Int32Array.of(0), drawn: [], chosen: [], allowed: 0, batches: [], hasStudent: false },
      isAnswered: (model: number, row: number) => model === 2 && row % 2 === 0,
    };
    const grown = { rows: Int32Array.of(3, 4, 5, 6), places: new Float64Array(9), isCertified: true };
    const stepsOf = (more: object) => [...takeKnown(problemOf(9, 2, { carried: { ...carried, ...more } }))];
    assert.deepEqual(stepsOf({ grown }), [
      { type: 'ask', phase: 'apply', calls: [{ model: 2, rows: Int32Array.of(4, 6) }] },
    ]);
    assert.deepEqual(stepsOf({}), []);
    assert.deepEqual([...takeKnown(problemOf(9, 2))], []);
  });
});

describe('the order of draw of a batch that grows', () => {
  it('is at first the order that the run drew by', () => {
    for (const rows of [1, 2, 7, 500]) {
      const drawn = atOnce(shuffledPlaces(rows, makeRandom(9, drawStream)));
      assert.deepEqual(orderOf(atOnce(firstPlaces(rows, 9))), Array.from(drawn));
    }
  });

  it('gives places all over the unit interval, so fine that no two of many rows share one', () => {
    const rowCount = 300_000;
    const places = atOnce(firstPlaces(rowCount, 5)).toSorted();
    assert.equal(new Set(places).size, rowCount);
    for (const share of [0.1, 0.5, 0.9]) assert.ok(Math.abs(places[share * rowCount]! - share) < 0.01);
  });

  it('has places of 53 bits: 26 of one random number, and another behind them', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const places = new Float64Array(1).fill(NaN);
      addPlaces(places, seed, () => true);
      const random = makeRandom(seed, 'new places');
      const [first, second] = [random.next(), random.next()];
      const shifted = places[0]! * 2 ** 26;
      assert.equal(Math.floor(shifted), Math.floor(first * 2 ** 26));
      assert.ok(Math.abs(shifted - Math.floor(shifted) - second) < 1e-7);
    }
  });

  it('is drawn anew by a seed of its own: the same rows, each at a place that has nothing to do with its old one', () => {
    const rowCount = 4000;
    const places = atOnce(firstPlaces(rowCount, 3));
    for (const row of [0, 17, 3999]) places[row] = NaN;
    const grown = { rows: Int32Array.of(1, 2), places, isCertified: true };
    const [one, again, other] = [8, 8, 9].map((seed) => drawnAnew(grown, seed));
    assert.deepEqual(one, again);
    assert.deepEqual([one!.rows, one!.isCertified], [grown.rows, true]);
    const without = [...one!.places.keys()].filter((row) => Number.isNaN(one!.places[row]!));
    assert.deepEqual(without, [0, 17, 3999], 'rows that have no place get none');
    const placed = [...places.keys()].filter((row) => !without.includes(row));
    assert.ok(placed.every((row) => one!.places[row]! >= 0 && one!.places[row]! < 1));
    const sorted = placed.map((row) => one!.places[row]!).toSorted((a, b) => a - b);
    for (const share of [0.1, 0.5, 0.9])
      assert.ok(Math.abs(sorted[Math.floor(share * placed.length)]! - share) < 0.04, String(share));
    // Of independent places the correlation has a standard error of 1 / sqrt(4000).
    const correlation = (a: Float64Array, b: Float64Array) =>
      placed.reduce((sum, row) => sum + 12 * (a[row]! - 0.5) * (b[row]! - 0.5), 0) / placed.length;
    assert.ok(Math.abs(correlation(places, one!.places)) < 0.06);
    assert.ok(Math.abs(correlation(other!.places, one!.places)) < 0.06);
    assert.equal(grown.places, places, 'the earlier draw stays as it was');
  });

  it('keeps the order of old rows, and leaves out those that have left', () => {
    const first = atOnce(firstPlaces(400, 3));
    const places = new Float64Array(700).fill(NaN);
    places.set(first);
    for (const row of [5, 17, 399]) places[row] = NaN;
    addPlaces(places, 4, (row) => row >= 400);
    const order = orderOf(places);
    assert.equal(order.length, 697);
    assert.deepEqual(
      order.filter((row) => row < 400),
      orderOf(first).filter((row) => ![5, 17, 399].includes(row)),
    );
    // A quarter of the first hundred would be new rows if they had joined at the end of nothing; they are three of seven.
    const early = order.slice(0, 300).filter((row) => row >= 400).length;
    assert.ok(early > 95 && early < 165, String(early));
  });

  it('is any order as often as any other, old rows and new ones together', () => {
    const counts = new Map<string, number>();
    const draws = 24 * 400;
    for (let seed = 1; seed <= draws; seed++) {
      const places = new Float64Array(4).fill(NaN);
      places.set(atOnce(firstPlaces(2, seed)));
      addPlaces(places, seed + 1e6, (row) => row === 2);
      addPlaces(places, seed + 2e6, (row) => row === 3);
      const order = orderOf(places).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    assert.equal(counts.size, 24);
    const square = [...counts.values()].reduce((sum, count) => sum + (count - 400) ** 2 / 400, 0);
    // Chi-squared with 23 degrees of freedom passes 49.7 in one of a thousand cases.
    assert.ok(square < 49.7, String(square));
  });
});

describe('the candidates of a batch that grows', () => {
  /** Of the batch's ten rows candidate 0 answered three, candidate 1 two, candidate 2 all. */
  const grown = (isCertified: boolean) => {
    const rows = Int32Array.from({ length: 10 }, (_, row) => row);
    const answered = [3, 2, 10];
    return problemOf(20, 3, {
      carried: {
        ...{ rows: new Int32Array(0), drawn: [], chosen: [], isAnswered: (model, row) => row < answered[model]! },
        ...{ allowed: 0, batches: [], hasStudent: false },
        grown: { rows, places: new Float64Array(20), isCertified },
      },
    });
  };

  it('are those that answered more than a fifth of its rows, once it is certified', () => {
    assert.deepEqual(candidatesOfGrown(grown(true), [2, 1, 0]), [2, 0]);
    assert.deepEqual(candidatesOfGrown(grown(false), [2, 1, 0]), [2, 1, 0]);
    assert.deepEqual(candidatesOfGrown(problemOf(20, 3), [2, 1, 0]), [2, 1, 0]);
  });
});

describe('a batch that grows and asks its candidates anew', () => {
  /** Rows 0 to 3 were there before, 4 and 5 are new; of the old ones earlier runs asked the candidates those told. Now candidates are asked about rows. */
  function anew(
    earlier: readonly (readonly number[])[],
    now: readonly (readonly number[])[],
    isCertified = true,
    twins?: Int32Array,
  ) {
    const problem = problemOf(6, 2, {
      ...(twins && { twins }),
      carried: {
        ...{ rows: new Int32Array(0), drawn: [], chosen: [], allowed: 0, batches: [], hasStudent: false },
        isAnswered: (model, row) => earlier[model]?.includes(row) ?? false,
        grown: { rows: Int32Array.of(0, 1, 2, 3), places: new Float64Array(6), isCertified },
      },
    });
    for (const [model, rows] of now.entries())
      for (const row of rows) problem.table.record(model, row, { status: 'valid', key: 'a' });
    return askedAnew(problem);
  }
  const all = [0, 1, 2, 3];

  it('names those that were asked about an old row and had not answered all of them', () => {
    assert.deepEqual(anew([all, [0, 1, 2]], [all, [3]]), [1]);
    assert.deepEqual(anew([[], [0, 1, 2]], [all, [3]]), [0, 1]);
    assert.deepEqual(anew([all, all], [all, all]), []);
  });

  it('names none that was asked about new rows alone, nor the reference', () => {
    assert.deepEqual(anew([[], []], [[4, 5], [5]]), []);
    assert.deepEqual(anew([all, all, []], [[], [], all]), []);
  });

  it('takes an answer to an identical row for one to the row', () => {
    const twins = Int32Array.of(0, 1, 2, 2, 4, 5);
    assert.deepEqual(anew([[0, 1, 2]], [all], true, twins), []);
    assert.deepEqual(anew([[0, 1, 3]], [all], true, twins), [0], 'the first of them is the one that is asked');
    assert.deepEqual(anew([[0, 1, 2]], [all]), [0]);
  });

  it('names nobody as long as nothing was certified, and where no table has grown', () => {
    assert.deepEqual(anew([[], []], [all, all], false), []);
    assert.deepEqual(askedAnew(problemOf(6, 2)), []);
  });
});

describe('the plan of a batch that grows', () => {
  const batch = (isCertified: boolean) => ({ rows: Int32Array.of(2, 5), places: new Float64Array(8), isCertified });

  it('draws six of a thousand new rows, no fewer than three, or twelve before anything is certified, and no more than thirty', () => {
    const fresh = (isCertified: boolean) => (rows: number) => freshRowsOfGrown(batch(isCertified), rows);
    assert.deepEqual([10, 500, 666, 667, 4999, 5000, 90_000].map(fresh(true)), [3, 3, 3, 4, 29, 30, 30]);
    assert.deepEqual([10, 2000, 2166, 2167, 90_000].map(fresh(false)), [12, 12, 12, 13, 30]);
  });

  it('draws none of the rows that were in it before', () => {
    const carried = {
      ...{ rows: new Int32Array(0), drawn: [], chosen: [], isAnswered: () => true },
      ...{ allowed: 0, batches: [], hasStudent: false },
    };
    const old = (changes: Parameters<typeof problemOf>[2]) => {
      const isOld = isOfGrown(problemOf(8, 1, changes));
      return [0, 1, 2, 3, 4, 5, 6, 7].filter((row) => isOld(row));
    };
    assert.deepEqual(old({ carried: { ...carried, grown: batch(true) } }), [2, 5]);
    assert.deepEqual(old({ carried }), []);
    assert.deepEqual(old({}), []);
  });
});

describe('the least that a promise costs', () => {
  it('is reached by the smallest sample: one row fewer misses all of D + 1 deviations too often', () => {
    for (const [rows, allowed, least] of [
      [500, 25, 54],
      [1000, 50, 56],
      [26000, 1300, 59],
    ] as const) {
      assert.equal(smallestSample(rows, allowed, 0.05), least);
      const missed = (sample: number) => hypergeometricLowerTail(0, rows, allowed + 1, sample);
      assert.ok(missed(least) <= 0.05 && missed(least - 1) > 0.05);
    }
  });

  it('is convex in the sample, so that no mixture of samples needs fewer rows in the mean', () => {
    const missed = Array.from({ length: 480 }, (_, sample) => hypergeometricLowerTail(0, 500, 26, sample));
    for (let n = 1; n + 1 < missed.length; n++)
      assert.ok(missed[n - 1]! + missed[n + 1]! >= 2 * missed[n]! - 1e-12, String(n));
  });
});
