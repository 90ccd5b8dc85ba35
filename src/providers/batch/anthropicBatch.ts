// Anthropic's Message Batches behind the batch port. The service keeps no label of ours, so a lost submission is found again by the custom ids
// in its results, once it has ended.
import type { Anthropic } from '@anthropic-ai/sdk';
import type { MessageBatch, MessageBatchIndividualResponse } from '@anthropic-ai/sdk/resources/messages/batches';
import type { Message } from '@anthropic-ai/sdk/resources/messages/messages';
import { createAnthropicClient } from '../anthropicClient';
import { anthropicPreset, messagesBody, readMessage } from '../anthropicProvider';
import { lazy } from '../lazy';
import { guessQuirks } from '../quirks';
import { readReply } from '../readReply';
import { fromRefusal, fromSdkError } from '../sdkErrors';
import { errorContextOf, type SdkOptions } from '../sdkOptions';
import type { BatchItem, BatchLine, BatchService, BatchState } from './batchService';
import { blobOf } from './blobOf';
import { createLessons } from './lessons';
import { isBefore, longestCustomId } from './reference';
import { refusedOr } from './refusal';
import { own } from '../../engine/own';

export function createAnthropicBatchService(options: SdkOptions): BatchService {
  const client = lazy(() => createAnthropicClient(options));
  const context = errorContextOf(options);
  const { quirksOf, learn } = createLessons(options, (modelId) => guessQuirks(modelId, anthropicPreset(modelId)));

  async function guarded<T>(signal: AbortSignal, call: (client: Anthropic) => Promise<T>): Promise<T> {
    try {
      return await call(await client());
    } catch (error) {
      throw fromSdkError(error, signal, context);
    }
  }

  function readLine({ custom_id: customId, result }: MessageBatchIndividualResponse): BatchLine {
    if (result.type === 'succeeded')
      return {
        type: 'reply',
        customId,
        read: (request) => readReply<Message>(options, result.message, (body) => readMessage(body, request)),
      };
    if (result.type !== 'errored') return { type: 'unrun', customId };
    const { type, message } = result.error.error;
    const status = own(statuses, type) ?? 500;
    const error = fromRefusal({ status, error: { message, type } }, context);
    return { type: 'failure', customId, error, said: { status, message } };
  }

  async function* readResults(batchId: string, signal: AbortSignal): AsyncIterable<BatchLine> {
    const lines = await guarded(signal, (api) => api.messages.batches.results(batchId, {}, { signal }));
    try {
      for await (const line of lines) yield readLine(line);
    } catch (error) {
      throw fromSdkError(error, signal, context);
    }
  }

  function stateOf(batch: MessageBatch): BatchState {
    if (batch.processing_status !== 'ended') return { type: 'running' };
    // Results are kept for 29 days.
    if (batch.archived_at) return { type: 'deleted' };
    const { succeeded, errored, expired, canceled } = batch.request_counts;
    const isCounted = succeeded + errored + expired + canceled > 0;
    return {
      ...{ type: 'ended', outcome: expired > 0 ? 'expired' : canceled > 0 ? 'cancelled' : 'completed' },
      // Counts that were never filled in say nothing.
      ...(isCounted && { answered: succeeded }),
      ...(batch.ended_at && { endedAt: Date.parse(batch.ended_at) }),
      ...(batch.results_url !== null && { results: (signal) => readResults(batch.id, signal) }),
    };
  }

  function* bodyOf(items: readonly BatchItem[]): Iterable<string> {
    yield '{"requests":[';
    for (const [i, item] of items.entries()) yield `${i === 0 ? '' : ','}${requestOf(item)}`;
    yield ']}';
  }

  function requestOf({ customId, request }: BatchItem): string {
    return JSON.stringify({ custom_id: customId, params: messagesBody(request, quirksOf(request.model.modelId)) });
  }

  return {
    quirksOf,
    learn,
    maxRequests: 100_000,
    // "256 MB", with room for what a proxy may count differently.
    maxBytes: 253_000_000,
    bytesOf: (request) => Buffer.byteLength(requestOf({ customId: longestCustomId, request })) + 1,
    async submit(items, _, signal) {
      try {
        const api = await client();
        const body = blobOf(bodyOf(items), 'application/json');
        // `batches.create` would make one string of it.
        const { id } = await api.post<MessageBatch>('/v1/messages/batches', {
          body,
          headers: { 'content-type': 'application/json' },
          signal,
        });
        return { type: 'submitted', batchId: id };
      } catch (error) {
        return refusedOr(fromSdkError(error, signal, context), error, context);
      }
    },
    find: (reference, knownIds, signal) =>
      guarded(signal, async (api) => {
        let isAnyRunning = false;
        // Newest first.
        for await (const batch of api.messages.batches.list({ limit: 100 }, { signal })) {
          if (isBefore(Date.parse(batch.created_at), reference)) break;
          if (knownIds.has(batch.id)) continue;
          if (batch.processing_status !== 'ended') isAnyRunning = true;
          else if (batch.results_url !== null) {
            for await (const { custom_id: customId } of await api.messages.batches.results(batch.id, {}, { signal })) {
              if (customId.startsWith(`${reference}-`)) return batch.id;
              // One line tells: a batch holds one reference.
              break;
            }
          }
        }
        return isAnyRunning ? 'undecided' : undefined;
      }),
    state: (batchId, signal) =>
      guarded(signal, async (api) => stateOf(await api.messages.batches.retrieve(batchId, {}, { signal }))),
  };
}

const statuses: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  rate_limit_error: 429,
  overloaded_error: 529,
};
