// One ask as a Chat Completions request body, and one completion as a Reply. Shared by the live provider and the batch service; sends nothing.
import type { ChatCompletion, ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import type { AskRequest, FinishReason, Reply, Usage } from '../engine/provider';
import { answerSchema, answerSchemaName, findAnswer } from './answerFormat';
import { maxOutputTokens } from './outputBound';
import type { Quirks } from './quirks';
import { tokenConfidence } from './tokenConfidence';

export type ChatBody = ChatCompletionCreateParamsNonStreaming & {
  /** vLLM's own field for a forced choice. */
  structured_outputs?: { choice?: string[]; json?: unknown };
};

export function chatBody(request: AskRequest, quirks: Quirks): ChatBody {
  const { model, instruction, content, task } = request;
  const { settings } = model;
  return {
    model: model.modelId,
    // The static part first and the row last, so that prefix caches hit.
    messages: [
      ...(instruction === '' ? [] : [{ role: 'system' as const, content: instruction }]),
      { role: 'user', content },
    ],
    [quirks.maxTokensField]: maxOutputTokens(request),
    ...(quirks.temperature && { temperature: settings.temperature ?? 0 }),
    ...(settings.reasoningEffort !== undefined &&
      quirks.reasoningEffort && {
        reasoning_effort: settings.reasoningEffort as NonNullable<ChatBody['reasoning_effort']>,
      }),
    ...((settings.logprobs ?? true) && quirks.logprobs && { logprobs: true }),
    ...structuredPart(task, instruction + content, quirks),
  };
}

function structuredPart(task: AskRequest['task'], prompt: string, quirks: Quirks): Partial<ChatBody> {
  const schema = answerSchema(task);
  if (quirks.structured === 'structured_outputs' && task.type === 'labels')
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
  return task.type === 'json' && /json/i.test(prompt) ? { response_format: { type: 'json_object' } } : {};
}

/** @throws {TypeError} when it is not a completion at all (readReply.ts). */
export function readChat(completion: ChatCompletion, { task }: AskRequest): Reply {
  const choice = completion.choices[0]!;
  const { message } = choice;
  const raw = textOf(message.content);
  const answer = findAnswer(raw, task);
  const confidence = tokenConfidence(choice.logprobs?.content, raw, answer.start, answer.end);
  const usage = readUsage(completion.usage);
  return {
    text: message.refusal ? '' : answer.text,
    usage,
    finish: message.refusal ? { unified: 'content-filter', raw: 'refusal' } : finishOf(choice.finish_reason),
    ...(confidence !== undefined && { confidence }),
    ...(completion.model && { modelVersion: completion.model }),
    ...(completion.id && { requestId: completion.id }),
  };
}

/** Servers of thinking models have been seen to send a list of parts (Mistral's). */
function textOf(content: string | null | readonly { readonly type: string; readonly text?: string }[]): string {
  if (!Array.isArray(content)) return (content as string | null) ?? '';
  return content.map((part: { type: string; text?: string }) => (part.type === 'text' ? part.text! : '')).join('');
}

function readUsage(usage: ChatCompletion['usage'] | null): Usage {
  if (!usage) return {};
  const { prompt_tokens_details: input, completion_tokens_details: output } = usage;
  // xAI and Gemini count thinking in the total only; it is billed as output.
  const beyondInput = usage.total_tokens - usage.prompt_tokens;
  return {
    ...known('inputTokens', usage.prompt_tokens),
    ...known('cachedInputTokens', input?.cached_tokens),
    ...known('outputTokens', beyondInput > usage.completion_tokens ? beyondInput : usage.completion_tokens),
    ...known('reasoningTokens', output?.reasoning_tokens),
    raw: usage,
  };
}

/** The field when the count is a proper one; servers have been seen to send null. */
export function known<Name extends string>(name: Name, count: unknown): Partial<Record<Name, number>> {
  return (typeof count === 'number' && count >= 0 ? { [name]: count } : {}) as Partial<Record<Name, number>>;
}

export function finishOf(reason: string | null | undefined): FinishReason {
  const raw = reason ?? 'unknown';
  switch (raw) {
    case 'stop':
    case 'end_turn':
    case 'stop_sequence':
    case 'tool_use':
    case 'tool_calls':
      return { unified: 'stop', raw };
    case 'length':
    case 'max_tokens':
    case 'max_output_tokens':
    case 'model_context_window_exceeded':
      return { unified: 'length', raw };
    case 'content_filter':
    case 'refusal':
      return { unified: 'content-filter', raw };
    default:
      return { unified: 'other', raw };
  }
}
