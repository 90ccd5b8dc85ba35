// A judge's verdict that a user overrules.
import type { AnswerTable } from '../answerTable';
import { InputError } from '../inputError';
import type { PersonVerdict } from '../journal';

/** The opposite of the judge's verdict, or nothing any more, for all models whose answer is this one: they share the verdict. */
export function overruling(
  { table, delivery }: { readonly table: AnswerTable; readonly delivery: { readonly models: readonly string[] } },
  row: number,
  model: string,
  isOverruled: boolean,
): PersonVerdict[] {
  const index = delivery.models.indexOf(model);
  const verdict = index < 0 || row >= table.rowCount ? undefined : table.verdictOf(index, row);
  if (verdict === undefined)
    throw new InputError('No judge was asked about this answer, so there is no verdict to overrule.');
  const key = table.keyOf(index, row);
  return delivery.models.flatMap((candidate, other): PersonVerdict[] =>
    other !== table.reference && table.keyOf(other, row) === key
      ? [{ candidate, row, ...(isOverruled && { same: !verdict.same }) }]
      : [],
  );
}
