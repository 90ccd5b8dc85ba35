// Which counts of agreements put a Clopper-Pearson interval wholly on one side of a threshold, found without computing the interval:
// its lower end is at or above p exactly when P(Binomial(n, p) >= k) <= alpha / 2, its upper end below p when P(... <= k) < alpha / 2.
// Remembered per n, because a profile asks for the same n in every run; a tail and a walk along its terms, no search.
import { binomialLowerTail, binomialPmf, binomialUpperTail } from './binomial';
import { normalQuantile } from './normal';

export type AgreementBounds = {
  /** Least k of n whose interval's lower end is at or above the threshold; n + 1 where even k = n does not do. */
  readonly leastSatisfying: (n: number) => number;
  /** Largest k of n whose interval's upper end is below the threshold; -1 where even k = 0 is not. */
  readonly mostRuledOut: (n: number) => number;
};

/** @param threshold agreement wanted, in [0, 1]. @param confidence of the two-sided interval, in (0, 1). */
export function makeAgreementBounds(threshold: number, confidence: number): AgreementBounds {
  const tail = (1 - confidence) / 2;
  const z = -normalQuantile(tail);
  return {
    leastSatisfying: remember((n) => leastSatisfying(n, threshold, tail, z)),
    mostRuledOut: remember((n) => mostRuledOut(n, threshold, tail, z)),
  };
}

function remember(compute: (n: number) => number): (n: number) => number {
  const known = new Map<number, number>();
  return (n) => {
    let value = known.get(n);
    if (value === undefined) {
      value = compute(n);
      known.set(n, value);
    }
    return value;
  };
}

/** Quantile of the binomial to about one count (Cornish and Fisher's first correction). */
function guess(n: number, p: number, z: number): number {
  const at = n * p + z * Math.sqrt(n * p * (1 - p)) + ((z * z - 1) * (1 - 2 * p)) / 6;
  return Math.min(n, Math.max(0, Math.round(at)));
}

function leastSatisfying(n: number, p: number, tail: number, z: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return n + 1;
  let k = guess(n, p, z);
  let upper = binomialUpperTail(k, n, p);
  let term = binomialPmf(k, n, p);
  const odds = p / (1 - p);
  if (upper > tail) {
    while (upper > tail && k <= n) {
      upper -= term;
      term *= ((n - k) / (k + 1)) * odds;
      k++;
    }
    return k;
  }
  while (k > 0) {
    term *= k / ((n - k + 1) * odds);
    upper += term;
    if (upper > tail) break;
    k--;
  }
  return k;
}

function mostRuledOut(n: number, p: number, tail: number, z: number): number {
  if (p <= 0) return -1;
  // An upper end of 1 is reached by full agreement alone.
  if (p >= 1) return n - 1;
  let k = guess(n, p, -z);
  let lower = binomialLowerTail(k, n, p);
  let term = binomialPmf(k, n, p);
  const odds = p / (1 - p);
  if (lower >= tail) {
    while (lower >= tail && k >= 0) {
      lower -= term;
      term *= k / ((n - k + 1) * odds);
      k--;
    }
    return k;
  }
  while (k < n) {
    term *= ((n - k) / (k + 1)) * odds;
    lower += term;
    if (lower >= tail) break;
    k++;
  }
  return Math.min(k, n - 1);
}
