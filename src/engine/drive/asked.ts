// What comes back from asking one model about one row, as the journal keeps it, and the ports that ask.
import type { Row } from '../dataset';
import type { Answered } from '../journal';

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
