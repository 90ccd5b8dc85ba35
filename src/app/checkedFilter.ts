// What a filter cannot be combined with, refused before anything is sent.
import { InputError } from '../engine/inputError';
import { filterOfJob, type Job } from '../engine/job';
import { isPerson } from '../engine/model';
import { jobOptions } from '../engine/options/jobOptions';

/** @throws {InputError} for a filter with what is not for filters */
export function checkFilter(job: Job): void {
  if (!filterOfJob(job)) return;
  if (job.accuracy !== jobOptions.accuracy.default || job.looser)
    throw new InputError(
      'A filter promises a recall and a precision, and no accuracy: leave --accuracy out, or use --task labels --labels yes,no.',
    );
  if (job.strategy !== 'certified' && job.strategy !== 'reference')
    throw new InputError(
      `A filter is a matter of the strategy certified (or reference); ${job.strategy} knows no recall and no precision. Leave --strategy out.`,
    );
  if (job.gold !== undefined)
    throw new InputError(
      'A filter does not take labels that rows have already; leave --gold out, or use --task labels --labels yes,no with an accuracy.',
    );
  const person = job.models.find(isPerson);
  if (person)
    throw new InputError(
      `The reference of a filter is a model, and "${person.id}" is a person; take the person out of the models, or use --task labels --labels yes,no with an accuracy.`,
    );
}

/** @throws {InputError} for what is done with other tasks only */
export function refuseFilter(job: Job, what: string): void {
  if (filterOfJob(job))
    throw new InputError(`${what} is for tasks with an accuracy; this one is a filter. Leave it out.`);
}
