// The regularised incomplete beta function, from which binomial tails and Clopper-Pearson intervals follow.
// Prefactor after Loader (see deviance.ts); continued fraction of A. R. DiDonato and A. H. Morris, "Algorithm 708", ACM TOMS 18 (1992),
// evaluated by the modified Lentz method. The classical fraction (Abramowitz and Stegun 26.5.8) lost four digits near the mean at n = 1e6.
import { deviance, productError } from './deviance';
import { stirlingError } from './stirlingError';

const TINY = 1e-300;
const ROUNDING = 2 ** -52;

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
  return kernel === 0 ? 0 : kernel / continuedFraction(x, a, b, meanGap(x, a, b));
}

function upperPart(x: number, a: number, b: number): number {
  const kernel = betaKernel(x, a, b);
  return kernel === 0 ? 0 : kernel / continuedFraction(1 - x, b, a, -meanGap(x, a, b));
}

/** a - (a + b) x, how far x stands from the mean: all digits of it, since near the mean the fraction hangs on it. */
function meanGap(x: number, a: number, b: number): number {
  const product = (a + b) * x;
  return a - product - productError(a + b, x, product);
}

/**
 * Converges within about sqrt(max(a, b)) steps for x < (a + 1) / (a + b + 2); its terms there are positive, so nothing cancels.
 * @param gap a - (a + b) x.
 */
function continuedFraction(x: number, a: number, b: number, gap: number): number {
  const partial = (m: number) =>
    m + (m * (b - m) * x) / (a + 2 * m - 1) + ((a + m) * (gap + 1 + m * (2 - x))) / (a + 2 * m + 1);
  let fraction = (a * (gap + 1)) / (a + 1);
  if (fraction === 0) fraction = TINY;
  let c = fraction;
  let d = 0;
  for (let m = 1; m < 1e6; m++) {
    const root = x / (a + 2 * m - 1);
    const above = (a + m - 1) * (a + b + m - 1) * m * (b - m) * root * root;
    const below = partial(m);
    d = below + above * d;
    if (d === 0) d = TINY;
    c = below + above / c;
    if (c === 0) c = TINY;
    d = 1 / d;
    const step = c * d;
    fraction *= step;
    if (Math.abs(step - 1) <= ROUNDING) return fraction;
  }
  throw new RangeError(`incomplete beta does not converge at x = ${String(x)}, a = ${String(a)}, b = ${String(b)}`);
}
