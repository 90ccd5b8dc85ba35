// Asks OpenAI, or any server that speaks its protocol: an ask as the body of a Chat Completions request, and the completion as a Reply (Responses,
// where a model needs it: openaiResponses.ts). One attempt per ask: retries, waiting and money are the wrappers' (traffic.ts, budgeted.ts). The
// batch service takes the same bodies. The SDK is loaded on the first ask.
import type { OpenAI } from 'openai';
import type { ChatCompletion, ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import type { Response as ModelResponse } from 'openai/resources/responses/responses';
import type { AskRequest, FinishReason, Provider, Reply } from '../engine/provider';
import { answerSchema, answerSchemaName, confidenceOf, findAnswer } from './answerFormat';
import { askWithQuirks } from './askWithQuirks';
import { finishOf } from './finish';
import { lazy } from './lazy';
import type { LimitedReply } from './limitedReply';
import { createOpenAiClient } from './openaiClient';
import { messageText } from './openaiMessage';
import { readResponse, responsesBody } from './openaiResponses';
import { maxOutputTokens } from './outputBound';
import { userText, type Quirks } from './quirks';
import { rateLimitsOf } from './rateLimits';
import { readLiveReply } from './readReply';
import { withExtras } from './requestExtras';
import { requestOptions, type SdkOptions } from './sdkOptions';
import { readUsage } from './usage';

export function createOpenAiProvider(options: SdkOptions): Provider {
  const client = lazy(() => createOpenAiClient(options));
  return {
    name: options.name,
    ask: (request, signal) =>
      askWithQuirks(options, options.preset, request, signal, async (quirks) =>
        send(await client(), options, request, quirks, signal),
      ),
  };
}

async function send(
  client: OpenAI,
  options: SdkOptions,
  request: AskRequest,
  quirks: Quirks,
  signal: AbortSignal,
): Promise<LimitedReply> {
  // Loading the SDK takes a second, in which the ask may have been given up.
  signal.throwIfAborted();
  // As it came: a body of another content type than JSON is read too.
  const response = await (
    quirks.api === 'responses'
      ? client.responses.create(responsesBody(request, quirks), requestOptions(options, request, signal))
      : client.chat.completions.create(chatBody(request, quirks), requestOptions(options, request, signal))
  ).asResponse();
  const reply = await readLiveReply<ChatCompletion | ModelResponse>(options, response, (body, headers) =>
    'output' in body ? readResponse(body, request, headers) : readChat(body, request, headers),
  );
  const rateLimits = rateLimitsOf(response.headers, Date.now());
  return { ...reply, ...(rateLimits && { rateLimits }) };
}

export type ChatBody = ChatCompletionCreateParamsNonStreaming & {
  /** vLLM's own field for a forced choice. */
  structured_outputs?: { choice?: string[]; json?: unknown };
};

export function chatBody(request: AskRequest, quirks: Quirks): ChatBody {
  const { model, instruction, content } = request;
  const { settings } = model;
  const body: ChatBody = {
    model: model.modelId,
    // The static part first and the row last, so that prefix caches hit.
    messages:
      instruction === '' || quirks.instruction === 'user'
        ? [{ role: 'user', content: userText(request, quirks) }]
        : [
            { role: 'system', content: instruction },
            { role: 'user', content },
          ],
    [quirks.maxTokensField]: maxOutputTokens(request),
    ...(quirks.temperature && { temperature: settings.temperature ?? 0 }),
    ...(settings.reasoningEffort !== undefined &&
      quirks.reasoningEffort && {
        reasoning_effort: settings.reasoningEffort as NonNullable<ChatBody['reasoning_effort']>,
      }),
    ...((settings.logprobs ?? true) && quirks.logprobs && { logprobs: true }),
    ...structuredPart(request, quirks),
  };
  return withExtras(body, model);
}

function structuredPart(request: AskRequest, quirks: Quirks): Partial<ChatBody> {
  const { task, instruction, content, rows = 1 } = request;
  const schema = answerSchema(request);
  if (quirks.structured === 'structured_outputs' && rows > 1 && schema) return { structured_outputs: { json: schema } };
  if (quirks.structured === 'structured_outputs' && task.type === 'labels' && !task.multiple)
    return { structured_outputs: { choice: [...task.labels] } };
  if (quirks.structured === 'none' || quirks.structured === 'tool') return {};
  if (schema)
    return {
      response_format: {
        type: 'json_schema',
        json_schema: { name: answerSchemaName, strict: true, schema: { ...schema } },
      },
    };
  // The API refuses this mode unless the prompt says JSON.
  return (task.type === 'json' || rows > 1) && /json/i.test(instruction + content)
    ? { response_format: { type: 'json_object' } }
    : {};
}

/** @throws {TypeError} when it is not a completion at all (readReply.ts). */
export function readChat(completion: ChatCompletion, request: AskRequest, headers?: Headers): Reply {
  const choice = completion.choices[0]!;
  const { message } = choice;
  const { text: raw, hasThought } = messageText(message);
  const answer = findAnswer(raw, request);
  return {
    text: message.refusal ? '' : answer.text,
    usage: readUsage(completion, headers, raw !== ''),
    finish: finishOfChoice(choice, (completion as { error?: unknown }).error),
    ...((hasThought || answer.hasThought) && { hasThought: true }),
    ...confidenceOf(choice.logprobs?.content, raw, answer, request),
    ...(completion.model && { modelVersion: completion.model }),
    ...(completion.id && { requestId: completion.id }),
  };
}

/** OpenRouter tells an upstream's error inside the choice or beside it, with whatever text had come by then. */
function finishOfChoice(choice: ChatCompletion['choices'][number], beside: unknown): FinishReason {
  const { error = beside, stop_reason: stopReason } = choice as { error?: unknown; stop_reason?: unknown };
  if (choice.message.refusal) return { unified: 'content-filter', raw: 'refusal' };
  if (error) return { unified: 'broken-off', raw: errorText(error) };
  return finishOf(choice.finish_reason ?? (typeof stopReason === 'string' ? stopReason : undefined));
}

function errorText(error: unknown): string {
  const { message } = error as { message?: unknown };
  return (typeof error === 'string' ? error : typeof message === 'string' ? message : 'error').slice(0, 200);
}
