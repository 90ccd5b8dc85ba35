// Why rows have no valid answer: per row a sentence, over all rows the causes with how many rows each has.
import type { AnswerTable } from '../answerTable';
import type { Delivery, Problem } from '../strategy';
import { oneLine } from '../text/plainText';

export type FailedCause = { readonly cause: string; readonly rows: number };

/** Causes that are told at most; the rest is one more. */
const mostCauses = 5;

/** A sentence, the server's own where it said one; undefined where the row has an answer. The reference is asked last, so its word counts first. */
export function causeOfRow(
  { models, reference }: { readonly models: readonly unknown[]; readonly reference: number },
  { delivery, table }: { readonly delivery: Pick<Delivery, 'model'>; readonly table: AnswerTable },
  row: number,
): string | undefined {
  if (delivery.model[row]! >= 0) return undefined;
  const order = [reference, ...models.keys()];
  for (const model of order) {
    const cause = table.causeOf(model, row);
    if (cause !== undefined) return oneLine(cause);
  }
  return order.some((model) => table.isAsked(model, row))
    ? 'No model gave a valid answer.'
    : 'The row was never asked.';
}

/** The most frequent first. Sentences that differ in figures only (token counts, waits) are one cause, told as it came first. */
export function failedBecause(
  problem: Pick<Problem, 'models' | 'reference' | 'rowCount'>,
  driven: { readonly delivery: Delivery; readonly table: AnswerTable },
): readonly FailedCause[] {
  const causes = new Map<string, { readonly cause: string; rows: number }>();
  for (let row = 0; row < problem.rowCount; row++) {
    const cause = causeOfRow(problem, driven, row);
    if (cause === undefined) continue;
    const name = cause.replace(/\d+/g, '#');
    const before = causes.get(name);
    if (before) before.rows++;
    else causes.set(name, { cause, rows: 1 });
  }
  const sorted = [...causes.values()].sort((a, b) => b.rows - a.rows);
  const rest = sorted.slice(mostCauses).reduce((sum, { rows }) => sum + rows, 0);
  return rest === 0 ? sorted : [...sorted.slice(0, mostCauses), { cause: 'Other causes.', rows: rest }];
}

/** `40 rows: The reply was cut at the output limit. 2 rows: ...` */
export function failedSentence(causes: readonly FailedCause[]): string {
  return causes
    .map(({ cause, rows }) => `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}: ${cause}`)
    .join(' ');
}
