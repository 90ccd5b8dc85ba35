// OpenAI's Batch API behind the batch port: requests as a JSONL file, results as files read line by line.
import type { OpenAI } from 'openai';
import type { ChatCompletion } from 'openai/resources/chat/completions';
import type { Response as ModelResponse } from 'openai/resources/responses/responses';
import { ProviderError } from '../../engine/provider';
import { lazy } from '../lazy';
import { chatBody, readChat } from '../openaiChat';
import { createOpenAiClient } from '../openaiProvider';
import { readResponse, responsesBody } from '../openaiResponses';
import { createQuirkStore, guessQuirks } from '../quirks';
import { readReply } from '../readReply';
import { fromRefusal, fromSdkError } from '../sdkErrors';
import { errorContextOf, type SdkOptions } from '../sdkOptions';
import type { BatchItem, BatchLine, BatchService } from './batchService';
import { readLines } from './readLines';
import { isBefore } from './reference';

type Line = {
  readonly custom_id: string;
  readonly response?: { readonly status_code: number; readonly body: unknown } | null;
  readonly error?: { readonly code?: string; readonly message?: string } | null;
};

export function createOpenAiBatchService(options: SdkOptions): BatchService {
  const client = lazy(() => createOpenAiClient(options));
  const quirks = options.quirks ?? createQuirkStore();
  const context = errorContextOf(options);
  const quirksOf = (modelId: string) =>
    quirks.get(`${options.baseUrl} ${modelId}`) ?? guessQuirks(modelId, options.preset);

  async function guarded<T>(signal: AbortSignal, call: (client: OpenAI) => Promise<T>): Promise<T> {
    try {
      return await call(await client());
    } catch (error) {
      throw fromSdkError(error, signal, context);
    }
  }

  function lineOf({ customId, request }: BatchItem): string {
    const known = quirksOf(request.model.modelId);
    const isResponses = known.api === 'responses';
    const body = isResponses ? responsesBody(request, known) : chatBody(request, known);
    const url = isResponses ? '/v1/responses' : '/v1/chat/completions';
    return `${JSON.stringify({ custom_id: customId, method: 'POST', url, body })}\n`;
  }

  function readLine(text: string): BatchLine {
    const { custom_id: customId, response, error } = JSON.parse(text) as Line;
    if (response?.status_code === 200) {
      const { body } = response as { body: ChatCompletion | ModelResponse | null };
      return {
        type: 'reply',
        customId,
        read: (request) =>
          readReply<ChatCompletion | ModelResponse>(options, body, (whole) =>
            'output' in whole ? readResponse(whole, request) : readChat(whole, request),
          ),
      };
    }
    const failed = (response?.body as { error?: { message?: string; code?: string } } | undefined)?.error ?? error;
    const status = response?.status_code;
    const shape = { status: status ?? 500, error: { ...failed }, message: failed?.message ?? 'not run' };
    return { type: 'failure', customId, error: fromRefusal(shape, context) };
  }

  return {
    maxRequests: 50_000,
    maxBytes: 150 * 2 ** 20,
    submit: (items, reference, signal) =>
      guarded(signal, async (api) => {
        const { toFile } = await import('openai');
        const file = await api.files.create(
          { file: await toFile(Buffer.from(items.map(lineOf).join('')), `${reference}.jsonl`), purpose: 'batch' },
          { signal },
        );
        const isResponses = quirksOf(items[0]!.request.model.modelId).api === 'responses';
        const batch = await api.batches.create(
          {
            input_file_id: file.id,
            endpoint: isResponses ? '/v1/responses' : '/v1/chat/completions',
            completion_window: '24h',
            metadata: { smart_reference: reference },
          },
          { signal },
        );
        return batch.id;
      }),
    find: (reference, _, signal) =>
      guarded(signal, async (api) => {
        // Newest first.
        for await (const batch of api.batches.list({ limit: 100 }, { signal })) {
          if (batch.metadata?.['smart_reference'] === reference) return batch.id;
          if (isBefore(batch.created_at * 1000, reference)) break;
        }
        return undefined;
      }),
    state: (batchId, signal) =>
      guarded(signal, async (api) => {
        const { status, errors } = await api.batches.retrieve(batchId, { signal });
        if (status !== 'failed') return ['completed', 'expired', 'cancelled'].includes(status) ? 'done' : 'running';
        const why = errors?.data?.[0];
        throw new ProviderError(
          why?.code === 'token_limit_exceeded' ? 'quota' : 'bad-request',
          context.redact(`${context.endpoint}: the batch was not taken (${why?.message ?? 'no reason given'}).`),
          { isRetryable: false },
        );
      }),
    async *results(batchId, signal) {
      const batch = await guarded(signal, (api) => api.batches.retrieve(batchId, { signal }));
      for (const fileId of [batch.output_file_id, batch.error_file_id]) {
        if (!fileId) continue;
        const response = await guarded(signal, async (api) => api.files.content(fileId, { signal }));
        try {
          for await (const line of readLines(response)) yield readLine(line);
        } catch (error) {
          throw fromSdkError(error, signal, context);
        }
      }
    },
  };
}
