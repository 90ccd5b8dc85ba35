// Labels that rows brought, where a strategy is carried out: they are recorded when the strategy asks the reference, cost nothing, and are what
// such rows get in the end, whatever the strategy.
import type { AnswerTable } from './answerTable';
import { deliveryReasons, type Delivery, type LabelOf, type Problem } from './strategy';
import type { TwinGroups } from './twinGroups';

/** Records the row's label as the reference's answer, and for rows identical to it their own. False: it brought none. */
export function recordLabel(table: AnswerTable, row: number, labelOf: LabelOf, twins?: TwinGroups): boolean {
  const label = labelOf(row);
  if (!label) return false;
  table.record(table.reference, row, label);
  twins?.forEachOther(row, (twin) => {
    table.record(table.reference, twin, labelOf(twin) ?? label);
  });
  return true;
}

/** Whether what was found of a row's answer holds of an identical row too: their own labels may contradict each other. */
export function hasSameReference(table: AnswerTable, row: number, twin: number): boolean {
  return table.keyOf(table.reference, row) === table.keyOf(table.reference, twin);
}

const labelled = deliveryReasons.indexOf('labelled');
const kept = deliveryReasons.indexOf('kept');

/** The delivery with each labelled row's own label. */
export function withLabels(delivery: Delivery, problem: Pick<Problem, 'labelled' | 'reference'>): Delivery {
  if (!problem.labelled) return delivery;
  const [model, reason, trust] = [delivery.model.slice(), delivery.reason.slice(), delivery.trust?.slice()];
  for (const row of problem.labelled.rows) {
    model[row] = problem.reference;
    reason[row] = labelled;
    if (trust) trust[row] = 1;
  }
  return { ...delivery, model, reason, ...(trust && { trust }) };
}

/** Rows per column of the table; rows that keep their own label, or an earlier run's answer, are nobody's. */
export function deliveredBy({ model, reason }: Delivery, columns: number): number[] {
  const delivered = new Array<number>(columns).fill(0);
  for (let row = 0; row < model.length; row++)
    if (model[row]! >= 0 && reason[row] !== labelled && reason[row] !== kept) delivered[model[row]!]!++;
  return delivered;
}
