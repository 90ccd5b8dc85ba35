// What comes back from asking one model about one row, as the journal keeps it, and the ports that ask.
import type { Answer } from '../answerTable';
import type { Row } from '../dataset';
import type { Answered } from '../journal';
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

/** The same at once, for models that compute here and are ready; undefined: ask as usual. Never throws. */
export type AskRowNow = (model: number, row: Row) => Asked | undefined;

export function answerRecord<T extends 'answer' | 'repeat'>(
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
