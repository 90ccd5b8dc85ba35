// One ask as a Chat Completions request body, and one completion as a Reply. Shared by the live provider and the batch service; sends nothing.
import type { ChatCompletion, ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import type { AskRequest, FinishReason, Reply } from '../engine/provider';
import { answerSchema, answerSchemaName, confidenceOf, findAnswer } from './answerFormat';
import { finishOf } from './finish';
import { messageText } from './openaiMessage';
import { maxOutputTokens } from './outputBound';
import type { Quirks } from './quirks';
import { withExtras } from './requestExtras';
import { readUsage } from './usage';

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

/** What the user says: the row, after the instruction where nobody else may speak it. */
export function userText({ instruction, content }: AskRequest, quirks: Quirks): string {
  return quirks.instruction === 'user' && instruction !== '' ? `${instruction}\n\n${content}` : content;
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
