// What a run whose reference is a person took of that person's time, in one sentence.
import type { ModelTotals, RunPromise } from '../events';
import { countOf, formatCount } from '../text/figures';

/** Covered rows that the person did not label. */
export function rowsWithoutLabel(
  { covered, reference }: Pick<RunPromise, 'covered' | 'reference'>,
  perModel: Readonly<Record<string, ModelTotals>>,
): number {
  return Math.max(0, covered - (perModel[reference]?.delivered ?? 0));
}

/** `54 labels for 1,200 rows; 1,146 rows needed none.` Undefined: the reference is a model. */
export function labelsSentence(
  promise: RunPromise,
  perModel: Readonly<Record<string, ModelTotals>>,
): string | undefined {
  const { person, rows } = promise;
  if (!person) return undefined;
  const free = rowsWithoutLabel(promise, perModel);
  const unlabelled =
    person.unlabelled === 0
      ? ''
      : `; ${formatCount(person.unlabelled)} ${person.unlabelled === 1 ? 'is' : 'are'} unlabelled, with the best model's answer`;
  return `${countOf(person.labels, 'label')} for ${countOf(rows, 'row')}; ${formatCount(free)} needed none${unlabelled}.`;
}
