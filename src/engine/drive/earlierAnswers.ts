// What earlier sessions of this run already know: answers and failures from the journal, held apart from the strategy's table, which gets
// them only when the strategy asks, so that a resumed run takes the same steps as an undisturbed one.
import type { Answer, Verdict } from '../answerTable';
import type { LabelOf } from '../strategy';
import type { OpenReservations } from './reservationLog';

export type EarlierAnswers = {
  readonly isKnown: (model: number, row: number) => boolean;
  /** The answer, if there is one. */
  readonly find: (model: number, row: number) => Answer | undefined;
  /** Requests of several rows that were paid and did not answer this one, and the dollars that decisions count for it so far. */
  readonly unansweredOf: (model: number, row: number) => { readonly unanswered: number; readonly usd: number };
  /** A scan was done before anything was decided: its planning rows are there. */
  readonly isScanned: boolean;
  /** Decision events that the journal already holds. */
  readonly decisionEvents: number;
  readonly answers: number;
  /** Labels of rows that the journal already holds. */
  readonly labels: number;
  /** Labels that a person in the ladder gave to this run. */
  readonly labelsGiven: number;
  /** Time that earlier sessions took, as far as they told. */
  readonly elapsedMs: number;
  /** The reference's second answers, by row. */
  readonly repeats: ReadonlyMap<number, Answer>;
  /** A judge's verdicts, by `verdictName` (compareStep.ts). */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Requests that earlier sessions sent. */
  readonly requests: number;
  /** Attempts that were under way when a session was cut off; their dollars are in the totals as possibly billed. */
  readonly reservations: OpenReservations;
  /** Output tokens that models are allowed beyond their answers, by model id, as learned (outputRoom.ts). */
  readonly rooms: ReadonlyMap<string, number>;
};

/** The same, the reference's answers to labelled rows among them: whatever an earlier session was told of such a row, its label stands. */
export function knowingLabels(earlier: EarlierAnswers, reference: number, labelOf?: LabelOf): EarlierAnswers {
  if (!labelOf) return earlier;
  const labelAs = (model: number, row: number) => (model === reference ? labelOf(row) : undefined);
  return {
    ...earlier,
    isKnown: (model, row) => labelAs(model, row) !== undefined || earlier.isKnown(model, row),
    find: (model, row) => labelAs(model, row) ?? earlier.find(model, row),
  };
}
