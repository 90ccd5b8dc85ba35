// Binomial probabilities and tails. Point probabilities after Loader (see deviance.ts); tails through the incomplete beta function.
import { deviance } from './deviance';
import { incompleteBeta, incompleteBetaUpper } from './incompleteBeta';
import { stirlingError } from './stirlingError';

/** P(X = k) of X ~ Binomial(n, p), n an integer >= 0, p in [0, 1]; 0 outside 0 .. n. */
export function binomialPmf(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  if (p <= 0) return k === 0 ? 1 : 0;
  if (p >= 1) return k === n ? 1 : 0;
  if (k === 0) return Math.exp(n * Math.log1p(-p));
  const q = 1 - p;
  if (k === n) return Math.exp(p < 0.5 ? n * Math.log(p) : n * Math.log1p(-q));
  const exponent =
    stirlingError(n) - stirlingError(k) - stirlingError(n - k) - deviance(k, n, p) - deviance(n - k, n, q, 1 - q - p);
  return Math.sqrt(n / (2 * Math.PI * k * (n - k))) * Math.exp(exponent);
}

/** P(X >= k) of X ~ Binomial(n, p), accurate where it is small. */
export function binomialUpperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  return incompleteBeta(p, k, n - k + 1);
}

/** P(X <= k) of X ~ Binomial(n, p), accurate where it is small. */
export function binomialLowerTail(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return incompleteBetaUpper(p, k + 1, n - k);
}
