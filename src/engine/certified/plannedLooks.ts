// The looks that a path gets: one where one is planned, several where they are expected to serve better. A run decides by it before its draw, and a scan when it
// forecasts what that run will cost.
import { forecastSaving, type Curve } from './forecast';
import { planLooks } from './lookPlan';
import type { CalibratedLooks, Looks } from './looks';
import { planOneLook } from './oneLook';

/** The first look is not taken before this share of the sample that is expected to suffice: what it spends would be wasted. */
const earliestLook = 0.3;

export type PathAhead = {
  readonly curve: Curve;
  /** M, rows that the sample is drawn from. */
  readonly population: number;
  /** Typical looks: how large the sample is expected to be. */
  readonly typical: Looks;
  /** Rows that the sample holds at least, and at most. */
  readonly least: number;
  readonly most: number;
  /** Rows that lie between looks at least; absent: 1. */
  readonly leastStep?: number;
};

/**
 * @param hiddenAllowed D, how many hidden deviations keep the promise.
 * @param alpha the error probability that the looks may spend together.
 * @returns undefined where not even one look can certify.
 */
export function looksFor(
  { curve, population, typical, least, most, leastStep }: PathAhead,
  hiddenAllowed: number,
  alpha: number,
): CalibratedLooks | undefined {
  const one = planOneLook(curve, population, hiddenAllowed, alpha, { least, most });
  if (one) return one;
  const { sampleRows } = forecastSaving(curve, typical, population);
  const from = Math.max(least, earliestLook * sampleRows);
  return planLooks(population, hiddenAllowed, alpha, { from, most, ...(leastStep !== undefined && { leastStep }) });
}
