// Puts a column of numbers on a common scale. Unknown values (NaN) stay unknown.
import { power } from '../stats/power';
import { inBlocks, rest, type Resting } from '../turns';
import { ascendingExactly } from './ascending';

/** Centred, scaled to unit deviation and clipped at 3; undefined where the values do not vary or are unknown. */
export function* standardised(column: Float64Array): Resting<Float64Array | undefined> {
  let n = 0;
  let sum = 0;
  let squares = 0;
  yield* inBlocks(column.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const x = column[i]!;
      if (!Number.isFinite(x)) continue;
      n++;
      sum += x;
      squares += x * x;
    }
  });
  const mean = sum / n;
  const sd = Math.sqrt(Math.max(0, squares / n - mean * mean));
  if (n < 3 || !(sd > 1e-6)) return undefined;
  const scaled = new Float64Array(column.length);
  yield* inBlocks(column.length, (from, to) => {
    for (let i = from; i < to; i++) scaled[i] = Math.max(-3, Math.min(3, (column[i]! - mean) / sd));
  });
  return scaled;
}

/** Ranks that are looked at before a rest. */
const scoresAtOnce = 4096;

/** The normal score of each value's rank, ties at their middle; undefined as above. */
export function* normalScores(column: Float32Array): Resting<Float64Array | undefined> {
  let length = 0;
  yield* inBlocks(column.length, (from, to) => {
    for (let i = from; i < to; i++) if (!Number.isNaN(column[i]!)) length++;
  });
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

/** Normal quantile, good to two digits (Shore 1982): scores need no more. */
function normalScore(p: number): number {
  return p >= 0.5 ? 5.5556 * (1 - power((1 - p) / p, 0.1186)) : -5.5556 * (1 - power(p / (1 - p), 0.1186));
}
