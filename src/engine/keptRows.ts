// Answers that an earlier run of the table gave and that stay, where a strategy is carried out: they are delivered as they were, whatever is decided now.
import type { Answer, AnswerTable } from './answerTable';
import { deliveryReasons, type Delivery, type Problem } from './strategy';

/** What a row keeps: whose answer it was, by the table's columns, and how far it was trusted (NaN: not told). */
export type KeptAnswer = { readonly model: number; readonly answer: Answer; readonly trust: number };
export type KeptOf = (row: number) => KeptAnswer;

const kept = deliveryReasons.indexOf('kept');

/** The delivery with the kept answers, which are recorded in the table. */
export function withKept(
  delivery: Delivery,
  { carried }: Pick<Problem, 'carried'>,
  table: AnswerTable,
  keptOf: KeptOf | undefined,
): Delivery {
  if (!carried || !keptOf) return delivery;
  const [model, reason, trust] = [delivery.model.slice(), delivery.reason.slice(), delivery.trust?.slice()];
  for (const row of carried.rows) {
    const answer = keptOf(row);
    if (!table.isAsked(answer.model, row)) table.record(answer.model, row, answer.answer);
    model[row] = answer.model;
    reason[row] = kept;
    if (trust) trust[row] = answer.trust;
  }
  return { ...delivery, model, reason, ...(trust && { trust }) };
}
