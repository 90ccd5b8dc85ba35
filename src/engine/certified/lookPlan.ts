// Which sample sizes to look at, and how to spend the error probability over them: growing sizes, calibrated jointly.
import { hypergeometricLowerTail } from '../stats/hypergeometric';
import { power } from '../stats/power';
import { calibrateLooks, type CalibratedLooks } from './looks';

/** Sizes tried grow by this factor; the few that allow one more visible deviation are the looks. */
const growth = 1.04;
/** Looks are at least this factor apart. */
const apart = 1.1;
/** Larger samples than this share of the population, or this many times the first, save too little to be looked at. */
const largestShare = 0.6;
const furthest = 60;
/** From this many times the first size on, every size tried is a look. */
const early = 8;
/** What is unspent of the error probability falls with this power of the sample size. */
const decay = 1.2;

/**
 * The smallest sample that may show so many deviations and certifies by itself (Theorem 1); population + 1 where none does.
 * @param fewer that of fewer visible deviations, which is none larger: with one deviating row more a sample shows one more at most.
 */
export function smallestSample(
  population: number,
  hiddenAllowed: number,
  alpha: number,
  visible = 0,
  fewer = 1,
): number {
  const deviations = Math.min(population, visible + hiddenAllowed + 1);
  const certifies = (sample: number) => hypergeometricLowerTail(visible, population, deviations, sample) <= alpha;
  let low = fewer - 1;
  let high = population + 1;
  // Of the next few visible deviations the sample is a little larger: that is looked for first, with half as many tails to compute.
  for (let step = fewer >> 3; step > 0 && low + step < high; step *= 2) {
    if (certifies(low + step)) high = low + step;
    else low += step;
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (certifies(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * How much of alpha the first look spends. Where few rows may deviate, each further visible one costs many more samples, so that most is won
 * or lost at the first look.
 */
function firstShareOf(hiddenAllowed: number): number {
  return 0.4 + 0.45 * Math.exp(-hiddenAllowed / 40);
}

/** What bounds the samples beside the certificate. */
export type LookRoom = { readonly from?: number; readonly most?: number; readonly leastStep?: number };

/**
 * Looks at growing samples, each allowing more visible deviations than the one before; undefined where not even one look can certify.
 * @param room `from`: a sample size before which no look is worth its error probability.
 * `most`: the largest sample that can be had.
 * `leastStep`: rows that lie between looks at least.
 */
export function planLooks(
  population: number,
  hiddenAllowed: number,
  alpha: number,
  { from = 0, most = Infinity, leastStep = 1 }: LookRoom = {},
): CalibratedLooks | undefined {
  const firstShare = firstShareOf(hiddenAllowed);
  const smallest = smallestSample(population, hiddenAllowed, firstShare * alpha);
  const first = Math.max(smallest, Math.min(Math.floor(from), Math.floor(largestShare * population), most));
  if (first > Math.min(population, most)) return undefined;
  const tried: number[] = [];
  const last = Math.max(first, Math.min(furthest * first, Math.floor(largestShare * population), most));
  for (let size = first; size <= last;) {
    tried.push(size);
    size = Math.max(size + 1, Math.ceil(size * (size < early * first ? growth : apart)));
  }
  const { allowed } = calibrateLooks(population, hiddenAllowed, tried, budgetsOf(tried, first, firstShare, alpha));
  // A look that allows no more than a smaller one is no look; one that is hardly larger spends error probability for little.
  const sizes: number[] = [];
  let highest = -1;
  tried.forEach((size, look) => {
    const before = sizes.at(-1) ?? 0;
    if (allowed[look]! <= highest || size < apart * before || (before > 0 && size < before + leastStep)) return;
    sizes.push(size);
    highest = allowed[look]!;
  });
  const budgets = budgetsOf(sizes.slice(0, -1), first, firstShare, alpha);
  return calibrateLooks(population, hiddenAllowed, sizes, [...budgets, alpha]);
}

/** Per size the error probability that is spent up to it. */
function budgetsOf(sizes: readonly number[], first: number, firstShare: number, alpha: number): number[] {
  const budgets: number[] = [];
  for (const size of sizes) budgets.push(alpha * (1 - (1 - firstShare) * power(first / size, decay)));
  return budgets;
}
