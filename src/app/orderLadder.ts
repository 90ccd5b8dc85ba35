// Puts a ladder in order: candidates by what a row is expected to cost, ascending, the reference last. What a row costs is estimated from
// its length and the task; where a price is unknown the order given by the user stands.
import { InputError } from '../engine/inputError';
import type { Job } from '../engine/job';
import { isPerson, isVariant, type Model } from '../engine/model';
import { expectedCostOf } from '../engine/money/cost';
import type { Task } from '../engine/task/task';
import { outputTokensOf } from './outputTokens';
import { writePrices } from './priceLine';

/** Nobody named the reference, and without all prices none of the models is known to be the most expensive. */
export class UnknownReference extends InputError {
  constructor(readonly unpriced: readonly Model[]) {
    super(
      `"${unpriced[0]!.id}" has no price, so the most expensive model is unknown. Pick a reference, or set a price. ${writePrices(unpriced)}`.trim(),
    );
  }
}

/** Characters per token where no tokeniser is asked: OpenAI's rule of thumb for English text. */
export const charactersPerToken = 4;

/** Dollars that one row is expected to cost before any answer is there; undefined where the price is unknown. */
export function expectedRowCost(model: Model, task: Task, characters: number): number | undefined {
  if (model.price.type === 'cpu') return model.price.usdPerCpuSecond * model.price.nominalSecondsPerRow;
  return expectedCostOf(characters / charactersPerToken, outputTokensOf(model, task).expected, model.price);
}

/**
 * @param charactersOf what a row costs a model in characters of prompt; a variant's prompt is its own.
 * @returns the ladder, candidates first, the reference last.
 * @throws {InputError} where the reference cannot be told.
 */
export function orderLadder(
  job: Job,
  typicalCharacters: number,
  charactersOf: (model: Model) => number = () => typicalCharacters,
): readonly Model[] {
  const person = personAsReference(job);
  const priced = job.models.map((model) => ({ model, usd: expectedRowCost(model, job.task, charactersOf(model)) }));
  let reference = priced.find(({ model }) => (person ? model === person : model.id === job.reference));
  if (reference && isVariant(reference.model)) throw new InputError(variantAsReference(reference.model.id));
  if (!reference) {
    const unpriced = priced.filter(({ usd }) => usd === undefined).map(({ model }) => model);
    if (unpriced.length > 0) throw new UnknownReference(unpriced);
    const whole = priced.filter(({ model }) => !isVariant(model));
    if (whole.length === 0) throw new InputError(variantAsReference(priced[0]!.model.id));
    reference = whole.reduce((dearest, each) => (each.usd! >= dearest.usd! ? each : dearest));
  }
  // Array.sort is stable: models of equal or unknown price keep the user's order, the unknown ones after the known.
  const candidates = priced
    .filter((each) => each !== reference)
    .sort((a, b) => (a.usd ?? Infinity) - (b.usd ?? Infinity) || 0);
  return [...candidates, reference].map(({ model }) => model);
}

/**
 * Models between which nothing but their order decides who is the reference: nobody named one, and none of them is expected to cost more than the
 * others, as with two that are free.
 * @param models as `orderLadder` returns them. @param charactersOf as for `orderLadder`.
 * @returns ids in the job's order, the reference among them; empty where there is a reason for the reference.
 */
export function tiedForReference(
  job: Job,
  models: readonly Model[],
  charactersOf: (model: Model) => number,
): readonly string[] {
  const reference = models.at(-1);
  if (job.reference !== undefined || reference === undefined || isPerson(reference)) return [];
  const costOf = (model: Model) => expectedRowCost(model, job.task, charactersOf(model));
  const highest = costOf(reference);
  const tied = models.filter((model) => !isVariant(model) && costOf(model) === highest).map(({ id }) => id);
  return tied.length < 2 ? [] : job.models.map(({ id }) => id).filter((id) => tied.includes(id));
}

/** A person's labels are what is wanted, whatever models cost. @throws {InputError} where the job says otherwise */
function personAsReference({ models, reference }: Job): Model | undefined {
  const [person, ...others] = models.filter(isPerson);
  if (!person) return undefined;
  if (others.length > 0)
    throw new InputError(
      `The ladder names several people ("${person.id}", "${others[0]!.id}"); keep one entry. Several people can label in turn under it: each round names who labelled.`,
    );
  if (reference !== undefined && reference !== person.id)
    throw new InputError(
      `The reference is to be "${reference}", but the ladder has the person "${person.id}", whose labels are the reference; take one of them out.`,
    );
  if (models.length === 1)
    throw new InputError(
      `The ladder has nobody but the person "${person.id}"; add models that are to answer the rows that need no label.`,
    );
  return person;
}

function variantAsReference(id: string): string {
  return `"${id}" has a prompt of its own or reads an excerpt, or several rows per request, so it can be a candidate only: the reference is asked as the job says, one row at a time, so that its answer does not depend on other rows. Put a model without "prompt", "excerpt" and "rowsPerRequest" in the ladder.`;
}
