// One planned look instead of several: where the certified prefix is expected to end within the path, looks at smaller and at larger samples
// only spend error probability, and the sample that is expected to pay most gets all of it.
import { forecastSaving, type Curve, type SavingForecast } from './forecast';
import { smallestSample } from './lookPlan';
import { calibrateLooks, type CalibratedLooks } from './looks';

/** How many visible deviations the look may be planned with. */
const visibleTried = [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 19, 24, 30, 38, 48, 60, 80];
/** Of the population: a larger sample pays no more. */
const largestShare = 0.6;
/**
 * A prefix that is expected to reach further than this share of the path may well turn out to be the whole of it, and a sample smaller than planned
 * shows that. On the recorded folders savings are 1.400 times the better peer's with .85, 1.393 with .7 and 1.390 with .95.
 */
const furthestReach = 0.85;
/**
 * In its unluckiest scenario the look must still save this share of the mean: one that is won or lost as a whole may leave nothing certified, and the run
 * then costs more than the reference alone. Without it one run of 1,000 made-up messages at .98 costs 1.06 times that.
 */
const leastOfMean = 0.5;

/**
 * @param curve how the path is expected to deviate.
 * @param population M, rows that the sample is drawn from.
 * @param hiddenAllowed D, how many hidden deviations keep the promise.
 * @param alpha the error probability, all of which the look spends.
 * @param least rows that the sample holds at least.
 * @param most rows that it may hold at most.
 * @returns undefined where several looks are expected to serve better.
 */
export function planOneLook(
  curve: Curve,
  population: number,
  hiddenAllowed: number,
  alpha: number,
  { least, most }: { readonly least: number; readonly most: number },
): CalibratedLooks | undefined {
  let best: { readonly size: number; readonly forecast: SavingForecast } | undefined;
  let size = 1;
  for (const visible of visibleTried) {
    size = smallestSample(population, hiddenAllowed, alpha, visible, size);
    if (size > Math.min(most, largestShare * population)) break;
    if (size < least) continue;
    const forecast = forecastSaving(curve, { hiddenAllowed, sizes: [size], allowed: [visible] }, population);
    if (best === undefined || forecast.meanUsd > best.forecast.meanUsd) best = { size, forecast };
  }
  if (best === undefined) return undefined;
  const { meanUsd, lowUsd, steps } = best.forecast;
  const isWithin = steps <= furthestReach * curve.avoidedUsd.length;
  if (!isWithin || lowUsd < leastOfMean * meanUsd) return undefined;
  return calibrateLooks(population, hiddenAllowed, [best.size], [alpha]);
}
