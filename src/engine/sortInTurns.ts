// Sorts up to millions of numbers in turns, by any comparison: blocks are sorted natively, then merged two by two.
import { blockRows, inBlocks, type Resting } from './turns';

/** Stable; the items are left as they are. @param compare as for Array.prototype.sort */
export function* sortInTurns(items: Int32Array, compare: (a: number, b: number) => number): Resting<Int32Array> {
  const { length } = items;
  let sorted: Int32Array = items.slice();
  yield* inBlocks(length, (from, to) => {
    sorted.subarray(from, to).sort(compare);
  });
  let free: Int32Array = new Int32Array(length);
  for (let size = blockRows; size < length; size *= 2) {
    const [order, next] = [sorted, free];
    let [left, right] = [0, 0];
    yield* inBlocks(length, (from, to) => {
      for (let at = from; at < to; at++) {
        const begin = at - (at % (2 * size));
        const [middle, end] = [Math.min(length, begin + size), Math.min(length, begin + 2 * size)];
        if (at === begin) [left, right] = [begin, middle];
        const isLeft = left < middle && (right >= end || compare(order[left]!, order[right]!) <= 0);
        next[at] = order[isLeft ? left++ : right++]!;
      }
    });
    [sorted, free] = [next, order];
  }
  return sorted;
}
