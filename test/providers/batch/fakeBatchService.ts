// A batch service that does what a test says, and what its tests need beside it.
import { type AskRequest, ProviderError, type Reply } from '../../../src/engine/provider';
import type { BatchLine, BatchService } from '../../../src/providers/batch/batchService';
import { guessQuirks } from '../../../src/providers/quirks';

export const replyOf = (text: string, inputTokens?: number): Reply => ({
  ...{ text, finish: { unified: 'stop' } },
  usage: inputTokens === undefined ? {} : { inputTokens },
});

export function fakeService(given: Partial<BatchService> = {}): BatchService {
  return {
    ...{ maxRequests: 1000, maxBytes: 1e9 },
    bytesOf: (request: AskRequest) => request.content.length,
    submit: () => Promise.resolve({ type: 'submitted', batchId: 'made' }),
    find: () => Promise.resolve(undefined),
    state: () => Promise.resolve({ type: 'running' }),
    quirksOf: (modelId) => guessQuirks(modelId),
    learn: () => false,
    ...given,
  };
}

export const fault = (details: Partial<ProviderError['details']> = {}, kind: ProviderError['kind'] = 'server') =>
  new ProviderError(kind, `said: ${kind}`, { isRetryable: true, ...details });

export const replyLine = (customId: string, reply: Reply | Error = replyOf('ham')): BatchLine => ({
  ...{ type: 'reply', customId },
  read: () => {
    if (reply instanceof Error) throw reply;
    return reply;
  },
});
export const failureLine = (customId: string, error = fault()): BatchLine => ({
  ...{ type: 'failure', customId, error, said: { status: 500, message: 'broken' } },
});

export async function* linesOf(lines: readonly BatchLine[]): AsyncIterable<BatchLine> {
  await Promise.resolve();
  yield* lines;
}

/** What a promise came to, without waiting for it. */
export function watched<T>(promise: Promise<T>) {
  const seen: { value?: T; error?: unknown } = {};
  promise.then(
    (value) => (seen.value = value),
    (error: unknown) => (seen.error = error),
  );
  return seen;
}
