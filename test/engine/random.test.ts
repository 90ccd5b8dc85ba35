import assert from 'node:assert/strict';
import { makeRandom, shuffle } from '../../src/engine/random';

describe('makeRandom', () => {
  it('repeats itself for the same seed and purpose, and differs for another of either', () => {
    const draw = (seed: number, purpose: string) => {
      const random = makeRandom(seed, purpose);
      return [random.next(), random.next(), random.next()];
    };
    assert.deepEqual(draw(1, 'order'), draw(1, 'order'));
    assert.notDeepEqual(draw(1, 'order'), draw(2, 'order'));
    assert.notDeepEqual(draw(1, 'order'), draw(1, 'sample'));
    assert.notDeepEqual(draw(1, 'order'), draw(1 + 2 ** 33, 'order'));
  });

  it('fills [0, 1) evenly: chi-square of 100 cells over 100,000 draws within six standard deviations', () => {
    const random = makeRandom(7);
    const cells = new Array<number>(100).fill(0);
    for (let i = 0; i < 100_000; i++) cells[Math.floor(random.next() * 100)]!++;
    const chiSquare = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    assert.ok(Math.abs(chiSquare - 99) < 6 * Math.sqrt(2 * 99), `chi-square ${String(chiSquare)}`);
  });

  it('shuffles every item into every place equally often', () => {
    const random = makeRandom(11);
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 20_000; i++) counts[shuffle([0, 1, 2, 3, 4], random).indexOf(0)]!++;
    for (const count of counts) assert.ok(Math.abs(count - 4000) < 6 * Math.sqrt(3200), counts.join(' '));
  });
});
