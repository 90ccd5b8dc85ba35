// What comes back from asking one model about one row, and the port that asks.
import type { Answer } from '../answerTable';
import type { Row } from '../dataset';
import type { Usage } from '../provider';

export type Asked = {
  /** `answer.costUsd` is what decisions count. */
  readonly answer: Answer;
  /** What was billed, re-asks included; undefined: unknown. */
  readonly billedUsd?: number;
  readonly usage: Usage;
  readonly modelVersion?: string;
  /** Answered from the response cache: billed nothing. */
  readonly isCached?: true;
  /** Reservations in the journal that the bill takes the place of. */
  readonly settles?: readonly number[];
};

/** Asks a model (index into the ladder) about a row. @throws {ProviderError} or the signal's reason. */
export type AskRow = (model: number, row: Row, signal: AbortSignal) => Promise<Asked>;
