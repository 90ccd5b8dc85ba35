// What comes back from asking one model about one row, as the journal keeps it, and the ports that ask.
import type { Row } from '../dataset';
import type { RunEvent } from '../events';
import type { Answered, Journal } from '../journal';
import type { Model } from '../model';
import type { Turns } from '../turns';
import type { Ahead } from './ahead';
import type { EarlierAnswers } from './earlierAnswers';
import type { Stop } from './stop';
import type { Totals } from './totals';

/** What the journal keeps of an answer, less the pair that was asked; the bill includes what was asked again. */
export type Asked = Omit<Answered, 'model' | 'row'> & {
  /** To be called when it is on disk. */
  readonly onKept?: () => void;
};

/**
 * Asks a model (index into the ladder) about a row.
 * @param pauseSignal aborted when nothing more is to be sent
 * @throws {ProviderError} or a signal's reason
 */
export type AskRow = (model: number, row: Row, signal: AbortSignal, pauseSignal?: AbortSignal) => Promise<Asked>;

/** What one reply to a request about several rows gives. */
export type AskedTogether = {
  /** Per row, in the order asked: undefined where the reply has no answer for it that can be read. */
  readonly answers: readonly (Asked | undefined)[];
  /** Dollars that decisions count for each row, answered or not; undefined: unknown. */
  readonly costsUsd: readonly (number | undefined)[];
  /** The share of the rows without an answer, which no answer's record holds. */
  readonly rest: Pick<Asked, 'billedUsd' | 'usage'>;
  /** Reservations that the whole reply settles, and what it was billed. */
  readonly settles?: readonly number[];
  readonly settledUsd?: number;
  /** To be called when it is on disk. */
  readonly onKept?: () => void;
};

/** Asks a model about several rows in one request. @throws as `AskRow` does */
export type AskTogether = (
  model: number,
  rows: readonly Row[],
  signal: AbortSignal,
  pauseSignal?: AbortSignal,
) => Promise<AskedTogether>;

/** The same at once, for models that compute here and are ready; undefined: ask as usual. Never throws. */
export type AskRowNow = (model: number, row: Row) => Asked | undefined;

/** What a step is carried out with. */
export type AskStepPorts = {
  readonly models: readonly Model[];
  readonly rows: (indices: Int32Array) => AsyncIterable<Row>;
  readonly ask: AskRow;
  /** For models that take several rows per request; absent: every row is asked by itself. */
  readonly packs?: Packs | undefined;
  /** Characters of a row's prompt. */
  readonly lengthOf?: ((row: Row) => number) | undefined;
  readonly askNow?: AskRowNow | undefined;
  readonly journal: Journal;
  readonly earlier: EarlierAnswers;
  readonly ahead: Ahead;
  readonly totals: Totals;
  readonly stop: Stop;
  /** Requests under way at once for a model. */
  readonly concurrencyOf: (model: number) => number;
  readonly emit: (event: RunEvent) => void;
  readonly turns: Turns;
  /** Called after each live answer. */
  readonly answered: () => void;
};

export type Packs = {
  readonly ask: AskTogether;
  /** Of the run, by which rows are put together. */
  readonly seed: number;
};

export function answerRecord<T extends 'answer' | 'repeat' | 'again'>(
  type: T,
  modelId: string,
  row: number,
  asked: Asked,
): { readonly type: T } & Answered {
  return {
    type,
    model: modelId,
    row,
    answer: asked.answer,
    usage: asked.usage,
    ...(asked.billedUsd !== undefined && { billedUsd: asked.billedUsd }),
    ...(asked.modelVersion !== undefined && { modelVersion: asked.modelVersion }),
    ...(asked.isCached && { isCached: true }),
    ...(asked.settles && { settles: asked.settles }),
  };
}

/** Decisions count what the row has cost in all; bills are what they are. */
export function withEarlier(asked: Asked, earlierUsd: number): Asked {
  const { costUsd } = asked.answer;
  if (earlierUsd === 0 || costUsd === undefined) return asked;
  return { ...asked, answer: { ...asked.answer, costUsd: costUsd + earlierUsd } };
}
