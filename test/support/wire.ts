// The request and reply bodies of the OpenAI and Anthropic protocols as a server sees them: read into a ModelCall, written from a ModelAnswer.
// Form: the published API references and llama-server's own replies.
import type { ModelAnswer, ModelCall } from './answerers';

export type Body = Record<string, unknown>;
export type Protocol = 'chat' | 'responses' | 'messages';

export function readCall(protocol: Protocol, body: Body): ModelCall {
  const labels = labelsOf(body);
  const effort = body['reasoning_effort'] ?? (body['reasoning'] as { effort?: unknown } | undefined)?.effort;
  const base = {
    model: String(body['model']),
    ...(typeof effort === 'string' && { effort }),
    ...(labels && { labels }),
  };
  if (protocol === 'responses')
    return { ...base, instruction: textOf(body['instructions'] ?? ''), content: textOf(body['input']) };
  const messages = body['messages'] as { role: string; content: unknown }[];
  const system =
    protocol === 'messages' ? body['system'] : messages.find((message) => message.role === 'system')?.content;
  return { ...base, instruction: textOf(system ?? ''), content: textOf(messages.at(-1)!.content) };
}

function textOf(content: unknown): string {
  if (Array.isArray(content)) return content.map((part: { text?: string }) => part.text ?? '').join('');
  return typeof content === 'string' ? content : '';
}

/** The forced answer's schema, wherever the protocol keeps it. */
function schemaOf(body: Body): { properties?: { answer?: { enum?: string[] }; answers?: object } } | undefined {
  const at = (value: unknown, ...path: string[]): unknown =>
    path.reduce<unknown>((inner, key) => (inner as Body | undefined)?.[key], value);
  return (at(body, 'response_format', 'json_schema', 'schema') ??
    at(body, 'text', 'format', 'schema') ??
    at(body, 'output_config', 'format', 'schema') ??
    at((body['tools'] as unknown[] | undefined)?.[0], 'input_schema')) as never;
}

function labelsOf(body: Body): readonly string[] | undefined {
  const choice = (body['structured_outputs'] as { choice?: string[] } | undefined)?.choice;
  return choice ?? schemaOf(body)?.properties?.answer?.enum;
}

export function writeReply(protocol: Protocol, id: string, body: Body, answer: ModelAnswer): Body {
  const isWrapped = schemaOf(body)?.properties?.answer !== undefined;
  const text = isWrapped ? JSON.stringify({ answer: answer.text }) : answer.text;
  switch (protocol) {
    case 'chat':
      return {
        id,
        object: 'chat.completion',
        created: 1_700_000_000,
        model: `${String(body['model'])}-2026-01-01`,
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: text, refusal: null },
            finish_reason: answer.finish ?? 'stop',
            logprobs: body['logprobs'] === true ? { content: tokensOf(text, answer), refusal: null } : null,
          },
        ],
        usage: {
          prompt_tokens: answer.inputTokens,
          completion_tokens: answer.outputTokens,
          total_tokens: answer.inputTokens + answer.outputTokens,
          prompt_tokens_details: { cached_tokens: answer.cachedInputTokens ?? 0 },
          completion_tokens_details: { reasoning_tokens: answer.reasoningTokens ?? 0 },
        },
      };
    case 'responses':
      return {
        id,
        object: 'response',
        created_at: 1_700_000_000,
        status: 'completed',
        model: `${String(body['model'])}-2026-01-01`,
        output: [
          { type: 'reasoning', id: `rs_${id}`, summary: [] },
          {
            type: 'message',
            id: `msg_${id}`,
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text, annotations: [] }],
          },
        ],
        usage: {
          input_tokens: answer.inputTokens,
          output_tokens: answer.outputTokens,
          total_tokens: answer.inputTokens + answer.outputTokens,
          input_tokens_details: { cached_tokens: answer.cachedInputTokens ?? 0 },
          output_tokens_details: { reasoning_tokens: answer.reasoningTokens ?? 0 },
        },
      };
    case 'messages': {
      const isTool = body['tool_choice'] !== undefined;
      const isPacked = schemaOf(body)?.properties?.answers !== undefined;
      const cached = answer.cachedInputTokens ?? 0;
      return {
        id,
        type: 'message',
        role: 'assistant',
        model: `${String(body['model'])}-20260101`,
        content: isTool
          ? [
              {
                type: 'tool_use',
                id: `tu_${id}`,
                name: 'answer',
                input: isPacked ? parsedOr(answer.text) : { answer: answer.text },
              },
            ]
          : [{ type: 'text', text }],
        stop_reason: answer.finish === 'length' ? 'max_tokens' : isTool ? 'tool_use' : 'end_turn',
        stop_sequence: null,
        // Anthropic's input_tokens leave the cached ones out.
        usage: {
          input_tokens: answer.inputTokens - cached,
          cache_read_input_tokens: cached,
          cache_creation_input_tokens: 0,
          output_tokens: answer.outputTokens,
        },
      };
    }
  }
}

/** The answer as one token with its log-probability; whatever stands around it improbable, as with pre-grammar reports. */
function tokensOf(text: string, { text: answer, logprob = -0.01, tokens }: ModelAnswer): Body[] {
  if (tokens) return tokens.map((scored) => ({ ...scored, bytes: [...Buffer.from(scored.token)], top_logprobs: [] }));
  const at = text.indexOf(answer);
  const pieces = at < 0 ? [text] : [text.slice(0, at), answer, text.slice(at + answer.length)];
  return pieces
    .filter((piece) => piece !== '')
    .map((token) => ({
      token,
      logprob: token === answer ? logprob : -7,
      bytes: [...Buffer.from(token)],
      top_logprobs: [],
    }));
}

/** What a model that was cut gives as a tool's input is whatever stands there by then. */
function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return {};
  }
}

export function writeError(protocol: Protocol, message: string, type: string, code: string | null = null): Body {
  return protocol === 'messages'
    ? { type: 'error', error: { type, message } }
    : { error: { message, type, code, param: null } };
}
