// How far an answer is from the reference's, where a promise is wanted on the mean of that instead of on how many answers differ.
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
