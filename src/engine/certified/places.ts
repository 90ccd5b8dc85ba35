// Places 0, 1, 2, ... of something, to be shuffled, sorted or filtered. Loops over all rows are functions of their own, here and beside their users: what
// is made anew in a generator is compiled anew in every run.
import type { Random } from '../random';
import { blockNumbers, inBlocks, type Resting } from '../turns';

/** A plain loop: from() with a function goes through an iterator and takes ten times as long. */
export function places(count: number): Int32Array {
  const all = new Int32Array(count);
  for (let i = 0; i < count; i++) all[i] = i;
  return all;
}

/** In the order that `shuffle` of random.ts brings them into. */
export function* shuffledPlaces(count: number, random: Random): Resting<Int32Array> {
  const all = places(count);
  yield* inBlocks(
    count - 1,
    (from, to) => {
      swapDown(all, random, count - 1 - from, count - 1 - to);
    },
    blockNumbers,
  );
  return all;
}

/** @param last the first place to be given another; @param end the one before which that ends */
function swapDown(all: Int32Array, random: Random, last: number, end: number): void {
  for (let i = last; i > end; i--) {
    const j = random.below(i + 1);
    const held = all[i]!;
    all[i] = all[j]!;
    all[j] = held;
  }
}

/** Notes for each row at which place it stands. */
export function placeRows(placeOf: Int32Array, rows: Int32Array, from: number, to: number): void {
  for (let at = from; at < to; at++) placeOf[rows[at]!] = at;
}

export function markRows(marks: Uint8Array, rows: Int32Array, from: number, to: number): void {
  for (let at = from; at < to; at++) marks[rows[at]!] = 1;
}

/** Appends those of the rows that are marked. @returns how many are kept then. @param kept how many were before. */
export function keepMarked(into: Int32Array, kept: number, marks: Uint8Array, rows: Int32Array): number {
  let end = kept;
  for (let at = 0; at < rows.length; at++) if (marks[rows[at]!] === 1) into[end++] = rows[at]!;
  return end;
}
