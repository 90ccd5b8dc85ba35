// One ask as a Messages request body, and one message as a Reply. Shared by the live provider and the message batches; sends nothing.
import type { Message, MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages/messages';
import type { AskRequest, Reply, Usage } from '../engine/provider';
import { answerSchema, answerSchemaName, findAnswer } from './answerFormat';
import { finishOf, known } from './openaiChat';
import { maxOutputTokens } from './outputBound';
import type { Quirks } from './quirks';

export function messagesBody(request: AskRequest, quirks: Quirks): MessageCreateParamsNonStreaming {
  const { model, instruction, content } = request;
  return {
    model: model.modelId,
    max_tokens: maxOutputTokens(request),
    // The static part is marked for the prompt cache; below the model's minimum length the mark does nothing and costs nothing.
    ...(instruction !== '' && {
      system: [{ type: 'text' as const, text: instruction, cache_control: { type: 'ephemeral' as const } }],
    }),
    messages: [{ role: 'user', content }],
    ...(quirks.temperature && { temperature: model.settings.temperature ?? 0 }),
    ...outputPart(request, quirks),
  };
}

function outputPart({ task, model }: AskRequest, quirks: Quirks): Partial<MessageCreateParamsNonStreaming> {
  const schema = answerSchema(task);
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
export function readMessage(message: Message, { task }: AskRequest): Reply {
  return {
    text: textOf(message, task),
    usage: readUsage(message.usage),
    finish: finishOf(message.stop_reason),
    modelVersion: message.model,
    requestId: message.id,
  };
}

function textOf(message: Message, task: AskRequest['task']): string {
  for (const block of message.content) {
    if (block.type !== 'tool_use') continue;
    const answer = (block.input as { answer?: unknown } | null)?.answer;
    return typeof answer === 'string' ? answer : JSON.stringify(answer ?? block.input);
  }
  return findAnswer(message.content.map((block) => (block.type === 'text' ? block.text : '')).join(''), task).text;
}

/** Anthropic's input_tokens leave out what was read from or written to the cache; the unified count is of all input. */
function readUsage(usage: Message['usage'] | null | undefined): Usage {
  if (typeof usage?.input_tokens !== 'number') return {};
  const cached = usage.cache_read_input_tokens ?? 0;
  const written = usage.cache_creation_input_tokens ?? 0;
  return {
    inputTokens: usage.input_tokens + cached + written,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    ...known('outputTokens', usage.output_tokens),
    raw: usage,
  };
}
