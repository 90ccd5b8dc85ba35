// What a finished filter promises of the rows that it found, in figures.
import type { RunPromise } from '../engine/events';
import { isKept } from '../engine/filter/sides';
import { filterOfJob } from '../engine/job';
import type { Driven } from './finishRun';
import type { JobPlan } from './planJob';

/** Undefined: the job is no filter. */
export function filterPromise(
  { job }: Pick<JobPlan, 'job'>,
  { delivery, table }: Pick<Driven, 'delivery' | 'table'>,
): RunPromise['filter'] {
  const bounds = filterOfJob(job);
  if (!bounds) return undefined;
  if (delivery.filter) return { ...bounds, ...delivery.filter };
  // The reference answered every row itself.
  const kept = delivery.model.reduce((rows, model, row) => rows + Number(model >= 0 && isKept(table, model, row)), 0);
  return { ...bounds, kept, missed: 0, wrong: 0 };
}
