// What servers have been seen to reply, or may: each reply is read for what it says, paid once, and never takes a run down by a program's error.
import assert from 'node:assert/strict';
import { ProviderError, type ProviderErrorKind, type Reply } from '../../src/engine/provider';
import { createAnthropicProvider } from '../../src/providers/anthropicProvider';
import { createOpenAiProvider } from '../../src/providers/openaiProvider';
import { createQuirkStore } from '../../src/providers/quirks';
import { syntheticAnswerer } from '../support/answerers';
import { startLlmServer } from '../support/llmServer';
import { testModel, testPrice, testRequest } from '../support/requests';

const key = 'sk-proj-0123456789-abcdefghij-ABCDEFGHIJ';

type Sent = { readonly status?: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> };
type Api = 'chat' | 'responses' | 'messages';

/** What the provider makes of one reply of a server. */
async function outcomeOf(api: Api, { status = 200, body, headers = {} }: Sent): Promise<Reply | ProviderError> {
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  const server = await startLlmServer({
    answerer: syntheticAnswerer(['ham', 'spam']),
    priceOf: () => testPrice,
    refuse: () => ({ status, message: '', raw, headers }),
  });
  const options = { name: 'test', apiKey: key, quirks: createQuirkStore() };
  const provider =
    api === 'messages'
      ? createAnthropicProvider({ ...options, baseUrl: server.url })
      : createOpenAiProvider({ ...options, baseUrl: `${server.url}/v1`, preset: { api } });
  const model = testModel(api === 'responses' ? 'gpt-5-pro' : 'm');
  try {
    return await provider.ask(testRequest('a row', { model }), new AbortController().signal);
  } catch (error) {
    assert.ok(error instanceof ProviderError, String(error));
    return error;
  } finally {
    await server.close();
  }
}

