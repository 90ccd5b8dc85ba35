// Upper bounds of what one request can use: input tokens (never an estimate: the cap rests on them) and the output tokens that it asks for.
import type { AskRequest } from '../engine/provider';
import { answerSchema } from './answerFormat';
import { traitsOf } from './modelTraits';

/** Room for thinking where the user states no limit; recorded gpt-5 answers on short rows used up to 1,500 tokens. */
const reasoningAllowance = 4096;

/** Around each row's answer in a reply to several: `{"id": 12, "answer": ""}, `. */
const frameTokens = 16;

/** Of a request about several rows: no more than the smallest limit of today's models for all answers, and for thinking as much as hard single rows took. */
const mostAnswerTokens = 16_000;
const mostThinkingTokens = 32_768;

/** OpenAI's Responses API refuses a smaller limit. */
export const leastOutputLimit = 16;

/** Chat templates, role markers and a forced tool's own system prompt (Anthropic states up to 530 tokens for it). */
const templateTokens = 600;

/** Output tokens the request allows, thinking included. Always sent, so that no answer can cost more than its reservation. */
export function maxOutputTokens(request: AskRequest): number {
  const { settings, modelId, pricedAs = modelId } = request.model;
  const { rows = 1 } = request;
  const frame = rows > 1 ? frameTokens : 0;
  // Stated for one row; a request about several has so much for each.
  if (settings.maxOutputTokens !== undefined) return rows * (settings.maxOutputTokens + frame);
  const answers =
    rows === 1 ? answerTokens(request) : Math.min(mostAnswerTokens, rows * (answerTokens(request) + frame));
  const isReasoning = traitsOf(pricedAs).isReasoning;
  const thinking = Math.max(request.room ?? 0, isReasoning ? reasoningAllowance : 0);
  return answers + (rows === 1 ? thinking : Math.max(thinking, Math.min(mostThinkingTokens, rows * thinking)));
}

function answerTokens({ task }: AskRequest): number {
  switch (task.type) {
    case 'labels':
      // Each label once, with its quotes and comma.
      if (task.multiple) return 64 + task.labels.reduce((sum, label) => sum + Buffer.byteLength(label) + 4, 0);
      return 64 + Math.max(0, ...task.labels.map((label) => Buffer.byteLength(label)));
    case 'number':
      return 96;
    case 'json':
    case 'text':
      return 1024;
  }
}

/** Every token of a byte-level vocabulary stands for at least one byte, so bytes bound tokens whatever the tokeniser. */
export function maxInputTokens(request: AskRequest): number {
  const schema = answerSchema(request);
  const { body } = request.model.settings;
  return (
    Buffer.byteLength(request.instruction) +
    Buffer.byteLength(request.content) +
    (schema === undefined ? 0 : Buffer.byteLength(JSON.stringify(schema))) +
    // Fields of the ladder's may reach the model too (a chat template's, say).
    (body === undefined ? 0 : Buffer.byteLength(JSON.stringify(body))) +
    templateTokens
  );
}
