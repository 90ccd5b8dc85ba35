// OpenAI's Batch API behind the batch port: requests as a JSONL file, results as files read line by line.
import type { OpenAI } from 'openai';
import type { Batch } from 'openai/resources/batches';
import type { ChatCompletion } from 'openai/resources/chat/completions';
import type { Response as ModelResponse } from 'openai/resources/responses/responses';
import { lazy } from '../lazy';
import { createOpenAiClient } from '../openaiClient';
import { chatBody, readChat } from '../openaiProvider';
import { readResponse, responsesBody } from '../openaiResponses';
import { guessQuirks } from '../quirks';
import { readReply } from '../readReply';
import { fromRefusal, fromSdkError } from '../sdkErrors';
import { errorContextOf, type SdkOptions } from '../sdkOptions';
import type { BatchItem, BatchLine, BatchService, BatchState } from './batchService';
import { blobOf } from './blobOf';
import { createLessons } from './lessons';
import { isBefore, longestCustomId } from './reference';
import { readRefusal, refusedOr } from './refusal';

type Line = {
  readonly custom_id: string;
  readonly response?: { readonly status_code: number; readonly body: unknown } | null;
  readonly error?: { readonly code?: string; readonly message?: string } | null;
};

export function createOpenAiBatchService(options: SdkOptions): BatchService {
  const client = lazy(() => createOpenAiClient(options));
  const context = errorContextOf(options);
  const { quirksOf, learn } = createLessons(options, (modelId) => guessQuirks(modelId, options.preset));

  async function guarded<T>(signal: AbortSignal, call: (client: OpenAI) => Promise<T>): Promise<T> {
    try {
      return await call(await client());
    } catch (error) {
      throw fromSdkError(error, signal, context);
    }
  }

  function* linesOf(items: readonly BatchItem[]): Iterable<string> {
    for (const item of items) yield lineOf(item);
  }

  function lineOf({ customId, request }: BatchItem): string {
    const known = quirksOf(request.model.modelId);
    const isResponses = known.api === 'responses';
    const body = isResponses ? responsesBody(request, known) : chatBody(request, known);
    const url = isResponses ? '/v1/responses' : '/v1/chat/completions';
    return `${JSON.stringify({ custom_id: customId, method: 'POST', url, body })}\n`;
  }

  function readLine(text: string): BatchLine {
    let line: Line;
    try {
      line = JSON.parse(text) as Line;
    } catch {
      return { type: 'unreadable' };
    }
    const { custom_id: customId, response, error } = line;
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
    if (!response && /expired|cancel/i.test(error?.code ?? '')) return { type: 'unrun', customId };
    const failed = (response?.body as { error?: { message?: string; code?: string } } | undefined)?.error ?? error;
    const said = { status: response?.status_code ?? 500, message: failed?.message ?? 'not run' };
    return { type: 'failure', customId, error: fromRefusal({ ...said, error: { ...failed } }, context), said };
  }

  async function* readFiles(fileIds: readonly string[], signal: AbortSignal): AsyncIterable<BatchLine> {
    for (const fileId of fileIds) {
      const response = await guarded(signal, async (api) => api.files.content(fileId, { signal }));
      try {
        for await (const line of readLines(response)) yield readLine(line);
      } catch (error) {
        throw fromSdkError(error, signal, context);
      }
    }
  }

  function stateOf(batch: Batch): BatchState {
    const { status, errors, request_counts: counts } = batch;
    if (status === 'failed') return { type: 'refused', refusal: readRefusal(errors?.data ?? [], context) };
    if (status !== 'completed' && status !== 'expired' && status !== 'cancelled') return { type: 'running' };
    const fileIds = [batch.output_file_id, batch.error_file_id].flatMap((id) => id ?? []);
    const endedAt = batch.completed_at ?? batch.expired_at ?? batch.cancelled_at;
    return {
      ...{ type: 'ended', outcome: status },
      // Counts that were never filled in say nothing.
      ...(counts && counts.total > 0 && { answered: counts.completed }),
      ...(endedAt && { endedAt: endedAt * 1000 }),
      ...(fileIds.length > 0 && { results: (signal) => readFiles(fileIds, signal) }),
    };
  }

  return {
    quirksOf,
    learn,
    maxRequests: 50_000,
    // "Up to 200 MB", with room for what a proxy may count differently.
    maxBytes: 198_000_000,
    bytesOf: (request) => Buffer.byteLength(lineOf({ customId: longestCustomId, request })),
    async submit(items, reference, signal) {
      try {
        const api = await client();
        const lines = blobOf(linesOf(items), 'application/jsonl');
        const file = await api.files.create(
          { file: new File([lines], `${reference}.jsonl`), purpose: 'batch' },
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
        return { type: 'submitted', batchId: batch.id };
      } catch (error) {
        return refusedOr(fromSdkError(error, signal, context), error, context);
      }
    },
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
      guarded(signal, async (api) => stateOf(await api.batches.retrieve(batchId, { signal }))),
  };
}

/** Lines of a response's body as they arrive, empty ones left out: a result file of a million rows is never held whole. */
async function* readLines(response: Response): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  rest += decoder.decode();
  if (rest.trim() !== '') yield rest;
}