const chat = (message: unknown, changes: object = {}) => ({
  id: 'c1',
  model: 'm',
  choices: [{ index: 0, message, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
  ...changes,
});
const spam = { role: 'assistant', content: '{"answer":"spam"}' };
const response = (changes: object = {}) => ({
  id: 'r1',
  model: 'gpt-5-pro',
  status: 'completed',
  output: [{ type: 'message', content: [{ type: 'output_text', text: '{"answer":"spam"}' }] }],
  usage: { input_tokens: 10, output_tokens: 2 },
  ...changes,
});
const message = (changes: object = {}) => ({
  id: 'm1',
  type: 'message',
  model: 'm',
  content: [{ type: 'text', text: '{"answer":"spam"}' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 10, output_tokens: 2 },
  ...changes,
});

describe('a reply with', () => {
  const read: [string, Api, unknown, Partial<Reply>][] = [
    [
      'details of usage that are null',
      'chat',
      chat(spam, {
        usage: {
          prompt_tokens: 10,
          completion_tokens: 2,
          prompt_tokens_details: null,
          completion_tokens_details: null,
        },
      }),
      { text: 'spam' },
    ],
    ['no usage', 'chat', chat(spam, { usage: null }), { text: 'spam', usage: {} }],
    [
      'content in parts',
      'chat',
      chat({
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: [] },
          { type: 'text', text: '{"answer":' },
          { type: 'text', text: '"spam"}' },
        ],
      }),
      { text: 'spam' },
    ],
    ['null content', 'chat', chat({ role: 'assistant', content: null }), { text: '' }],
    ['content that is an object', 'chat', chat({ content: { answer: 'spam' } }), { text: 'spam' }],
    ['a part that is an object', 'chat', chat({ content: { type: 'text', text: 'spam' } }), { text: 'spam' }],
    ['parts that are plain text', 'chat', chat({ content: ['{"answer":', '"spam"}'] }), { text: 'spam' }],
    [
      'parts of parts, thinking among them',
      'chat',
      chat({
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'ham?' }] },
          { type: 'text', text: 'spam' },
        ],
      }),
      { text: 'spam', hasThought: true },
    ],
    [
      'the answer in a tool call',
      'chat',
      chat({ content: null, tool_calls: [{ function: { name: 'answer', arguments: '{"answer":"spam"}' } }] }),
      { text: 'spam' },
    ],
    [
      'the answer in a function call, as an object',
      'chat',
      chat({ content: '', function_call: { arguments: { answer: 'spam' } } }),
      { text: 'spam' },
    ],
    ...(['reasoning_content', 'reasoning', 'thinking'] as const).map(
      (field): [string, Api, unknown, Partial<Reply>] => [
        `thinking in ${field} and no answer`,
        'chat',
        chat({ content: '', [field]: 'ham or spam?' }),
        { text: '', hasThought: true },
      ],
    ),
    [
      'details of reasoning beside the answer',
      'chat',
      chat({ ...spam, reasoning_details: [{ type: 'reasoning.text', text: 'ham?' }] }),
      { text: 'spam', hasThought: true },
    ],
    [
      'thinking in tags before a structured answer',
      'chat',
      chat({ content: '<think>ham?</think>\n{"answer":"spam"}' }),
      { text: 'spam', hasThought: true },
    ],
    [
      'an upstream error in its choice (OpenRouter)',
      'chat',
      chat(spam, {
        choices: [{ message: spam, error: { code: 502, message: 'upstream died' }, finish_reason: 'stop' }],
      }),
      { finish: { unified: 'broken-off', raw: 'upstream died' } },
    ],
    [
      'an error beside its choices',
      'chat',
      chat(spam, { error: { message: 'upstream died' } }),
      { finish: { unified: 'broken-off', raw: 'upstream died' } },
    ],
    ...(
      [
        ['error', 'broken-off'],
        ['abort', 'broken-off'],
        ['network_error', 'broken-off'],
        ['insufficient_system_resource', 'broken-off'],
        ['MAX_TOKENS', 'length'],
        ['model_length', 'length'],
        ['SAFETY', 'content-filter'],
        ['RECITATION', 'content-filter'],
        ['sensitive', 'content-filter'],
        ['guardrail_intervened', 'content-filter'],
        ['eos', 'stop'],
        ['STOP', 'stop'],
        ['COMPLETE', 'stop'],
        ['tool_calls', 'stop'],
      ] as const
    ).map(([raw, unified]): [string, Api, unknown, Partial<Reply>] => [
      `the ending ${raw}`,
      'chat',
      chat(spam, { choices: [{ message: spam, finish_reason: raw }] }),
      { finish: { unified, raw } },
    ]),
    [
      'a failure of its own',
      'responses',
      response({ status: 'failed', error: { code: 'server_error', message: 'it died' } }),
      { finish: { unified: 'broken-off', raw: 'failed: it died' } },
    ],
    [
      'a state that is no end',
      'responses',
      response({ status: 'cancelled' }),
      { finish: { unified: 'broken-off', raw: 'cancelled' } },
    ],
    [
      'a call of a function',
      'responses',
      response({ output: [{ type: 'function_call', arguments: '{"answer":"spam"}' }] }),
      { text: 'spam' },
    ],
    [
      'a turn that was paused',
      'messages',
      message({ stop_reason: 'pause_turn' }),
      { finish: { unified: 'broken-off', raw: 'pause_turn' } },
    ],
    [
      'a refusal',
      'chat',
      chat({ role: 'assistant', content: null, refusal: 'I cannot help with that.' }),
      { text: '', finish: { unified: 'content-filter', raw: 'refusal' } },
    ],
    [
      'a filtered answer',
      'chat',
      chat(spam, { choices: [{ message: { content: '' }, finish_reason: 'content_filter' }] }),
      { text: '', finish: { unified: 'content-filter', raw: 'content_filter' } },
    ],
    [
      'a cut answer',
      'chat',
      chat(spam, { choices: [{ message: { content: '{"answer":"sp' }, finish_reason: 'length' }] }),
      { finish: { unified: 'length', raw: 'length' } },
    ],
    ['no details of usage', 'responses', response(), { text: 'spam' }],
    ['no usage', 'responses', response({ usage: null }), { text: 'spam', usage: {} }],
    [
      'items without content',
      'responses',
      response({ output: [{ type: 'reasoning' }, { type: 'message' }, ...response().output] }),
      { text: 'spam' },
    ],
    [
      'an answer cut at its limit',
      'responses',
      response({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, output: [] }),
      { text: '', finish: { unified: 'length', raw: 'max_output_tokens' } },
    ],
    [
      'a refusal',
      'responses',
      response({ output: [{ type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] }] }),
      { text: '', finish: { unified: 'content-filter', raw: 'refusal' } },
    ],
    ['no usage', 'messages', message({ usage: null }), { text: 'spam', usage: {} }],
    [
      'thinking before the answer',
      'messages',
      message({
        content: [
          { type: 'thinking', thinking: 'hm' },
          { type: 'text', text: 'spam' },
        ],
      }),
      { text: 'spam' },
    ],
    [
      'a refusal',
      'messages',
      message({ content: [], stop_reason: 'refusal' }),
      { text: '', finish: { unified: 'content-filter', raw: 'refusal' } },
    ],
    [
      'a tool call without input',
      'messages',
      message({ content: [{ type: 'tool_use', name: 'answer', input: null }], stop_reason: 'tool_use' }),
      { text: 'null' },
    ],
  ];
  for (const [what, api, body, wanted] of read)
    it(`${what} is read (${api})`, async () => {
      const reply = await outcomeOf(api, { body });
      assert.ok(!(reply instanceof Error), String(reply));
      for (const [field, value] of Object.entries(wanted)) assert.deepEqual(reply[field as keyof Reply], value);
      if (!('usage' in wanted)) assert.deepEqual([reply.usage.inputTokens, reply.usage.outputTokens], [10, 2]);
    });

  const otherTypes: [string, string][] = [
    ['JSON as plain text', 'text/plain'],
    ['JSON as HTML', 'text/html'],
    ['JSON of no type', ''],
  ];
  for (const [what, type] of otherTypes)
    it(`${what} is read`, async () => {
      const headers = { 'content-type': type };
      for (const [api, body] of [
        ['chat', chat(spam)],
        ['responses', response()],
        ['messages', message()],
      ] as const) {
        const reply = await outcomeOf(api, { body, headers });
        assert.ok(!(reply instanceof Error), String(reply));
        assert.deepEqual([reply.text, reply.usage.inputTokens], ['spam', 10]);
      }
    });
  it('events of a stream that nobody asked for is put together', async () => {
    const events = [
      { id: 'c1', model: 'm', choices: [{ index: 0, delta: { content: '{"answer":' }, finish_reason: null }] },
      { id: 'c1', model: 'm', choices: [{ index: 0, delta: { content: '"spam"}' }, finish_reason: 'stop' }] },
      { id: 'c1', model: 'm', choices: [], usage: chat(spam).usage },
    ];
    const body = `${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')}data: [DONE]\n\n`;
    for (const type of ['text/event-stream', 'application/json', 'text/plain']) {
      const reply = await outcomeOf('chat', { body, headers: { 'content-type': type } });
      assert.ok(!(reply instanceof Error), String(reply));
      assert.deepEqual([reply.text, reply.finish.unified, reply.usage.inputTokens], ['spam', 'stop', 10]);
    }
  });

  it('an error of status 200 that tells its usage leaves no doubt about its bill', async () => {
    const error = await outcomeOf('chat', { body: { error: { code: 502, message: 'died' }, usage: chat(spam).usage } });
    assert.ok(error instanceof ProviderError);
    assert.deepEqual(
      [error.kind, error.details.paid?.inputTokens, error.details.paid?.outputTokens],
      ['server', 10, 2],
    );
  });

  it('thinking that is counted beside the output is billed as output (xAI, Gemini)', async () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 2,
      total_tokens: 112,
      completion_tokens_details: { reasoning_tokens: 100 },
    };
    const reply = await outcomeOf('chat', { body: chat(spam, { usage }) });
    assert.ok(!(reply instanceof Error));
    assert.equal(reply.usage.outputTokens, 102);
  });

  const malformed: [string, Api, unknown][] = [
    ['no choices', 'chat', chat(spam, { choices: [] })],
    ['null for choices', 'chat', chat(spam, { choices: null })],
    ['a choice without a message', 'chat', chat(null)],
    ['a number for content', 'chat', chat({ content: 5 })],
    ['a list instead of an object', 'chat', []],
    ['no output', 'responses', response({ output: null })],
    ['no content', 'messages', message({ content: null })],
    ['nulls for content', 'messages', message({ content: [null] })],
    ['a web page', 'chat', '<html>Welcome</html>'],
  ];
  for (const [what, api, body] of malformed)
    it(`${what} is malformed, tried again, and perhaps billed (${api})`, async () => {
      const error = await outcomeOf(api, { body });
      assert.ok(error instanceof ProviderError, JSON.stringify(error));
      assert.deepEqual(
        [error.kind, error.details.isRetryable, error.details.mayBeBilled],
        ['malformed', true, true],
        error.message,
      );
      assert.match(error.message, /^test \(127\.0\.0\.1:\d+\): /);
    });
});

