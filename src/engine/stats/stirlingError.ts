// The error of Stirling's formula, the piece of the log-gamma function that binomial-like probabilities need when their large parts cancel.
// Source: C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000); series: Abramowitz and Stegun 6.1.41.

/** From here on eight terms of the series are exact to a double. */
const SERIES_FROM = 16;
const TABLE_SIZE = 64;

/**
 * ln Gamma(z + 1) - (z + 1/2) ln z + z - ln(2 pi) / 2 for z > 0, absolute error below 1e-15.
 * Infinite at 0; binomial probabilities treat their ends apart.
 */
export function stirlingError(z: number): number {
  return z < TABLE_SIZE && Number.isInteger(z) ? table[z]! : evaluate(z);
}

function evaluate(z: number): number {
  // Climb to where the series holds: error(z) = error(z + 1) + (z + 1/2) ln(1 + 1/z) - 1.
  let climbed = 0;
  while (z < SERIES_FROM) {
    climbed += (z + 0.5) * Math.log1p(1 / z) - 1;
    z++;
  }
  const s = 1 / (z * z);
  const series =
    (1 / 12 -
      s *
        (1 / 360 -
          s *
            (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * (691 / 360360 - s * (1 / 156 - (s * 3617) / 122400))))))) /
    z;
  return climbed + series;
}

const table = Float64Array.from({ length: TABLE_SIZE }, (_, z) => (z === 0 ? Infinity : evaluate(z)));
