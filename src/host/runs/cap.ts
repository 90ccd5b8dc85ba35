// The cap of a job some of whose prices are unknown.
import { unpricedIds } from '../../app/rowCosts';
import type { Job } from '../../engine/job';

/** Models of a capped job whose price is unknown: the cap cannot be kept, and the person is asked whether to do without it. */
export function uncappable({ models, budgetUsd }: Job): readonly string[] | undefined {
  const unpriced = budgetUsd === undefined ? [] : unpricedIds(models);
  return unpriced.length === 0 ? undefined : unpriced;
}

export function withoutCap({ budgetUsd: _, ...job }: Job): Job {
  return job;
}
