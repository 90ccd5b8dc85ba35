// Asks Anthropic, or a server that speaks its protocol: an ask as the body of a Messages request, and the message as a Reply. One attempt per ask;
// retries, waiting and money are the wrappers'. The message batches take the same bodies. The SDK is loaded on the first ask.
import type { Anthropic } from '@anthropic-ai/sdk';
import type { Message, MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages/messages';
import type { AskRequest, Provider, Reply } from '../engine/provider';
import { answerSchema, answerSchemaName, findAnswer } from './answerFormat';
import { createAnthropicClient } from './anthropicClient';
import { askWithQuirks } from './askWithQuirks';
import { finishOf } from './finish';
import { lazy } from './lazy';
import type { LimitedReply } from './limitedReply';
import { bareName } from './modelTraits';
import { maxOutputTokens } from './outputBound';
import { userText, type Quirks } from './quirks';
import { rateLimitsOf } from './rateLimits';
import { readLiveReply } from './readReply';
import { withExtras } from './requestExtras';
import { requestOptions, type SdkOptions } from './sdkOptions';
import { readUsage } from './usage';

export function createAnthropicProvider(options: SdkOptions): Provider {
  const client = lazy(() => createAnthropicClient(options));
  return {
    name: options.name,
    ask: (request, signal) =>
      askWithQuirks(
        options,
        { ...anthropicPreset(request.model.modelId), ...options.preset },
        request,
        signal,
        async (quirks) => send(await client(), options, request, quirks, signal),
      ),
  };
}

/** Structured output came with the 4.5 generation; before it a forced tool does the same. */
export function anthropicPreset(modelId: string): Partial<Quirks> {
  const isOlder = /claude-(instant|2|3|(opus|sonnet)-4(-0|-2025|$))/.test(bareName(modelId));
  return { structured: isOlder ? 'tool' : 'json_schema', logprobs: false };
}

async function send(
  client: Anthropic,
  options: SdkOptions,
  request: AskRequest,
  quirks: Quirks,
  signal: AbortSignal,
): Promise<LimitedReply> {
  // Loading the SDK takes a second, in which the ask may have been given up.
  signal.throwIfAborted();
  // `messages.create` prints a warning to the console at every request to a model that is to be retired.
  const response = await client
    .post<Message>('/v1/messages', { body: messagesBody(request, quirks), ...requestOptions(options, request, signal) })
    .asResponse();
  const reply = await readLiveReply<Message>(options, response, (body, headers) => readMessage(body, request, headers));
  const rateLimits = rateLimitsOf(response.headers, Date.now());
  return { ...reply, ...(rateLimits && { rateLimits }) };
}

export function messagesBody(request: AskRequest, quirks: Quirks): MessageCreateParamsNonStreaming {
  const { model, instruction } = request;
  const body: MessageCreateParamsNonStreaming = {
    model: model.modelId,
    max_tokens: maxOutputTokens(request),
    // The static part is marked for the prompt cache; below the model's minimum length the mark does nothing and costs nothing.
    ...(instruction !== '' &&
      quirks.instruction === 'system' && {
        system: [{ type: 'text' as const, text: instruction, cache_control: { type: 'ephemeral' as const } }],
      }),
    messages: [{ role: 'user', content: userText(request, quirks) }],
    ...(quirks.temperature && { temperature: model.settings.temperature ?? 0 }),
    ...outputPart(request, quirks),
  };
  return withExtras(body, model);
}

function outputPart(request: AskRequest, quirks: Quirks): Partial<MessageCreateParamsNonStreaming> {
  const { model } = request;
  const schema = answerSchema(request);
  const effort = quirks.reasoningEffort ? model.settings.reasoningEffort : undefined;
  const format = quirks.structured === 'json_schema' ? schema : undefined;
  const config = {
    ...(effort !== undefined && { effort: effort as 'low' | 'medium' | 'high' }),
    ...(format && { format: { type: 'json_schema' as const, schema: format } }),
  };
  if (!schema || quirks.structured !== 'tool') return Object.keys(config).length > 0 ? { output_config: config } : {};
  return {
    ...(effort !== undefined && { output_config: config }),
    tools: [
      {
        name: answerSchemaName,
        description: 'Gives the answer.',
        input_schema: { ...schema, required: [...schema.required] },
      },
    ],
    tool_choice: { type: 'tool', name: answerSchemaName, disable_parallel_tool_use: true },
  };
}

/** @throws {TypeError} when it is not a message at all (readReply.ts). */
export function readMessage(message: Message, request: AskRequest, headers?: Headers): Reply {
  const answer = answerOf(message, request);
  const hasThought = answer.hasThought || message.content.some(({ type }) => /thinking/.test(type));
  return {
    text: answer.text,
    usage: readUsage(message, headers, answer.text !== ''),
    finish: finishOf(message.stop_reason),
    ...(hasThought && { hasThought }),
    modelVersion: message.model,
    requestId: message.id,
  };
}

function answerOf(message: Message, request: AskRequest) {
  for (const block of message.content) {
    if (block.type !== 'tool_use') continue;
    const answer = (block.input as { answer?: unknown } | null)?.answer;
    return { text: typeof answer === 'string' ? answer : JSON.stringify(answer ?? block.input), hasThought: false };
  }
  return findAnswer(message.content.map((block) => (block.type === 'text' ? block.text : '')).join(''), request);
}
