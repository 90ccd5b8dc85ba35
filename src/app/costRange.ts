// The range that a run's cost may lie in, told before anything is asked. Nothing is known yet of how often the models agree, so the ends are what
// is possible at best and at worst, and what is expected between them rests on what runs on recorded answers came to.
import type { Forecast } from '../engine/events';

export type CostRange = { readonly total: Forecast; readonly profiling: Forecast; readonly applying: Forecast };

export type RangeFacts = {
  /** Distinct rows, at least 1. */
  readonly rows: number;
  /** Rows that the reference has to answer at least: at best, and where the rows are as is usual. */
  readonly least: number;
  readonly usualLeast: number;
  /** Dollars per row, the cheapest model first, the reference last; at least two. */
  readonly usdPerRow: readonly number[];
  /** The share of the best possible saving that is expected, in [0, 1]. */
  readonly share: number;
};

/** Never more than 3 % more expensive than the reference alone: the strategy gives up before. */
const dearestShare = 1.03;

/** Rows profiled before the strategy decides, over the root of all rows: 12 is between the medians of the nine folders at the four thresholds. */
const profiledPerRoot = 12;

export function costRange(facts: RangeFacts): CostRange {
  const { rows, usdPerRow, share, least, usualLeast } = facts;
  const referenceUsd = usdPerRow.at(-1)!;
  const everyModelUsd = usdPerRow.reduce((sum, usd) => sum + usd, 0);
  const all = referenceUsd * rows;
  const bestWith = (asked: number) => Math.min(all, asked * everyModelUsd + (rows - asked) * usdPerRow[0]!);
  const low = bestWith(least);
  const total = {
    lowUsd: low,
    expectedUsd: all - share * (all - bestWith(usualLeast)),
    highUsd: all * dearestShare,
  };
  const profiled = Math.min(rows, Math.max(least, profiledPerRoot * Math.sqrt(rows)));
  const profiling = {
    lowUsd: Math.min(least * everyModelUsd, total.lowUsd),
    expectedUsd: Math.min(profiled * everyModelUsd, total.expectedUsd),
    highUsd: Math.min(2 * profiled * everyModelUsd, total.highUsd),
  };
  const applying = {
    lowUsd: total.lowUsd - profiling.lowUsd,
    expectedUsd: total.expectedUsd - profiling.expectedUsd,
    highUsd: total.highUsd - profiling.highUsd,
  };
  return { total, profiling, applying };
}

/**
 * The share of the best possible saving that is expected: .19, .31, .47 and .59 where 1, 2, 5 and 10 % of the rows may deviate. The medians of
 * `certified` over the nine recorded folders are .19, .37, .48 and .59 (docs/decisions/0052).
 */
export function expectedShare(delta: number): number {
  return Math.min(0.95, Math.max(0, 0.59 + 0.176 * Math.log(delta / 0.1)));
}

const logit = (share: number) => Math.log(share / (1 - share));
/** A share of 0 or 1 has no odds. */
const withOdds = (share: number) => Math.min(0.98, Math.max(0.02, share));

/**
 * The same where a run of these very rows and models has shown what they reach: its odds, shifted as the odds of the recorded runs are from its
 * threshold to this one. @param shown its share of the best possible saving. @param deltaThen the share of the rows that might deviate in it
 */
export function shareAfter(shown: number, deltaThen: number, delta: number): number {
  const prior = (of: number) => logit(withOdds(expectedShare(of)));
  const odds = logit(withOdds(shown)) + prior(delta) - prior(deltaThen);
  return 1 / (1 + Math.exp(-odds));
}

/** Fewest sampled rows that can certify anything: no deviation seen among them, (1 - n/N)^(D + 1) <= alpha. @param alpha 1 - confidence. */
export function leastSample({
  rows,
  allowed,
  alpha,
}: {
  readonly rows: number;
  readonly allowed: number;
  readonly alpha: number;
}): number {
  return Math.min(rows, Math.ceil(rows * (1 - alpha ** (1 / (allowed + 1)))));
}
