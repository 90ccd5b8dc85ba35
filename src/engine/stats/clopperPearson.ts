// The exact ("Clopper-Pearson") confidence interval of a proportion.
// Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), through beta quantiles.
import { betaQuantile } from './betaQuantile';

export type Interval = { readonly lower: number; readonly upper: number };

/**
 * Two-sided interval of a proportion of which k of n was seen, 0 <= k <= n, at a confidence in (0, 1): each end errs with
 * (1 - confidence) / 2 at most. 0 at k = 0 below, 1 at k = n above; [0, 1] when nothing was seen.
 */
export function clopperPearson(k: number, n: number, confidence: number): Interval {
  const alpha = 1 - confidence;
  return {
    lower: k === 0 ? 0 : betaQuantile(alpha / 2, k, n - k + 1),
    upper: k === n ? 1 : betaQuantile(1 - alpha / 2, k + 1, n - k),
  };
}
