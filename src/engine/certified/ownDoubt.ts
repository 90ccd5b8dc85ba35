// How sure the reference is of its own answers: what no candidate can be expected to beat. A candidate that says what the reference would say if it were
// asked again differs from it this often. An estimate; nothing is decided by it.
import type { AnswerTable } from '../answerTable';

export type OwnDoubt = {
  /** Rows that it was measured on. */
  readonly rows: number;
  /** Share of rows on which the reference, asked again, is expected to answer otherwise. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
  /** The probabilities that its replies told of themselves, or second answers that differed. */
  readonly from: 'confidence' | 'repeats';
};

/** Fewer rows with a probability tell nothing. */
const fewest = 10;

/**
 * From the probabilities of the reference's answers, where its replies tell them: p is the chance that it says the same again, where it is asked as it was.
 * The range is two standard errors each way.
 * @param known planning rows that the reference answered readably.
 * @returns undefined where fewer than ten replies tell a probability: then nothing is known.
 */
export function toldDoubt(table: AnswerTable, reference: number, known: readonly number[]): OwnDoubt | undefined {
  const doubts = known.map((row) => 1 - table.confidenceOf(reference, row)).filter((doubt) => !Number.isNaN(doubt));
  const rows = doubts.length;
  if (rows < fewest) return undefined;
  const share = doubts.reduce((sum, doubt) => sum + doubt, 0) / rows;
  const variance = doubts.reduce((sum, doubt) => sum + (doubt - share) ** 2, 0) / (rows - 1);
  const error = 2 * Math.sqrt(variance / rows);
  return { rows, share, low: Math.max(0, share - error), high: Math.min(1, share + error), from: 'confidence' };
}
