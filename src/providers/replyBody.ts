// Reads the text of a reply's body as the one JSON object that its protocol states, whatever its content type says: JSON served as plain text,
// and events of a stream that nobody asked for, put together to the reply that they spell.

type Json = Record<string, unknown>;

/** Undefined: neither JSON nor a stream of events. */
export function parseBody(text: string): unknown {
  const bare = text.replace(/^\uFEFF/, '').trim();
  const whole = parse(bare);
  if (whole !== undefined) return whole;
  const lines = bare.split(/\r\n|\r|\n/);
  const events = lines.flatMap((line) => {
    const data = /^data:\s?(.*)$/.exec(line)?.[1];
    const event = data === undefined ? undefined : parse(data);
    return isObject(event) ? [event] : [];
  });
  const isDone = lines.some((line) => /^data:\s*\[DONE\]\s*$/.test(line));
  if (events.length > 0) return collect(events, isDone);
  // Comments that keep a connection alive stand before the object (OpenRouter).
  return /^(:[^\n]*\n|\s)+\{/.test(bare) ? parse(bare.slice(bare.indexOf('\n{') + 1)) : undefined;
}

function collect(events: readonly Json[], isDone: boolean): Json {
  const error = events.find((event) => event['error'] && !event['choices']);
  if (error) return error;
  const response = events.findLast((event) => isObject(event['response']) && 'output' in event['response']);
  if (response) return ended(response['response'] as Json, String(response['type']));
  if (events.some((event) => event['type'] === 'message_start')) return collectMessage(events);
  return collectCompletion(events, isDone);
}

/** A Responses stream tells the whole response at each end of it, and at its beginning. */
function ended(response: Json, type: string): Json {
  return /completed|incomplete|failed/.test(type)
    ? response
    : { ...response, status: 'incomplete', incomplete_details: { reason: 'incomplete stream' } };
}

function collectMessage(events: readonly Json[]): Json {
  let message: Json = {};
  const blocks: Json[] = [];
  for (const event of events) {
    const delta = (event['delta'] ?? {}) as Json;
    const index = Number(event['index'] ?? 0);
    if (event['type'] === 'message_start') message = { ...(event['message'] as Json) };
    if (event['type'] === 'content_block_start') blocks[index] = { ...(event['content_block'] as Json), input: '' };
    const block = blocks[index];
    if (event['type'] === 'content_block_delta' && block)
      for (const [from, to] of [
        ['text', 'text'],
        ['thinking', 'thinking'],
        ['partial_json', 'input'],
      ] as const)
        if (typeof delta[from] === 'string') block[to] = `${String(block[to] ?? '')}${delta[from]}`;
    if (event['type'] === 'message_delta')
      message = { ...message, ...delta, usage: { ...(message['usage'] as Json), ...(event['usage'] as Json) } };
  }
  const content = blocks.map((block) => ({
    ...block,
    ...(block['type'] === 'tool_use' && { input: parse(String(block['input'])) ?? {} }),
  }));
  return { ...message, content, stop_reason: message['stop_reason'] ?? 'incomplete stream' };
}

function collectCompletion(events: readonly Json[], isDone: boolean): Json {
  const texts: Record<string, string> = {};
  const tools: string[] = [];
  const logprobs: unknown[] = [];
  let whole: Json = {};
  let choice: Json = {};
  let message: Json | undefined;
  for (const event of events) {
    for (const [name, value] of Object.entries(event)) if (value !== null) whole[name] = value;
    const part = (event['choices'] as Json[] | undefined)?.[0];
    if (!part) continue;
    for (const [name, value] of Object.entries(part)) if (value !== null) choice = { ...choice, [name]: value };
    if (isObject(part['message'])) message = part['message'];
    const scored = (part['logprobs'] as { content?: unknown[] } | null | undefined)?.content;
    if (scored) logprobs.push(...scored);
    for (const [name, value] of Object.entries((part['delta'] ?? {}) as Json))
      if (typeof value === 'string' && name !== 'role') texts[name] = (texts[name] ?? '') + value;
      else if (name === 'tool_calls')
        for (const call of value as { index?: number; function?: { arguments?: string } }[])
          tools[call.index ?? 0] = (tools[call.index ?? 0] ?? '') + (call.function?.arguments ?? '');
  }
  const { delta: _, ...ending } = choice;
  const collected = {
    role: 'assistant',
    content: null,
    ...texts,
    ...(tools.length > 0 && { tool_calls: tools.map((given) => ({ function: { arguments: given } })) }),
    ...message,
  };
  const finish = choice['finish_reason'] ?? (isDone || message ? null : 'incomplete stream');
  whole = {
    ...whole,
    choices: [
      {
        ...ending,
        message: collected,
        finish_reason: finish,
        ...(logprobs.length > 0 && { logprobs: { content: logprobs } }),
      },
    ],
  };
  return whole;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