describe('an error', () => {
  const error = (code: string | number | null, text: string, type = 'error') => ({
    error: { message: text, code, type },
  });
  const kinds: [string, Api, Sent, ProviderErrorKind, boolean][] = [
    [
      'in a reply of status 200 (OpenRouter)',
      'chat',
      { body: error(429, 'Rate limited upstream') },
      'rate-limit',
      true,
    ],
    ['without a code in a reply of status 200', 'chat', { body: error(null, 'upstream broke') }, 'server', true],
    ['402', 'chat', { status: 402, body: error(402, 'Insufficient credits') }, 'quota', false],
    [
      'of an empty Anthropic account',
      'messages',
      {
        status: 400,
        body: {
          type: 'error',
          ...error(null, 'Your credit balance is too low to access the Anthropic API.', 'invalid_request_error'),
        },
      },
      'quota',
      false,
    ],
    [
      '400 that repeats a row about billing',
      'chat',
      { status: 400, body: error('invalid_prompt', 'Invalid prompt: "my billing address changed"') },
      'bad-request',
      false,
    ],
    [
      'of moderation (OpenRouter 403)',
      'chat',
      {
        status: 403,
        body: error(403, 'Your chosen model requires moderation and your input was flagged for "violence".'),
      },
      'content-filter',
      false,
    ],
    [
      'of an unknown model',
      'chat',
      { status: 404, body: error('model_not_found', 'The model `m` does not exist') },
      'auth',
      false,
    ],
    [
      'of an unknown model',
      'messages',
      { status: 404, body: { type: 'error', ...error(null, 'model: m', 'not_found_error') } },
      'auth',
      false,
    ],
    ['404 of a wrong address', 'chat', { status: 404, body: '<html>nothing here</html>' }, 'auth', false],
    [
      '529',
      'messages',
      { status: 529, body: { type: 'error', ...error(null, 'Overloaded', 'overloaded_error') } },
      'server',
      true,
    ],
    [
      '503 that asks for an hour',
      'chat',
      { status: 503, body: error(null, 'maintenance'), headers: { 'retry-after': '3600' } },
      'quota',
      false,
    ],
    [
      '429 that asks for more seconds than a timer holds',
      'chat',
      { status: 429, body: error(null, 'slow'), headers: { 'retry-after': '99999999999' } },
      'quota',
      false,
    ],
    ['of a gateway that gave up', 'chat', { status: 504, body: 'upstream timed out' }, 'timeout', true],
    ['413', 'chat', { status: 413, body: 'too large' }, 'bad-request', false],
  ];
  for (const [what, api, sent, kind, isRetryable] of kinds)
    it(`${what} is named ${kind} (${api})`, async () => {
      const thrown = await outcomeOf(api, sent);
      assert.ok(thrown instanceof ProviderError, JSON.stringify(thrown));
      assert.deepEqual([thrown.kind, thrown.details.isRetryable], [kind, isRetryable], thrown.message);
    });

  it('of a gateway that gave up may have been billed by whoever stands behind it', async () => {
    for (const status of [504, 524]) {
      const thrown = await outcomeOf('chat', { status, body: 'gave up' });
      assert.ok(thrown instanceof ProviderError && thrown.details.mayBeBilled, String(thrown));
    }
  });

  it('of an unknown model says what to look at', async () => {
    const thrown = await outcomeOf('chat', { status: 404, body: error('model_not_found', 'no such model') });
    assert.match((thrown as Error).message, /name .*model.*base URL/);
  });
});

