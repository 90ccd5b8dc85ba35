import assert from 'node:assert/strict';
import type { Model } from '../../src/engine/model';
import { type AskRequest, ProviderError } from '../../src/engine/provider';
import {
  anthropicPreset,
  createAnthropicProvider,
  messagesBody,
  readMessage,
} from '../../src/providers/anthropicProvider';
import { createQuirkStore, guessQuirks, type Quirks } from '../../src/providers/quirks';
import { syntheticAnswerer } from '../support/answerers';
import { type LlmServer, type LlmServerOptions, startLlmServer } from '../support/llmServer';
import { never, testModel, testPrice, testRequest } from '../support/requests';
import type { Body } from '../support/wire';

describe('createAnthropicProvider', () => {
  let server: LlmServer;
  let bodies: Body[] = [];
  const start = async (options: Partial<LlmServerOptions> = {}) => {
    bodies = [];
    server = await startLlmServer({
      answerer: syntheticAnswerer(['ham', 'spam']),
      priceOf: () => testPrice,
      onRequest: (_, body) => bodies.push(body),
      ...options,
    });
    return createAnthropicProvider({
      name: 'test',
      baseUrl: server.url,
      apiKey: 'key-1234567',
      quirks: createQuirkStore(),
    });
  };
  afterEach(() => server.close());
  const sonnet = testRequest('row text', { model: testModel('claude-sonnet-4-5') });

  it('marks the static instruction for the prompt cache and sends the row last', async () => {
    const provider = await start();
    const reply = await provider.ask(sonnet, never);
    assert.match(reply.text, /^(ham|spam)$/);
    assert.equal(reply.finish.unified, 'stop');
    assert.deepEqual(bodies[0]!['system'], [
      { type: 'text', text: 'Say ham or spam.', cache_control: { type: 'ephemeral' } },
    ]);
    assert.deepEqual(bodies[0]!['messages'], [{ role: 'user', content: 'row text' }]);
    assert.ok('output_config' in bodies[0]!);
  });

  it('counts cached tokens in: Anthropic leaves them out of input_tokens', async () => {
    const provider = await start({
      answerer: () => ({ text: 'ham', inputTokens: 1000, cachedInputTokens: 900, outputTokens: 3 }),
    });
    const { usage } = await provider.ask(sonnet, never);
    assert.deepEqual([usage.inputTokens, usage.cachedInputTokens, usage.outputTokens], [1000, 900, 3]);
  });

  it('forces older models by a tool, and newer ones that refuse structured output too', async () => {
    const provider = await start({
      refuse: (_, body) =>
        'output_config' in body
          ? { status: 400, message: 'output_config.format: not supported by this model' }
          : undefined,
    });
    assert.match(
      (await provider.ask(testRequest('a', { model: testModel('claude-3-5-haiku-latest') }), never)).text,
      /^(ham|spam)$/,
    );
    assert.equal(bodies.length, 1);
    assert.ok('tool_choice' in bodies[0]!);
    assert.match((await provider.ask(sonnet, never)).text, /^(ham|spam)$/);
    assert.equal(bodies.length, 3);
    assert.ok('tool_choice' in bodies[2]!);
  });

  it('learns that a model takes no temperature', async () => {
    const provider = await start({
      refuse: (_, body) =>
        'temperature' in body ? { status: 400, message: '`temperature` is deprecated for this model.' } : undefined,
    });
    await provider.ask(sonnet, never);
    await provider.ask(sonnet, never);
    assert.equal(bodies.length, 3);
  });

  const kinds: [string, { status: number; message: string }, string][] = [
    ['a bad key', { status: 401, message: 'invalid x-api-key' }, 'auth'],
    ['no credit', { status: 400, message: 'Your credit balance is too low to access the Anthropic API.' }, 'quota'],
    ['an overload', { status: 529, message: 'Overloaded' }, 'server'],
    ['a rate limit', { status: 429, message: 'This request would exceed your rate limit' }, 'rate-limit'],
  ];
  for (const [what, refusal, kind] of kinds) {
    it(`names ${what} as ${kind}`, async () => {
      const provider = await start({ refuse: () => refusal });
      await assert.rejects(
        provider.ask(sonnet, never),
        (error) => error instanceof ProviderError && error.kind === kind,
      );
    });
  }
});

