// The text of a chat completion's choice, wherever a server puts it: a string, parts, an object, a tool call that nobody asked for; and what of
// it is thinking. Forms as seen from Mistral, vLLM, DeepSeek, OpenRouter, LM Studio and LiteLLM.
import type { ChatCompletion } from 'openai/resources/chat/completions';

type Json = Readonly<Record<string, unknown>>;
type Message = ChatCompletion['choices'][number]['message'];

/** @throws {TypeError} when the content is of no known form */
export function messageText(message: Message): { readonly text: string; readonly hasThought: boolean } {
  const { content } = message as { content?: unknown };
  const text = contentText(content) || toolText(message as unknown as Json);
  const fields = message as unknown as Json;
  const beside = ['reasoning_content', 'reasoning', 'thinking', 'reasoning_details', 'thinking_blocks'].some((name) =>
    isSomething(fields[name]),
  );
  return { text, hasThought: beside || (Array.isArray(content) && content.some(isThinking)) };
}

function contentText(content: unknown): string {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return content;
  if (Array.isArray(content)) return content.map((part) => (isThinking(part) ? '' : contentText(part))).join('');
  if (typeof content !== 'object') throw new TypeError('content of no known form');
  const { type, text, content: inner, refusal } = content as Json;
  if (typeof refusal === 'string') return '';
  if (typeof text === 'string' && (type === undefined || /text/.test(String(type)))) return text;
  if (type !== undefined && inner !== undefined) return contentText(inner);
  // A part of a kind that is no text (an image, a source) holds no answer; an object without a kind is the answer itself.
  return typeof type === 'string' ? '' : JSON.stringify(content);
}

function isThinking(part: unknown): boolean {
  return /thinking|reasoning|thought/.test(String((part as Json | null)?.['type']));
}

/** Arguments of the first call: some servers force structured output by a tool and hand that out. */
function toolText(message: Json): string {
  const call = (message['tool_calls'] as readonly { function?: { arguments?: unknown } }[] | null | undefined)?.[0];
  const given = call?.function?.arguments ?? (message['function_call'] as Json | null | undefined)?.['arguments'];
  return callArguments(given);
}

/** The only field of a call's arguments stands for the answer. @param given JSON text or its value */
export function callArguments(given: unknown): string {
  if (given === undefined || given === null) return '';
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  let value: unknown = given;
  try {
    if (typeof given === 'string') value = JSON.parse(given);
  } catch {
    return text;
  }
  const { answer } = (value ?? {}) as { answer?: unknown };
  if (answer === undefined) return text;
  return typeof answer === 'string' ? answer : JSON.stringify(answer);
}

function isSomething(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : typeof value === 'string' ? value.trim() !== '' : Boolean(value);
}
