// The thresholds at which a loss is counted, and how many rows may pass each: a loss is at most the sum of the widths between thresholds that it passes, so
// that bounds on these counts bound the sum of all losses. Fixed before the draw, from the planning rows alone.
import { power } from '../stats/power';
import type { LossBound } from '../task/lossBound';

export type Level = {
  /** Rows whose loss is more than this are counted. */
  readonly above: number;
  /** What each of them adds to the bound: the width up to the next threshold, or to the cap. */
  readonly width: number;
  /** So many of them may be hidden. */
  readonly hiddenAllowed: number;
};

export type LossPlan = {
  readonly levels: readonly Level[];
  /** What every row that nobody asked about adds: losses below the first threshold are not counted. */
  readonly uncounted: number;
};

/** Thresholds between the mean and the cap. */
const above = 2;
/** The first threshold, as a share of the mean: losses below it are granted to every row. */
const granted = 0.25;
/** Where hardly a row has so small a loss, rows with any loss are counted instead. */
const fewSmall = 0.02;
/** Standard errors that each level's count should have to spare; where the losses are too many for it, a shorter prefix is planned for. */
const spare = 1.5;

/** The thresholds of a bound, ascending. */
export function thresholdsOf({ mean, cap }: LossBound, losses: readonly number[]): number[] {
  const small = losses.filter((loss) => loss > 0 && loss <= granted * mean).length;
  const ratio = power(cap / mean, 1 / (above + 1));
  const all = [
    small <= fewSmall * losses.length ? 0 : granted * mean,
    ...Array.from({ length: above + 1 }, (_, step) => mean * power(ratio, step)),
  ];
  // Thresholds that no known loss tells apart are one.
  const passing = all.map((threshold) => losses.filter((loss) => loss > threshold).length);
  return all.filter((_, at) => at === 0 || passing[at] !== passing[at - 1]);
}

/**
 * @param losses of the planning rows' proposals.
 * @param population rows that the sample is drawn from.
 * @param budget the sum of losses that may be hidden.
 * @returns undefined where not even the losses that are granted to every row fit in.
 */
export function planLosses(
  bound: LossBound,
  losses: readonly number[],
  population: number,
  budget: number,
): LossPlan | undefined {
  const thresholds = thresholdsOf(bound, losses);
  const widths = thresholds.map((threshold, at) => (thresholds[at + 1] ?? bound.cap) - threshold);
  const uncounted = thresholds[0]!;
  for (let reach = 1; reach > 0.04; reach -= 0.05) {
    const expected = thresholds.map(
      (threshold) =>
        (reach * population * (losses.filter((loss) => loss > threshold).length + 0.5)) / (losses.length + 1),
    );
    const left = budget - uncounted * reach * population;
    const sum = expected.reduce((usd, count, at) => usd + count * widths[at]!, 0);
    const errors = expected.reduce((usd, count, at) => usd + Math.sqrt(count + 1) * widths[at]!, 0);
    const factor = (left - sum) / errors;
    if (factor < spare) continue;
    const levels = thresholds.map((threshold, at) => ({
      above: threshold,
      width: widths[at]!,
      hiddenAllowed: Math.floor(expected[at]! + factor * Math.sqrt(expected[at]! + 1)),
    }));
    return { levels, uncounted };
  }
  return undefined;
}