describe('a body of the Messages API', () => {
  const bodyOf = (settings: Model['settings'] = {}, changes: Partial<Quirks> = {}, request: Partial<AskRequest> = {}) =>
    messagesBody(testRequest('row', { model: testModel('m', { settings }), ...request }), {
      ...guessQuirks('m'),
      ...changes,
    });
  const schema = {
    ...{ type: 'object', properties: { answer: { type: 'string', enum: ['ham', 'spam'] } } },
    ...{ required: ['answer'], additionalProperties: false },
  };
  const format = { type: 'json_schema', schema };
  const usual = {
    ...{ model: 'm', max_tokens: 68, messages: [{ role: 'user', content: 'row' }], temperature: 0 },
    system: [{ type: 'text', text: 'Say ham or spam.', cache_control: { type: 'ephemeral' } }],
    output_config: { format },
  };
  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(usual).filter(([name]) => !names.includes(name)));
  const tool = {
    tools: [{ name: 'answer', description: 'Gives the answer.', input_schema: schema }],
    tool_choice: { type: 'tool', name: 'answer', disable_parallel_tool_use: true },
  };
  const text = { type: 'text' } as const;
  const own = { maxOutputTokens: 68 };
  const bodies: readonly (readonly [string, unknown, object])[] = [
    ['all of it', bodyOf(), usual],
    ['no temperature', bodyOf({}, { temperature: false }), without('temperature')],
    ['a temperature of its own', bodyOf({ temperature: 0.5 }), { ...usual, temperature: 0.5 }],
    ['no instruction', bodyOf({}, {}, { instruction: '' }), without('system')],
    [
      'the user to say all',
      bodyOf({}, { instruction: 'user' }),
      { ...without('system'), messages: [{ role: 'user', content: 'Say ham or spam.\n\nrow' }] },
    ],
    ['a forced tool', bodyOf({}, { structured: 'tool' }), { ...without('output_config'), ...tool }],
    [
      'a forced tool and an effort',
      bodyOf({ reasoningEffort: 'low' }, { structured: 'tool' }),
      { ...usual, output_config: { effort: 'low' }, ...tool },
    ],
    ['an effort', bodyOf({ reasoningEffort: 'low' }), { ...usual, output_config: { effort: 'low', format } }],
    ['an effort that is not taken', bodyOf({ reasoningEffort: 'low' }, { reasoningEffort: false }), usual],
    ['no form', bodyOf({}, { structured: 'none' }), without('output_config')],
    ['a text', bodyOf(own, {}, { task: text }), without('output_config')],
    ['a text where a tool is usual', bodyOf(own, { structured: 'tool' }, { task: text }), without('output_config')],
    ['extras', bodyOf({ body: { top_k: 1 } }), { ...usual, top_k: 1 }],
  ];
  for (const [what, body, wanted] of bodies)
    it(`holds what is known to be taken: ${what}`, () => {
      assert.deepEqual(body, wanted);
    });

  it('forces a tool for models before the structured ones, and asks for no log-probabilities', () => {
    for (const id of [
      'claude-3-haiku',
      'claude-2.1',
      'claude-instant-1',
      'claude-opus-4-0',
      'x/claude-sonnet-4-20250514',
    ])
      assert.deepEqual(anthropicPreset(id), { structured: 'tool', logprobs: false }, id);
    for (const id of ['claude-haiku-4-5', 'claude-opus-4-5', 'claude-sonnet-5', 'other'])
      assert.deepEqual(anthropicPreset(id), { structured: 'json_schema', logprobs: false }, id);
  });
});

describe('a message', () => {
  const read = (...content: object[]) =>
    readMessage({ id: 'm1', model: 'm-1', stop_reason: 'end_turn', content } as never, testRequest());
  const base = { usage: {}, finish: { unified: 'stop', raw: 'end_turn' }, modelVersion: 'm-1', requestId: 'm1' };
  const call = (input: unknown) => ({ type: 'tool_use', input });
  const messages: readonly (readonly [string, unknown, object])[] = [
    ['a text', read({ type: 'text', text: '{"answer":"spam"}' }), { text: 'spam' }],
    [
      'in parts',
      read({ type: 'text', text: 'sp' }, { type: 'other', text: 'x' }, { type: 'text', text: 'am' }),
      { text: 'spam' },
    ],
    [
      'thinking beside',
      read({ type: 'redacted_thinking' }, { type: 'text', text: 'spam' }),
      { text: 'spam', hasThought: true },
    ],
    ['thinking within', read({ type: 'text', text: '<think>x</think>spam' }), { text: 'spam', hasThought: true }],
    ['a call', read({ type: 'text', text: 'ham' }, call({ answer: 'spam' })), { text: 'spam' }],
    ['a call with a number', read(call({ answer: 7 })), { text: '7' }],
    ['a call of another form', read(call({ other: 7 })), { text: '{"other":7}' }],
    ['a call of nothing', read(call(null)), { text: 'null' }],
    ['nothing', read(), { text: '' }],
  ];
  for (const [what, reply, wanted] of messages)
    it(`is read: ${what}`, () => {
      assert.deepEqual(reply, { ...base, ...wanted });
    });

  it('without a text may have had no output tokens, and with one not', () => {
    const usage = { input_tokens: 10, output_tokens: 0 };
    const outputOf = (content: object[]) => readMessage({ content, usage } as never, testRequest()).usage.outputTokens;
    assert.deepEqual([outputOf([]), outputOf([{ type: 'text', text: 'spam' }])], [0, undefined]);
  });
});
