// Which sample sizes to look at, and how to spend the error probability over them: growing sizes, calibrated jointly.
import { calibrateLooks, type CalibratedLooks } from './looks';

const growth = 1.2;
const mostLooks = 24;

/** The smallest sample that certifies with no visible deviation at this error probability; population + 1 where none does. */
export function smallestSample(population: number, hiddenAllowed: number, alpha: number): number {
  const certifies = (size: number) => {
    // P(none of D + 1 given rows is sampled), factor by factor.
    let tail = 1;
    for (let i = 0; i <= hiddenAllowed && tail > alpha; i++)
      tail *= Math.max(0, (population - size - i) / (population - i));
    return tail <= alpha;
  };
  let low = 0;
  let high = population + 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (certifies(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** How much of alpha the first look may spend; the rest is spread evenly over the others. */
export const firstShares = [0.85, 0.5, 0.2] as const;

/** Looks that spend `firstShare` of alpha on the first; undefined where not even one look can certify. */
export function planLooks(
  population: number,
  hiddenAllowed: number,
  alpha: number,
  firstShare: number,
): CalibratedLooks | undefined {
  const sizes: number[] = [];
  for (
    let size = smallestSample(population, hiddenAllowed, firstShare * alpha);
    size <= population && sizes.length < mostLooks;
  ) {
    sizes.push(size);
    size = Math.max(size + 1, Math.ceil(size * growth));
  }
  if (sizes.length === 0) return undefined;
  const last = Math.max(1, sizes.length - 1);
  const budgets = sizes.map(
    (_, look) => alpha * (sizes.length === 1 ? 1 : firstShare + ((1 - firstShare) * look) / last),
  );
  return calibrateLooks(population, hiddenAllowed, sizes, budgets);
}
