// The regularised incomplete beta function, from which binomial tails and Clopper-Pearson intervals follow.
// Prefactor after Loader (see deviance.ts), continued fraction of Abramowitz and Stegun 26.5.8 by the modified Lentz method.
import { deviance } from './deviance';
import { stirlingError } from './stirlingError';

const TINY = 1e-300;
const ROUNDING = 2 ** -53;

/** P(Beta(a, b) <= x) for a, b > 0 and x in [0, 1]; relative error about 1e-14, small tails included. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  return x < (a + 1) / (a + b + 2) ? lowerPart(x, a, b) : 1 - upperPart(x, a, b);
}

/** P(Beta(a, b) > x), accurate where it is small. */
export function incompleteBetaUpper(x: number, a: number, b: number): number {
  if (x <= 0) return 1;
  if (x >= 1) return 0;
  return x < (a + 1) / (a + b + 2) ? 1 - lowerPart(x, a, b) : upperPart(x, a, b);
}

/** x^a (1 - x)^b / B(a, b) for x in (0, 1): the density of Beta(a, b) times x (1 - x). */
export function betaKernel(x: number, a: number, b: number): number {
  const n = a + b;
  const y = 1 - x;
  const exponent =
    stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n, x) - deviance(b, n, y, 1 - y - x);
  return Math.sqrt((a * b) / (2 * Math.PI * n)) * Math.exp(exponent);
}

function lowerPart(x: number, a: number, b: number): number {
  const kernel = betaKernel(x, a, b);
  return kernel === 0 ? 0 : (kernel * continuedFraction(x, a, b)) / a;
}

function upperPart(x: number, a: number, b: number): number {
  const kernel = betaKernel(x, a, b);
  return kernel === 0 ? 0 : (kernel * continuedFraction(1 - x, b, a)) / b;
}

/** Converges within about sqrt(max(a, b)) steps for x < (a + 1) / (a + b + 2). */
function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  if (Math.abs(d) < TINY) d = TINY;
  d = 1 / d;
  let fraction = d;
  for (let m = 1; m < 1e6; m++) {
    const twice = 2 * m;
    const even = (m * (b - m) * x) / ((a + twice - 1) * (a + twice));
    d = 1 + even * d;
    if (Math.abs(d) < TINY) d = TINY;
    c = 1 + even / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + twice) * (a + twice + 1));
    d = 1 + odd * d;
    if (Math.abs(d) < TINY) d = TINY;
    c = 1 + odd / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) <= 2 * ROUNDING) return fraction;
  }
  throw new RangeError(`incomplete beta does not converge at x = ${String(x)}, a = ${String(a)}, b = ${String(b)}`);
}
