// Whether observations of 0 and 1 show that the mean is above, or below, a value: betting confidence bounds (Waudby-Smith and Ramdas, "Estimating means of
// bounded random variables by betting", 2024), with the bets that BARGAIN (Zeighami et al., arXiv 2509.02896) makes. Re-implemented for the benchmarks.

export type Draws = {
  /** Observations without replacement from so many; absent: independent ones. */
  readonly population?: number;
  /** Absent: the test may be repeated after every observation, at the same error probability for all of them. */
  readonly fixedSize?: boolean;
};

/** Of a bet on an outcome at most this share may be lost. */
const mostLost = 3 / 4;

/**
 * Whether the capital of a gambler who bets that the mean is above `mean` ever reaches 1 / alpha; if it is not above, that has probability alpha at most.
 * @param observations each 0 or 1, in the order in which they were drawn.
 * @param alpha in (0, 1).
 */
export function isMeanAbove(
  observations: ArrayLike<number>,
  mean: number,
  alpha: number,
  { population, fixedSize = false }: Draws = {},
): boolean {
  const size = observations.length;
  let [capital, ones] = [1, 0];
  for (let seen = 0; seen < size; seen++) {
    /** The mean of what is left to draw, were the whole mean just `mean`. */
    const left = population === undefined ? mean : (population * mean - ones) / (population - seen);
    // As many ones have been drawn as there would be: the mean cannot be below.
    if (left <= 0) return true;
    if (left > 1) return false;
    // Half a one among one observation is what is believed before any is drawn.
    const centre = (0.5 + ones) / (seen + 1);
    const variance = (0.25 + ones * (1 - centre) ** 2 + (seen - ones) * centre ** 2) / (seen + 1);
    const steps = fixedSize ? size : (seen + 1) * Math.log(seen + 2);
    const bet = Math.min(Math.sqrt((2 * Math.log(2 / alpha)) / (steps * variance)), mostLost / left);
    const one = observations[seen]!;
    capital *= 1 + bet * (one - left);
    if (capital >= 1 / alpha) return true;
    ones += one;
  }
  return false;
}

/** The same of a mean below `mean`. */
export function isMeanBelow(observations: ArrayLike<number>, mean: number, alpha: number, draws: Draws = {}): boolean {
  return isMeanAbove(
    Array.from(observations, (one) => 1 - one),
    1 - mean,
    alpha,
    draws,
  );
}
