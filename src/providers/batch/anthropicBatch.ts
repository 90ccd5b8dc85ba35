// Anthropic's Message Batches behind the batch port. The service keeps no label of ours, so a lost hand-in is found again by the custom ids
// in its results, once it has ended.
import type { Anthropic } from '@anthropic-ai/sdk';
import type { MessageBatchIndividualResponse } from '@anthropic-ai/sdk/resources/messages/batches';
import type { Message } from '@anthropic-ai/sdk/resources/messages/messages';
import { ProviderError } from '../../engine/provider';
import { messagesBody, readMessage } from '../anthropicMessages';
import { anthropicPreset, createAnthropicClient } from '../anthropicProvider';
import { lazy } from '../lazy';
import { createQuirkStore, guessQuirks } from '../quirks';
import { readReply } from '../readReply';
import { fromRefusal, fromSdkError } from '../sdkErrors';
import { errorContextOf, type SdkOptions } from '../sdkOptions';
import type { BatchLine, BatchService } from './batchService';
import { isBefore } from './reference';

export function createAnthropicBatchService(options: SdkOptions): BatchService {
  const client = lazy(() => createAnthropicClient(options));
  const quirks = options.quirks ?? createQuirkStore();
  const context = errorContextOf(options);
  const quirksOf = (modelId: string) =>
    quirks.get(`${options.baseUrl} ${modelId}`) ?? guessQuirks(modelId, anthropicPreset(modelId));

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
    if (result.type !== 'errored')
      return {
        type: 'failure',
        customId,
        error: new ProviderError('timeout', `${context.endpoint}: the request ${result.type} in its batch.`, {
          isRetryable: true,
        }),
      };
    const { type, message } = result.error.error;
    const status = type === 'invalid_request_error' ? 400 : type === 'authentication_error' ? 401 : 500;
    return { type: 'failure', customId, error: fromRefusal({ status, error: { message, type } }, context) };
  }

  return {
    maxRequests: 100_000,
    maxBytes: 200 * 2 ** 20,
    submit: (items, _, signal) =>
      guarded(signal, async (api) => {
        const requests = items.map(({ customId, request }) => ({
          custom_id: customId,
          params: messagesBody(request, quirksOf(request.model.modelId)),
        }));
        return (await api.messages.batches.create({ requests }, { signal })).id;
      }),
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
      guarded(signal, async (api) => {
        const { processing_status: status } = await api.messages.batches.retrieve(batchId, {}, { signal });
        return status === 'ended' ? 'done' : 'running';
      }),
    async *results(batchId, signal) {
      const lines = await guarded(signal, (api) => api.messages.batches.results(batchId, {}, { signal }));
      try {
        for await (const line of lines) yield readLine(line);
      } catch (error) {
        throw fromSdkError(error, signal, context);
      }
    },
  };
}
