// A filter promises a recall and a precision, a bounded loss its mean: what these cannot be combined with is refused before anything is sent.
import { InputError } from '../engine/inputError';
import type { Job } from '../engine/job';
import { isPerson } from '../engine/model';
import { jobOptions } from '../engine/options/jobOptions';
import { otherPromise } from './promiseKinds';

/** @throws {InputError} for a filter or a bounded loss with what is not for it */
export function checkFilter(job: Job): void {
  const promise = otherPromise(job);
  if (!promise) return;
  const { what, instead } = promise;
  if (job.accuracy !== jobOptions.accuracy.default || job.looser)
    throw new InputError(`${what} is promised in place of an accuracy: leave --accuracy out, or ${instead}.`);
  if (job.strategy !== 'certified' && job.strategy !== 'reference')
    throw new InputError(
      `${what} is a matter of the strategy certified (or reference); ${job.strategy} knows accuracies only. Leave --strategy out.`,
    );
  if (job.gold !== undefined)
    throw new InputError(`${what} does not take labels that rows have already; leave --gold out, or ${instead}.`);
  const person = job.models.find(isPerson);
  if (person)
    throw new InputError(
      `${what} takes a model as the reference, and "${person.id}" is a person; take the person out of the models, or ${instead}.`,
    );
}

/** @throws {InputError} for what is done with an accuracy only */
export function refuseFilter(job: Job, doing: string): void {
  const promise = otherPromise(job);
  if (promise)
    throw new InputError(
      `${doing} is for jobs with an accuracy. ${promise.what} has none: leave it out, or ${promise.instead}.`,
    );
}
