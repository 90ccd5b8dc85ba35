// One ask as a Messages request body, and one message as a Reply. Shared by the live provider and the message batches; sends nothing.
import type { Message, MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages/messages';
import type { AskRequest, Reply } from '../engine/provider';
import { answerSchema, answerSchemaName, findAnswer } from './answerFormat';
import { finishOf } from './finish';
import { userText } from './openaiChat';
import { maxOutputTokens } from './outputBound';
import type { Quirks } from './quirks';
import { withExtras } from './requestExtras';
import { readUsage } from './usage';

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
