// How far an answer is from the reference's, where a promise is wanted on the mean of that instead of on how many answers differ.
import type { Equivalence } from '../answerTable';
import { InputError } from '../inputError';
import { tokenF1, wordsOf } from './sameText';
import { numberDistance } from './number';

/** What a loss measures: `absolute` the distance of two numbers; `f1` what two sets of labels, or the words of two texts, do not share. */
export const lossKinds = ['absolute', 'f1'] as const;

export type LossBound = {
  readonly by: (typeof lossKinds)[number];
  /** No single answer counts more, however far it is off: in the numbers' own unit; 1 for `f1`. */
  readonly cap: number;
  /** What the mean loss of the covered rows may be at most, above 0 and below the cap. */
  readonly mean: number;
};

/** Of two keys, the second the reference's: a loss in [0, cap]. */
export type Loss = (key: string, referenceKey: string) => number;

/** @param isSet the keys are JSON lists of labels; else texts. */
export function lossOf({ by, cap }: LossBound, isSet: boolean): Loss {
  if (by === 'absolute') return (key, referenceKey) => Math.min(cap, numberDistance(key, referenceKey) ?? cap);
  const partsOf = isSet ? (key: string) => JSON.parse(key) as readonly string[] : wordsOf;
  return (key, referenceKey) => {
    if (key === referenceKey) return 0;
    return Math.min(cap, Math.max(0, 1 - tokenF1(partsOf(key), partsOf(referenceKey))));
  };
}

/** The same, as far as a plan and what is told on the way are concerned: an answer that loses no more than the mean. */
export function lossEquivalence({ mean }: LossBound, loss: Loss): Equivalence {
  const most = mean * (1 + 1e-12);
  return (key, referenceKey) => loss(key, referenceKey) <= most;
}

export type LossOptions = { readonly loss?: string; readonly lossCap?: number; readonly meanLoss?: number };

/**
 * @param measures the kinds that the task's answers have; none: its answers are the same or not.
 * @returns undefined: no loss is bounded.
 * @throws {InputError}
 */
export function lossOfOptions(
  { loss, lossCap, meanLoss }: LossOptions,
  task: string,
  measures: readonly LossBound['by'][],
): LossBound | undefined {
  if (loss === undefined) {
    if ((lossCap ?? meanLoss) === undefined) return undefined;
    throw new InputError('Say which loss is bounded: --loss absolute (numbers) or --loss f1 (sets of labels, texts).');
  }
  const by = lossKinds.find((kind) => kind === loss);
  if (by === undefined) throw new InputError(`There is no loss "${loss}"; it is one of ${lossKinds.join(', ')}.`);
  if (!measures.includes(by))
    throw new InputError(
      `The loss "${by}" is for ${by === 'absolute' ? 'the task number' : 'the tasks text and labels with --multiple'}; the task here is ${task}.`,
    );
  if (meanLoss === undefined)
    throw new InputError(
      `Say what the mean loss may be at most: ${by === 'absolute' ? "--mean-loss 0.5, in the numbers' own unit" : '--mean-loss 0.05 for a mean F1 of at least 0.95'}.`,
    );
  if (by === 'f1' && lossCap !== undefined)
    throw new InputError('The loss "f1" is 1 at most by itself; leave --loss-cap out.');
  if (by === 'absolute' && lossCap === undefined)
    throw new InputError(
      'Say how much a single row may count at most, however far its number is off: --loss-cap 10. Nothing can be promised of a mean that one row can move without limit.',
    );
  const cap = lossCap ?? 1;
  if (!(cap > 0 && cap < Infinity)) throw new InputError(`The cap of the loss, ${String(cap)}, must be above 0.`);
  if (!(meanLoss > 0 && meanLoss < cap))
    throw new InputError(
      `The mean loss ${String(meanLoss)} must be above 0 and below ${String(cap)}, the most that a row can lose.`,
    );
  return { by, cap, mean: meanLoss };
}
