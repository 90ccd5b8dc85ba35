// Several accuracy thresholds of one run: how they are written, what is refused, and what they may cost.
import { InputError } from '../engine/inputError';
import type { Job } from '../engine/job';

/** The job of a file or of options, whose accuracy may be a list there: the strictest is the accuracy, the others are looser ones. */
export function withThresholds<T extends object>(job: T): T & Pick<Job, 'accuracy' | 'looser'> {
  const { accuracy, looser = [], ...others } = job as T & { accuracy: number | number[]; looser?: number[] };
  const [strictest, ...rest] = sorted([accuracy, looser].flat());
  return { ...(others as unknown as T), accuracy: strictest!, ...(rest.length > 0 && { looser: rest }) };
}

/** Strictest first, each once. */
function sorted(thresholds: readonly number[]): number[] {
  return [...new Set(thresholds)].sort((a, b) => b - a);
}

/**
 * The thresholds in order, and what may be spent on them.
 * @throws {InputError} where there is nothing to choose among them by, or nobody who chooses
 */
export function checkedThresholds(job: Job): Job {
  const thresholds = sorted([job.accuracy, ...(job.looser ?? [])]);
  const { looser: _, ...one } = job;
  if (thresholds.length === 1) {
    if (job.atMost === undefined) return one;
    throw new InputError(
      `--at-most (atMost) chooses among several accuracy thresholds, and there is one, ${String(job.accuracy)}: give several, such as 0.98,0.95,0.9, or make the sum the cap with --budget.`,
    );
  }
  const all = thresholds.join(', ');
  if (job.atMost === undefined)
    throw new InputError(
      `Of several accuracy thresholds (${all}) the strictest that a sum buys is kept: say how much the run may cost, such as --at-most 5 (atMost in a job file), or give one threshold.`,
    );
  if (job.strategy !== 'certified')
    throw new InputError(
      `Several accuracy thresholds (${all}) are a matter of the strategy certified; ${job.strategy} takes one.`,
    );
  return { ...job, accuracy: thresholds[0]!, looser: thresholds.slice(1) };
}

/** US dollars that the run may never pass; undefined: no cap. */
export function capOf({ budgetUsd, atMost }: Pick<Job, 'budgetUsd' | 'atMost'>): number | undefined {
  const cap = Math.min(budgetUsd ?? Infinity, atMost ?? Infinity);
  return Number.isFinite(cap) ? cap : undefined;
}

/** Caps that replace those of a paused run; absent ones stay. */
export type RaisedCaps = Pick<Job, 'budgetUsd' | 'mostRequests'>;

/** The job under higher caps; a sum that chooses among thresholds is raised, too. */
export function raisedCaps(job: Job, { budgetUsd, mostRequests }: RaisedCaps): Job {
  return {
    ...job,
    ...(budgetUsd !== undefined && { budgetUsd }),
    ...(budgetUsd !== undefined && job.atMost !== undefined && { atMost: Math.max(job.atMost, budgetUsd) }),
    ...(mostRequests !== undefined && { mostRequests }),
  };
}
