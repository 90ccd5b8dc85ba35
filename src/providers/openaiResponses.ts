// One ask as a Responses API request body, and one response as a Reply, for the models that answer on no other API. Sends nothing.
import type { Response, ResponseCreateParamsNonStreaming } from 'openai/resources/responses/responses';
import type { AskRequest, Reply } from '../engine/provider';
import { answerSchema, answerSchemaName, findAnswer } from './answerFormat';
import { finishOf, known } from './openaiChat';
import { leastOutputLimit, maxOutputTokens } from './outputBound';
import type { Quirks } from './quirks';
import { type ScoredToken, tokenConfidence } from './tokenConfidence';

export function responsesBody(request: AskRequest, quirks: Quirks): ResponseCreateParamsNonStreaming {
  const { model, instruction, content, task } = request;
  const { settings } = model;
  const schema = quirks.structured === 'json_schema' ? answerSchema(task) : undefined;
  const effort = settings.reasoningEffort as NonNullable<ResponseCreateParamsNonStreaming['reasoning']>['effort'];
  return {
    model: model.modelId,
    ...(instruction !== '' && { instructions: instruction }),
    input: content,
    // Rows are not left in the provider's response store.
    store: false,
    max_output_tokens: Math.max(leastOutputLimit, maxOutputTokens(request)),
    ...(quirks.temperature && { temperature: settings.temperature ?? 0 }),
    ...(effort !== undefined && quirks.reasoningEffort && { reasoning: { effort } }),
    ...((settings.logprobs ?? true) && quirks.logprobs && { include: ['message.output_text.logprobs' as const] }),
    ...(schema && {
      text: { format: { type: 'json_schema', name: answerSchemaName, strict: true, schema: { ...schema } } },
    }),
  };
}

/** Compatible servers leave the details out. */
type LooseUsage = {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly input_tokens_details?: { readonly cached_tokens?: number } | null;
  readonly output_tokens_details?: { readonly reasoning_tokens?: number } | null;
};

/** @throws {TypeError} when it is not a response at all (readReply.ts). */
export function readResponse(response: Response, { task }: AskRequest): Reply {
  type Part = { readonly type: string; readonly text?: string; readonly logprobs?: readonly ScoredToken[] };
  const parts: Part[] = response.output.flatMap((item) =>
    item.type === 'message' ? ((item.content as Part[] | undefined) ?? []) : [],
  );
  const isRefused = parts.some((part) => part.type === 'refusal');
  const texts = parts.filter((part) => part.type === 'output_text');
  const raw = texts.map((part) => part.text!).join('');
  const answer = findAnswer(raw, task);
  const confidence = tokenConfidence(
    texts.flatMap((part) => part.logprobs ?? []),
    raw,
    answer.start,
    answer.end,
  );
  const usage = response.usage as LooseUsage | null | undefined;
  const reason = isRefused ? 'refusal' : (response.incomplete_details?.reason ?? 'stop');
  return {
    text: isRefused ? '' : answer.text,
    usage: usage
      ? {
          ...known('inputTokens', usage.input_tokens),
          ...known('cachedInputTokens', usage.input_tokens_details?.cached_tokens),
          ...known('outputTokens', usage.output_tokens),
          ...known('reasoningTokens', usage.output_tokens_details?.reasoning_tokens),
          raw: usage,
        }
      : {},
    finish: finishOf(reason),
    ...(confidence !== undefined && { confidence }),
    modelVersion: response.model,
    requestId: response.id,
  };
}
