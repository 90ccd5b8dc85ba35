// The deviance part of a binomial log-probability, without the cancellation of its plain formula.
// Source: C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000), function bd0; products split as by T. J. Dekker (1971).

const SPLITTER = 2 ** 27 + 1;

/**
 * x ln(x / m) + m - x for x > 0 and m = n (p + pLow) > 0, never negative.
 * The mean comes as a product because its rounding error alone would cost three digits at n = 1e6.
 * @param pLow what the double p misses of the wanted probability, e.g. of 1 - p; 0 where p is meant exactly.
 */
export function deviance(x: number, n: number, p: number, pLow = 0): number {
  const m = n * p;
  const mLow = productError(n, p, m) + n * pLow;
  const difference = x - m - mLow;
  // Moving the mean by its lost part moves the deviance by (1 - x / m) times as much.
  if (Math.abs(difference) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x + mLow * (1 - x / m);
  // Series of ln((1 + v) / (1 - v)) in v = (x - m) / (x + m).
  const v = difference / (x + m + mLow);
  const square = v * v;
  let sum = difference * v;
  let term = 2 * x * v;
  for (let j = 3; j < 1000; j += 2) {
    term *= square;
    const next = sum + term / j;
    if (next === sum) return next;
    sum = next;
  }
  return sum;
}

/** a * b - product, exactly, where nothing overflows. */
export function productError(a: number, b: number, product: number): number {
  const aScaled = a * SPLITTER;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = b * SPLITTER;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
