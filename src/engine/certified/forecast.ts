// What a path will save, before its certificate is drawn: from the deviations expected along it and the looks that may be taken, the dollars
// of the reference that are expected not to be spent. An estimate; the promise does not depend on it.
import type { CalibratedLooks } from './looks';

/** A path seen from afar: running sums in path order, one entry per step. */
export type Curve = {
  /** Deviations expected up to and including the step. */
  readonly deviations: Float64Array;
  /** Dollars of the reference that accepting up to and including the step avoids, before paying the sample. */
  readonly avoidedUsd: Float64Array;
  /** How sure the level of `deviations` is: as if this many deviations had been seen. */
  readonly evidence: number;
};

/** Quantiles of a standard normal that stand for luck: eight equally likely runs. */
const lucks = [-1.53, -0.89, -0.49, -0.16, 0.16, 0.49, 0.89, 1.53];

export type SavingForecast = {
  /** Dollars avoided, net of the sampled rows inside the prefix: mean, and the unlucky and lucky ends. */
  readonly meanUsd: number;
  readonly lowUsd: number;
  readonly highUsd: number;
  /** Look at which the middle run would stop (-1: never certifies), and the steps that it accepts. */
  readonly look: number;
  readonly steps: number;
};

/** @param population rows that the sample is drawn from. */
export function forecastSaving(curve: Curve, looks: CalibratedLooks, population: number, fromLook = 0): SavingForecast {
  const { sizes, allowed } = looks;
  let sum = 0;
  let low = Infinity;
  let high = 0;
  let middle = { look: -1, steps: 0 };
  for (const [run, luck] of lucks.entries()) {
    let best = 0;
    let stop = { look: -1, steps: 0 };
    for (let look = fromLook; look < sizes.length; look++) {
      if (allowed[look]! < 0) continue;
      const share = sizes[look]! / population;
      const visible = allowed[look]! + 1;
      const spread = Math.sqrt(1 / visible + 1 / curve.evidence);
      const reach = (visible / share) * Math.exp(luck * spread - 0.5 / visible);
      const steps = upTo(curve.deviations, reach);
      const saved = steps === 0 ? 0 : curve.avoidedUsd[steps - 1]! * (1 - share);
      if (saved > best) {
        best = saved;
        stop = { look, steps };
      }
    }
    sum += best;
    low = Math.min(low, best);
    high = Math.max(high, best);
    if (run === lucks.length >> 1) middle = stop;
  }
  return { meanUsd: sum / lucks.length, lowUsd: low, highUsd: high, ...middle };
}

/** How many leading entries are at most the bound; the entries ascend. */
function upTo(ascending: Float64Array, bound: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
