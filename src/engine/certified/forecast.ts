// What a path will save: from the deviations expected along it and the looks that may still be taken, the dollars of the reference that are
// expected not to be spent. An estimate over scenarios; the promise does not depend on it.
import type { Looks } from './looks';

/** How many ways the truth may be a plan is weighed over. */
export const scenarioCount = 16;

/** A path seen from afar: running sums in path order, one entry per step. */
export type Curve = {
  /** Per scenario the deviations up to and including the step. */
  readonly deviations: readonly Float64Array[];
  /** Dollars of the reference that accepting up to and including the step avoids, before paying the sample. */
  readonly avoidedUsd: Float64Array;
  /** Dollars that a sampled row is expected to cost beside the reference's answer: a judge's verdict. 0 where nobody judges. */
  readonly checkUsd: number;
  /** Rows that a step stands for; the last step may hold fewer. */
  readonly rowsPerStep: number;
};

/** What the looks taken so far have shown. */
export type Progress = {
  /** Index of the next look. */
  readonly look: number;
  readonly sampled: number;
  /** Visible deviations up to and including each step, ascending; absent: none seen yet. */
  readonly visible?: Int32Array;
};

/** Luck of the draw, equally likely quantiles of a standard normal, one per scenario; neighbours (opposite scenarios) get unlike luck. */
const lucks = [0.04, -1.86, -0.04, 1.86, -1.32, 0.24, 1.32, -0.24, -1.01, 0.4, 1.01, -0.4, 0.78, -0.58, -0.78, 0.58];

export type SavingForecast = {
  /** Dollars avoided, net of the sampled rows inside the prefix: mean, and the unlucky and lucky ends. */
  readonly meanUsd: number;
  readonly lowUsd: number;
  readonly highUsd: number;
  /** Dollars avoided per scenario. */
  readonly savedUsd: Float64Array;
  /** Mean sample size at the best stop. */
  readonly sampleRows: number;
  /** Steps accepted: mean, and the most in any scenario. */
  readonly steps: number;
  readonly mostSteps: number;
};

/** @param population rows that the sample is drawn from. */
export function forecastSaving(
  curve: Curve,
  { hiddenAllowed, sizes, allowed }: Looks,
  population: number,
  progress?: Progress,
): SavingForecast {
  let [sum, sampleRows, steps, low, high, mostSteps] = [0, 0, 0, Infinity, 0, 0];
  const savedUsd = new Float64Array(scenarioCount);
  const seen = (progress?.sampled ?? 0) / population;
  /** No look saves more than this, less what its sample costs. */
  const all = curve.avoidedUsd.at(-1) ?? 0;
  for (let s = 0; s < scenarioCount; s++) {
    let best = 0;
    let bestSize = 0;
    let bestSteps = 0;
    for (let look = progress?.look ?? 0; look < sizes.length; look++) {
      if (allowed[look]! < 0) continue;
      const share = sizes[look]! / population;
      if (share >= 1 || all * (1 - share) < best) break;
      const certified = stepsWithin(
        curve.deviations[s]!,
        (share - seen) / (1 - seen),
        allowed[look]!,
        lucks[s]! / 2,
        progress?.visible,
      );
      // Up to D unsampled rows need no evidence.
      const free = hiddenAllowed / (1 - share) / curve.rowsPerStep;
      const reached = Math.max(certified, Math.min(free, curve.avoidedUsd.length));
      const checksUsd = curve.checkUsd * (sizes[look]! - (progress?.sampled ?? 0));
      const saved = interpolate(curve.avoidedUsd, reached) * (1 - share) - checksUsd;
      if (saved > best) {
        best = saved;
        bestSize = sizes[look]!;
        bestSteps = reached;
      }
    }
    savedUsd[s] = best;
    sum += best;
    sampleRows += bestSize;
    steps += bestSteps;
    low = Math.min(low, best);
    high = Math.max(high, best);
    mostSteps = Math.max(mostSteps, bestSteps);
  }
  return {
    meanUsd: sum / scenarioCount,
    lowUsd: low,
    highUsd: high,
    savedUsd,
    sampleRows: sampleRows / scenarioCount,
    steps: steps / scenarioCount,
    mostSteps,
  };
}

/**
 * How many leading steps show at most `allowed` deviations, a part of the last step included. Further visible ones are Poisson with mean
 * `share` x expected; at most r of them show, at luck z, as long as that mean is at most (sqrt(r + 3/4) + z/2)^2 (Anscombe's transform).
 */
function stepsWithin(
  running: Float64Array,
  share: number,
  allowed: number,
  halfLuck: number,
  visible?: Int32Array,
): number {
  // Where nothing is visible yet all steps have one bound.
  const unseen = mostExpected(allowed, share, halfLuck);
  let low = 0;
  let high = running.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const bound = visible ? mostExpected(allowed - visible[middle]!, share, halfLuck) : unseen;
    if (running[middle]! <= bound) low = middle + 1;
    else high = middle;
  }
  if (low === running.length) return low;
  const bound = visible ? mostExpected(allowed - visible[low]!, share, halfLuck) : unseen;
  const before = low === 0 ? 0 : running[low - 1]!;
  return low + Math.min(1, Math.max(0, (bound - before) / (running[low]! - before)));
}

/** How many deviations may be expected where so many more may show; -1: too many have shown. */
function mostExpected(left: number, share: number, halfLuck: number): number {
  return left < 0 ? -1 : Math.max(0.02, Math.sqrt(left + 0.75) + halfLuck) ** 2 / share;
}

function interpolate(running: Float64Array, steps: number): number {
  const whole = Math.floor(steps);
  const before = whole === 0 ? 0 : running[whole - 1]!;
  return whole === running.length ? before : before + (steps - whole) * (running[whole]! - before);
}
