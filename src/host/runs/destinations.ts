// Where a job's rows go, as the user is told.
import type { Job } from '../../engine/job';
import type { Ladder } from '../../providers/ladder';
import { destinationOf } from '../models/modelChoices';

export function destinationsOf(job: Pick<Job, 'models' | 'judge'>, ladder: Ladder): string[] {
  return [
    ...new Set(
      [...job.models, ...(job.judge ? [job.judge.model] : [])].map(({ provider }) =>
        destinationOf(ladder.providers.get(provider)!),
      ),
    ),
  ];
}
