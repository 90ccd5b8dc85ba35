import assert from 'node:assert/strict';
import fc from 'fast-check';
import { places, shuffledPlaces } from '../../src/engine/certified/places';
import { makeRandom, shuffle } from '../../src/engine/random';
import { sortInTurns } from '../../src/engine/sortInTurns';
import { atOnce, blockNumbers, blockRows, filled, inBlocks, inTurns, rest, type Resting } from '../../src/engine/turns';

describe('work in turns', () => {
  it('goes over each place once, in order, and rests between blocks only', () => {
    for (const length of [0, 1, blockRows, blockRows + 1, 5 * blockRows - 1]) {
      const seen: number[] = [];
      const work = inBlocks(length, (from, to) => {
        for (let at = from; at < to; at++) seen.push(at);
      });
      const rests = [...work];
      assert.deepEqual(seen, [...places(length)]);
      assert.equal(rests.length, Math.max(0, Math.ceil(length / blockRows) - 1));
      assert.ok(rests.every((step) => step === rest));
    }
  });

  it('fills each entry of a column once, in order, from what is handed on, and rests between blocks only', () => {
    const fill = (into: number[], from: number, to: number, factor: number, log: number[]) => {
      for (let at = from; at < to; at++) into[at] = factor * at;
      log.push(from, to);
    };
    for (const [length, blocks] of [
      [0, []],
      [5, [0, 5]],
      [10, [0, 5, 5, 10]],
      [12, [0, 5, 5, 10, 10, 12]],
    ] as const) {
      const [column, log]: number[][] = [new Array<number>(length).fill(NaN), []];
      const work = filled(column!, 5, fill, 3, log!);
      const rests = [...work];
      assert.deepEqual(
        column,
        Array.from({ length }, (_, at) => 3 * at),
      );
      assert.deepEqual(log, blocks);
      assert.equal(rests.length, Math.max(0, blocks.length / 2 - 1));
      assert.ok(rests.every((step) => step === rest));
    }
  });

  it('comes to the same with rests and without, and rests when others have waited', async () => {
    const sum = function* (): Resting<number> {
      let total = 0;
      yield* inBlocks(10 * blockRows, (from, to) => {
        for (let at = from; at < to; at++) total += at;
      });
      return total;
    };
    let [asked, rested] = [0, 0];
    const turns = {
      isDue: () => ++asked % 3 === 0,
      next: () => {
        rested++;
        return Promise.resolve();
      },
    };
    assert.equal(await inTurns(sum(), turns), atOnce(sum()));
    assert.deepEqual([asked, rested], [9, 3]);
  });

  it('shuffles as it is shuffled at once', () => {
    for (const count of [0, 1, 2, 3 * blockNumbers + 5])
      assert.deepEqual(
        atOnce(shuffledPlaces(count, makeRandom(count, 'turns'))),
        shuffle(places(count), makeRandom(count, 'turns')),
      );
  });

  it('sorts as a stable sort does, equal keys by place, and leaves what it sorts as it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 * blockRows }), fc.integer({ min: 1, max: 50 }), (length, kinds) => {
        const random = makeRandom(length, 'keys');
        const keys = Array.from({ length }, () => random.below(kinds));
        const compare = (a: number, b: number) => keys[b]! - keys[a]!;
        const items = places(length).reverse();
        const before = items.slice();
        const sorted = atOnce(sortInTurns(items, compare));
        assert.deepEqual([...sorted], [...items].sort(compare));
        assert.deepEqual(items, before);
      }),
      { numRuns: 30 },
    );
  });
});
