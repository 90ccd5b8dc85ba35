// What the reference alone would have cost on every row, or on the distinct ones alone: known where it was asked, elsewhere estimated. Rows that
// were escalated are often the long and doubtful ones, on which a model that thinks thinks longest; the rows sampled for the certificate are drawn
// uniformly from all that were open then, so that what they cost, less what the escalated ones are known to have cost, is what the others would have.
import type { AnswerTable } from '../answerTable';
import { earlierMarks } from '../certified/carriedRows';
import { deliveryReasons, type Delivery, type DeliveryReason, type Problem } from '../strategy';

/** Fewer sampled rows than this say too little: then all known rows speak for the others. */
const fewestSampled = 30;
/** The others are taken to cost at least this share of what the sampled ones do. */
const leastShare = 0.2;

class Sum {
  count = 0;
  usd = 0;
  expected = 0;
  add(usd: number, expected: number): void {
    this.count++;
    this.usd += usd;
    this.expected += expected;
  }
  /** Dollars of rows like these, by what is expected of them where that is known. */
  scaledTo({ count, expected }: Pick<Sum, 'count' | 'expected'>): number {
    const ratio = expected / this.expected;
    return this.usd * (Number.isFinite(ratio) ? ratio : count / this.count);
  }
}

/** @param rows `distinct`: of identical rows the first alone. @returns dollars; undefined when the reference was never asked or its price is unknown. */
export function referenceCostUsd(
  problem: Omit<Problem, 'table'>,
  table: AnswerTable,
  delivery?: Pick<Delivery, 'reason'>,
  rows: 'all' | 'distinct' = 'all',
): number | undefined {
  const { reference, rowCount, twins, features } = problem;
  const isEarlier = earlierMarks(problem);
  const [known, sampled, escalated, open] = [new Sum(), new Sum(), new Sum(), new Sum()];
  for (let row = 0; row < rowCount; row++) {
    const first = twins?.[row] ?? row;
    // What earlier runs paid for is no part of this bill.
    if (isEarlier[row] === 1 || (rows === 'distinct' && first !== row)) continue;
    const expected = features.expectedCost?.(reference, row) ?? NaN;
    const told = table.costOf(reference, first);
    // It was asked and nothing came: alone it would have been billed nothing either.
    const usd = Number.isNaN(told) && table.statusOf(reference, first) === 'failed' ? 0 : told;
    if (Number.isNaN(usd)) {
      open.add(NaN, expected);
      continue;
    }
    known.add(usd, expected);
    const reason: DeliveryReason | undefined = delivery && deliveryReasons[delivery.reason[row]!];
    if (reason === 'profiled') sampled.add(usd, expected);
    else if (reason === 'escalated') escalated.add(usd, expected);
  }
  if (known.count === 0) return undefined;
  if (open.count === 0) return known.usd;
  if (sampled.count < fewestSampled) return known.usd + known.scaledTo(open);
  const rest = { count: escalated.count + open.count, expected: escalated.expected + open.expected };
  return known.usd + Math.max(leastShare * sampled.scaledTo(open), sampled.scaledTo(rest) - escalated.usd);
}
