// Puts a column of numbers on a common scale. Unknown values (NaN) stay unknown.
import { power } from '../stats/power';
import { blockNumbers, filled, inBlocks, rest, type Resting } from '../turns';
import { ascendingExactly } from './ascending';

/** What is known of a column: how many values, their sum and the sum of their squares. */
type Sums = { n: number; sum: number; squares: number };

export function* sumsOf(column: Float64Array): Resting<Readonly<Sums>> {
  const sums: Sums = { n: 0, sum: 0, squares: 0 };
  const { length } = column;
  if (length <= blockNumbers) addTo(sums, column, 0, length);
  else
    yield* inBlocks(
      length,
      (from, to) => {
        addTo(sums, column, from, to);
      },
      blockNumbers,
    );
  return sums;
}

function addTo(sums: Sums, column: Float64Array, from: number, to: number): void {
  let { n, sum, squares } = sums;
  for (let i = from; i < to; i++) {
    const x = column[i]!;
    if (!Number.isFinite(x)) continue;
    n++;
    sum += x;
    squares += x * x;
  }
  [sums.n, sums.sum, sums.squares] = [n, sum, squares];
}

/** Centred, scaled to unit deviation and clipped at 3; undefined where the values do not vary or are unknown. */
export function* standardised(column: Float64Array): Resting<Float64Array | undefined> {
  const { n, sum, squares } = yield* sumsOf(column);
  const mean = sum / n;
  const sd = Math.sqrt(Math.max(0, squares / n - mean * mean));
  if (n < 3 || !(sd > 1e-6)) return undefined;
  return yield* filled(new Float64Array(column.length), blockNumbers, scale, column, mean, sd);
}

function scale(scaled: Float64Array, from: number, to: number, column: Float64Array, mean: number, sd: number): void {
  for (let i = from; i < to; i++) scaled[i] = Math.max(-3, Math.min(3, (column[i]! - mean) / sd));
}

/** Ranks that are looked at before a rest. */
const scoresAtOnce = blockNumbers;

/** The normal score of each value's rank, ties at their middle; undefined as above. */
export function* normalScores(column: Float32Array): Resting<Float64Array | undefined> {
  let length = 0;
  for (let from = 0; from < column.length; from += blockNumbers) {
    if (from > 0) yield rest;
    length += countKnown(column, from, Math.min(column.length, from + blockNumbers));
  }
  if (length < 3) return undefined;
  const order = yield* ascendingExactly(column);
  if (column[order[0]!] === column[order[length - 1]!]) return undefined;
  const scores = new Float64Array(column.length).fill(NaN);
  for (let from = 0, to = 0, rested = 0; from < length; from = to) {
    if (from - rested > scoresAtOnce) {
      rested = from;
      yield rest;
    }
    const value = column[order[from]!];
    while (to < length && column[order[to]!] === value) to++;
    const score = normalScore(((from + to) / 2 + 0.5) / (length + 1));
    for (let at = from; at < to; at++) scores[order[at]!] = score;
  }
  return scores;
}

function countKnown(column: Float32Array, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) if (!Number.isNaN(column[i]!)) count++;
  return count;
}

/** Normal quantile, good to two digits (Shore 1982): scores need no more. */
function normalScore(p: number): number {
  return p >= 0.5 ? 5.5556 * (1 - power((1 - p) / p, 0.1186)) : -5.5556 * (1 - power(p / (1 - p), 0.1186));
}
