// A person as the reference: labels come between the sessions of a run. A step that wants some asks for a round of them and pauses the run; what
// was given by then is in the journal as any answer is. Where the labels are used up, the person has no answer to any further row.
import type { Answer } from '../answerTable';
import { isPerson, type Model } from '../model';
import type { LabelsWanted } from '../events';
import { labelsSpent } from '../strategies/unlabelled';
import type { EarlierAnswers } from './earlierAnswers';

/** Labels of one round at most: what a person gives in a sitting. A step that wants more asks for the next round after it. */
export const mostOfRound = 100;
/** Fewer than this are not worth calling a person for; plans and looks keep to it where they can (`Problem.leastRound`). */
export const leastOfRound = 20;

const spent: Answer = { status: 'failed', cause: labelsSpent };

/** The person of a ladder; undefined: none, its models answer by themselves. */
export function personOf(models: readonly Model[]): number | undefined {
  const at = models.findIndex(isPerson);
  return at < 0 ? undefined : at;
}

/** Labels that the person of the ladder gives at most; undefined: no limit, or no person. */
export function labelLimitOf(models: readonly Model[]): number | undefined {
  const price = models.find(isPerson)?.price;
  return price?.type === 'answer' ? price.limit : undefined;
}

/** Labels that the person may still give; Infinity: as many as are wanted. */
function labelsToCome(models: readonly Model[], { labelsGiven }: Pick<EarlierAnswers, 'labelsGiven'>): number {
  return Math.max(0, (labelLimitOf(models) ?? Infinity) - labelsGiven);
}

/** What is known before a session, the rows among it that no label is left for. */
export function knowingSpentLabels(earlier: EarlierAnswers, models: readonly Model[]): EarlierAnswers {
  const person = personOf(models);
  if (person === undefined || labelsToCome(models, earlier) > 0) return earlier;
  return {
    ...earlier,
    isKnown: (model, row) => model === person || earlier.isKnown(model, row),
    find: (model, row) => earlier.find(model, row) ?? (model === person ? spent : undefined),
  };
}

/** Dollars; 0: a label costs nothing. */
export function perLabelUsdOf(price: Model['price']): number {
  return (price.type === 'answer' && price.perAnswerUsd) || 0;
}

/** Labels that the rest of a cap pays for. */
export function affordableLabels(price: Model['price'], leftUsd: number): number {
  const perLabelUsd = perLabelUsdOf(price);
  // A cap of $5 buys 20 labels at $0.25, whatever binary fractions make of it.
  return perLabelUsd === 0 ? Infinity : Math.floor(leftUsd / perLabelUsd + 1e-9);
}

/**
 * The next round of a step.
 * @param open rows that the step wants a label of, ascending.
 * @param affordable labels that the run's cap still pays for.
 */
export function roundOf(
  open: Int32Array,
  models: readonly Model[],
  earlier: EarlierAnswers,
  affordable: number,
): LabelsWanted {
  const most = Math.min(mostOfRound, labelsToCome(models, earlier), affordable);
  return {
    type: 'labels-wanted',
    model: models[personOf(models)!]!.id,
    rows: Array.from(open.subarray(0, most)),
    given: earlier.labelsGiven,
  };
}
