// Puts a column of numbers on a common scale. Unknown values (NaN) stay unknown.

/** Centred, scaled to unit deviation and clipped at 3; undefined where the values do not vary or are unknown. */
export function standardised(column: Float64Array): Float64Array | undefined {
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (const x of column) {
    if (!Number.isFinite(x)) continue;
    n++;
    sum += x;
    squares += x * x;
  }
  const mean = sum / n;
  const sd = Math.sqrt(Math.max(0, squares / n - mean * mean));
  if (n < 3 || !(sd > 1e-6)) return undefined;
  return column.map((x) => Math.max(-3, Math.min(3, (x - mean) / sd)));
}

/** The normal score of each value's rank, ties at their middle; undefined as above. */
export function normalScores(column: Float64Array): Float64Array | undefined {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const { length } = sorted;
  if (length < 3 || sorted[0] === sorted[length - 1]) return undefined;
  return column.map((value) => {
    if (Number.isNaN(value)) return NaN;
    const rank = (firstAtLeast(sorted, value, false) + firstAtLeast(sorted, value, true)) / 2;
    return normalScore((rank + 0.5) / (length + 1));
  });
}

/** Place of the first value that is at least (or, if `isAbove`, greater than) this one. */
function firstAtLeast(sorted: Float64Array, value: number, isAbove: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAbove ? sorted[middle]! <= value : sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Normal quantile, good to two digits (Shore 1982): scores need no more. */
function normalScore(p: number): number {
  return p >= 0.5 ? 5.5556 * (1 - ((1 - p) / p) ** 0.1186) : -5.5556 * (1 - (p / (1 - p)) ** 0.1186);
}
