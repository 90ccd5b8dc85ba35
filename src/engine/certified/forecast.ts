// What a path will save, before its certificate is drawn: from the deviations expected along it and the looks that may be taken, the dollars
// of the reference that are expected not to be spent. An estimate over scenarios; the promise does not depend on it.
import type { CalibratedLooks } from './looks';
import { scenarioCount } from './trustModel';

/** A path seen from afar: running sums in path order, one entry per step. */
export type Curve = {
  /** Per scenario the deviations up to and including the step. */
  readonly deviations: readonly Float64Array[];
  /** Dollars of the reference that accepting up to and including the step avoids, before paying the sample. */
  readonly avoidedUsd: Float64Array;
};

/** Luck of the draw, equally likely quantiles of a standard normal, one per scenario; neighbours (opposite scenarios) get unlike luck. */
const lucks = [0.04, -1.86, -0.04, 1.86, -1.32, 0.24, 1.32, -0.24, -1.01, 0.4, 1.01, -0.4, 0.78, -0.58, -0.78, 0.58];

export type SavingForecast = {
  /** Dollars avoided, net of the sampled rows inside the prefix: mean, and the unlucky and lucky ends. */
  readonly meanUsd: number;
  readonly lowUsd: number;
  readonly highUsd: number;
  /** Means over the scenarios: sample size at the best stop, steps accepted. */
  readonly sampleRows: number;
  readonly steps: number;
};

/**
 * @param population rows that the sample is drawn from.
 * @param weights of the scenarios; equal when absent.
 */
export function forecastSaving(
  curve: Curve,
  looks: CalibratedLooks,
  population: number,
  fromLook = 0,
  weights?: readonly number[],
): SavingForecast {
  const { sizes, allowed } = looks;
  let total = 0;
  let [sum, sampleRows, accepted, low, high] = [0, 0, 0, Infinity, 0];
  for (let s = 0; s < scenarioCount; s++) {
    const weight = weights ? weights[s]! : 1;
    let best = 0;
    let stop = { size: 0, steps: 0 };
    for (let look = fromLook; look < sizes.length; look++) {
      if (allowed[look]! < 0) continue;
      const share = sizes[look]! / population;
      const visible = allowed[look]! + 1;
      // The prefix ends at deviation number `visible` of the sample: an Erlang variable, by Wilson and Hilferty's cube.
      const erlang = visible * Math.max(0.05, 1 - 1 / (9 * visible) + lucks[s]! / (3 * Math.sqrt(visible))) ** 3;
      const steps = stepsWithin(curve.deviations[s]!, erlang / share);
      const saved = interpolate(curve.avoidedUsd, steps) * (1 - share);
      if (saved > best) {
        best = saved;
        stop = { size: sizes[look]!, steps };
      }
    }
    total += weight;
    sum += weight * best;
    sampleRows += weight * stop.size;
    accepted += weight * stop.steps;
    low = Math.min(low, best);
    high = Math.max(high, best);
  }
  return { meanUsd: sum / total, lowUsd: low, highUsd: high, sampleRows: sampleRows / total, steps: accepted / total };
}

/** How many leading steps keep the running sum within the bound, a part of the last one included. */
function stepsWithin(running: Float64Array, bound: number): number {
  let low = 0;
  let high = running.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (running[middle]! <= bound) low = middle + 1;
    else high = middle;
  }
  if (low === running.length) return low;
  const before = low === 0 ? 0 : running[low - 1]!;
  return low + (bound - before) / (running[low]! - before);
}

function interpolate(running: Float64Array, steps: number): number {
  const whole = Math.floor(steps);
  const before = whole === 0 ? 0 : running[whole - 1]!;
  return whole === running.length ? before : before + (steps - whole) * (running[whole]! - before);
}
