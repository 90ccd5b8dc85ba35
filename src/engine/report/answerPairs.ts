// The answers to a row that are worded otherwise than the reference's, each beside it, and what a judge made of the two.
import type { AnswerTable, Verdict } from '../answerTable';

export type AnswerPair = {
  /** Index of the model in the table. */
  readonly model: number;
  readonly answer: string;
  readonly reference: string;
  /** Whether they count as the same; undefined: nobody has judged yet. */
  readonly isSame?: boolean;
  /** Absent: no judge was asked about them. */
  readonly verdict?: Pick<Verdict, 'same' | 'reason' | 'none'>;
};

/** None where the reference has no valid answer. */
export function answerPairs(table: AnswerTable, row: number): AnswerPair[] {
  const reference = table.textOf(table.reference, row);
  if (reference === undefined) return [];
  return Array.from({ length: table.modelCount }, (_, model) => model).flatMap((model): AnswerPair[] => {
    const answer = model === table.reference ? undefined : table.textOf(model, row);
    if (answer === undefined || answer === reference) return [];
    const [isSame, found] = [table.agrees(model, row), table.verdictOf(model, row)];
    const { same, reason, none } = found ?? {};
    const verdict = same === undefined ? undefined : { same, ...(reason && { reason }), ...(none && { none }) };
    return [{ model, answer, reference, ...(isSame !== undefined && { isSame }), ...(verdict && { verdict }) }];
  });
}

/** The first pair of the row that a judge was asked about and called different; a verdict that could not be had is none. */
export function judgedDifferent(table: AnswerTable, row: number): AnswerPair | undefined {
  if (!table.isJudged) return undefined;
  return answerPairs(table, row).find(({ verdict }) => verdict?.same === false && verdict.none === undefined);
}
