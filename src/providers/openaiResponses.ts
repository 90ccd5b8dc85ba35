// One ask as a Responses API request body, and one response as a Reply, for the models that answer on no other API. Sends nothing.
import type { Response, ResponseCreateParamsNonStreaming } from 'openai/resources/responses/responses';
import type { AskRequest, Reply } from '../engine/provider';
import { answerSchema, answerSchemaName, confidenceOf, findAnswer } from './answerFormat';
import { finishOf } from './finish';
import { callArguments } from './openaiMessage';
import { leastOutputLimit, maxOutputTokens } from './outputBound';
import { userText, type Quirks } from './quirks';
import { withExtras } from './requestExtras';
import type { ScoredToken } from './tokenConfidence';
import { readUsage } from './usage';

export function responsesBody(request: AskRequest, quirks: Quirks): ResponseCreateParamsNonStreaming {
  const { model, instruction } = request;
  const { settings } = model;
  const schema = quirks.structured === 'json_schema' ? answerSchema(request) : undefined;
  const effort = settings.reasoningEffort as NonNullable<ResponseCreateParamsNonStreaming['reasoning']>['effort'];
  const body: ResponseCreateParamsNonStreaming = {
    model: model.modelId,
    ...(instruction !== '' && quirks.instruction === 'system' && { instructions: instruction }),
    input: userText(request, quirks),
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
  return withExtras(body, model);
}

/** @throws {TypeError} when it is not a response at all (readReply.ts). */
export function readResponse(response: Response, request: AskRequest, headers?: Headers): Reply {
  type Part = { readonly type: string; readonly text?: string; readonly logprobs?: readonly ScoredToken[] };
  const parts: Part[] = response.output.flatMap((item) =>
    item.type === 'message' ? ((item.content as Part[] | undefined) ?? []) : [],
  );
  const isRefused = parts.some((part) => part.type === 'refusal');
  const texts = parts.filter((part) => part.type === 'output_text');
  const call = response.output.find((item) => item.type === 'function_call');
  const raw = texts.map((part) => part.text!).join('') || (call ? callArguments(call.arguments) : '');
  const answer = findAnswer(raw, request);
  const tokens = texts.flatMap((part) => part.logprobs ?? []);
  const usage = readUsage(response, headers, raw !== '');
  const hasThought = answer.hasThought || (usage.reasoningTokens ?? 0) > 0;
  return {
    text: isRefused ? '' : answer.text,
    usage,
    finish: finishOf(isRefused ? 'refusal' : endOf(response)),
    ...(hasThought && { hasThought }),
    ...confidenceOf(tokens, raw, answer, request),
    modelVersion: response.model,
    requestId: response.id,
  };
}

function endOf({ status, incomplete_details: details, error }: Response): string {
  if (error) return `failed: ${error.message}`.slice(0, 200);
  return details?.reason ?? status ?? 'completed';
}