describe('a server that repeats the key', () => {
  const everywhere: [Api, unknown][] = [
    [
      'chat',
      chat(
        { content: `{"answer":"${key}"}` },
        {
          id: key,
          model: key,
          usage: { prompt_tokens: 1, completion_tokens: 1, note: key },
          choices: [{ message: { content: key }, finish_reason: key }],
        },
      ),
    ],
    [
      'responses',
      response({
        id: key,
        model: key,
        incomplete_details: { reason: key },
        usage: { input_tokens: 1, output_tokens: 1, note: key },
      }),
    ],
    [
      'messages',
      message({ id: key, model: key, stop_reason: key, usage: { input_tokens: 1, output_tokens: 1, note: key } }),
    ],
  ];
  for (const [api, body] of everywhere)
    it(`gets it into nothing that is kept of a reply (${api})`, async () => {
      const reply = await outcomeOf(api, { body });
      assert.ok(!JSON.stringify(reply).includes(key), JSON.stringify(reply));
    });

  for (const part of [key, `Bearer ${key}`, key.slice(0, 24), key.slice(8), key.slice(3, 30)])
    it(`gets nothing of it into an error: ${part.length === key.length ? 'whole' : part.slice(0, 4)}...`, async () => {
      const bodies = [
        { error: { message: `Bad key ${part} given`, code: part } },
        `no such key: ${part}`,
        { detail: part },
      ];
      for (const status of [400, 401, 403, 404, 429, 500])
        for (const body of bodies) {
          const thrown = await outcomeOf('chat', { status, body });
          assert.ok(thrown instanceof Error);
          const said = `${thrown.message} ${String(thrown.stack)} ${JSON.stringify(thrown)}`;
          for (let at = 0; at + 12 <= key.length; at++) assert.ok(!said.includes(key.slice(at, at + 12)), said);
        }
    });
});
