// The quantile of a beta distribution: where the incomplete beta function takes a given value.
// Newton's method on the logarithm of the smaller tail, kept inside a bracket; first guess after Paulson and Wilson-Hilferty (AS 26.5.22).
import { betaKernel, incompleteBeta, incompleteBetaUpper } from './incompleteBeta';
import { normalQuantile } from './normal';

/** x in [0, 1] with P(Beta(a, b) <= x) = p, for a, b > 0 and p in [0, 1]; relative error about 1e-14. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  // The tail that is solved for: small tails have the better logarithm.
  const isLower = p <= 0.5;
  const wanted = Math.log(isLower ? p : 1 - p);
  const tail = isLower ? incompleteBeta : incompleteBetaUpper;
  let low = 0;
  let high = 1;
  let x = firstGuess(p, a, b);
  for (let i = 0; i < 200; i++) {
    const value = tail(x, a, b);
    const excess = Math.log(value) - wanted;
    if (excess > 0 === isLower) high = x;
    else low = x;
    const slope = betaKernel(x, a, b) / (x * (1 - x) * value);
    const step = (isLower ? -excess : excess) / slope;
    // A step this small is rounding; it may well point out of the bracket that x itself has just closed.
    if (Math.abs(step) <= 1e-14 * x) return x + step;
    let next = x + step;
    if (!(next > low && next < high)) next = bisect(low, high);
    if (next === low || next === high) return next;
    x = next;
  }
  return x;
}

/** Geometric near 0, where quantiles of small shapes live many orders of magnitude down. */
function bisect(low: number, high: number): number {
  if (high > 0.01 || high < 1e-300) return (low + high) / 2;
  return Math.sqrt(high * Math.max(low, high * high, 1e-308));
}

function firstGuess(p: number, a: number, b: number): number {
  let guess: number;
  if (a >= 1 && b >= 1) {
    const z = -normalQuantile(p);
    const l = (z * z - 3) / 6;
    const h = 2 / (1 / (2 * a - 1) + 1 / (2 * b - 1));
    const w = (z * Math.sqrt(h + l)) / h - (1 / (2 * b - 1) - 1 / (2 * a - 1)) * (l + 5 / 6 - 2 / (3 * h));
    guess = a / (a + b * Math.exp(2 * w));
  } else guess = a / (a + b);
  return guess > 0 && guess < 1 ? guess : a / (a + b);
}
