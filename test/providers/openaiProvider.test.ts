import assert from 'node:assert/strict';
import type { Model } from '../../src/engine/model';
import { type AskRequest, ProviderError } from '../../src/engine/provider';
import { chatBody, createOpenAiProvider, readChat } from '../../src/providers/openaiProvider';
import { createQuirkStore, guessQuirks, type Quirks } from '../../src/providers/quirks';
import { syntheticAnswerer } from '../support/answerers';
import { type LlmServer, type LlmServerOptions, startLlmServer } from '../support/llmServer';
import { never, testModel, testPrice, testRequest } from '../support/requests';
import { standIns } from '../support/standIns';
import type { Body } from '../support/wire';

const key = 'sk-test-1234567890abcdef';

describe('createOpenAiProvider', () => {
  const standIn = standIns();
  let server: LlmServer;
  let bodies: Body[] = [];
  let paths: string[] = [];
  const start = async (options: Partial<LlmServerOptions> = {}) => {
    bodies = [];
    paths = [];
    server = await startLlmServer({
      answerer: syntheticAnswerer(['ham', 'spam']),
      priceOf: () => testPrice,
      key,
      onRequest: (path, body) => {
        paths.push(path);
        bodies.push(body);
      },
      ...options,
    });
    return createOpenAiProvider({ name: 'test', baseUrl: `${server.url}/v1`, apiKey: key, quirks: createQuirkStore() });
  };
  afterEach(() => server.close());

  it('sends the static instruction first and the row last, the labels as an enum, and unwraps the answer', async () => {
    const provider = await start();
    const reply = await provider.ask(testRequest('row text'), never);
    assert.match(reply.text, /^(ham|spam)$/);
    const messages = bodies[0]!['messages'] as { role: string; content: string }[];
    assert.deepEqual(
      messages.map((message) => [message.role, message.content]),
      [
        ['system', 'Say ham or spam.'],
        ['user', 'row text'],
      ],
    );
    assert.deepEqual(
      (bodies[0]!['response_format'] as { json_schema: { schema: { properties: Body } } }).json_schema.schema
        .properties,
      {
        answer: { type: 'string', enum: ['ham', 'spam'] },
      },
    );
    assert.equal(bodies[0]!['temperature'], 0);
    assert.equal(reply.finish.unified, 'stop');
    assert.equal(reply.modelVersion, 'test-model-2026-01-01');
    assert.ok(reply.usage.inputTokens! > 0 && reply.usage.outputTokens! > 0 && reply.requestId);
  });

  it('scores the label token only, not the improbable JSON around it', async () => {
    const provider = await start();
    const { confidence } = await provider.ask(testRequest(), never);
    assert.ok(Math.abs(confidence! - Math.exp(-0.05)) < 1e-9, String(confidence));
  });

  it('learns from one 400 that a model rejects temperature and log-probabilities, and remembers it', async () => {
    const provider = await start({
      refuse: (_, body) =>
        'temperature' in body
          ? { status: 400, message: "Unsupported value: 'temperature' does not support 0 with this model." }
          : 'logprobs' in body
            ? { status: 400, message: 'You are not allowed to request logprobs from this model.' }
            : undefined,
    });
    const reply = await provider.ask(testRequest('one'), never);
    assert.equal(reply.confidence, undefined);
    assert.equal(bodies.length, 3);
    await provider.ask(testRequest('two'), never);
    assert.equal(bodies.length, 4, 'the second row is sent once');
  });

  it('spares gpt-5 models the refusal: no temperature, no logprobs from the start', async () => {
    const provider = await start();
    await provider.ask(testRequest('one', { model: testModel('gpt-5-mini') }), never);
    assert.equal(bodies.length, 1);
    assert.ok(!('temperature' in bodies[0]!) && !('logprobs' in bodies[0]!));
    assert.ok(Number(bodies[0]!['max_completion_tokens']) > 1000, 'leaves room to think');
  });

  it('learns nothing from a refusal of a row that is too long, whatever parameters it names', async () => {
    const provider = await start({
      refuse: () => ({ status: 400, message: "'max_tokens' or 'max_completion_tokens' is too large: 5120." }),
    });
    await assert.rejects(provider.ask(testRequest(), never), /too large/);
    assert.equal(bodies.length, 1);
  });

  it('falls back to plain text where a server has no structured output', async () => {
    const provider = await start({
      refuse: (_, body) =>
        'response_format' in body ? { status: 400, message: 'response_format is not supported' } : undefined,
    });
    const reply = await provider.ask(testRequest(), never);
    assert.match(reply.text, /^(ham|spam)$/);
    assert.ok(reply.confidence! > 0.9);
  });

  it('goes over to the Responses API where a model answers on no other', async () => {
    const provider = await start({
      refuse: (protocol, body) =>
        protocol === 'chat'
          ? { status: 404, message: 'This model is only supported in v1/responses and not in v1/chat/completions.' }
          : 'temperature' in body || 'include' in body
            ? { status: 400, message: `Unsupported parameter: ${'temperature' in body ? 'temperature' : 'logprobs'}` }
            : undefined,
    });
    const reply = await provider.ask(testRequest(), never);
    assert.match(reply.text, /^(ham|spam)$/);
    assert.ok(reply.usage.inputTokens! > 0);
    assert.deepEqual(paths, ['/v1/chat/completions', '/v1/responses', '/v1/responses', '/v1/responses']);
    assert.equal(bodies.at(-1)!['store'], false);
  });

  const kinds: [string, { status: number; message: string; code?: string }, string, boolean][] = [
    ['a bad key', { status: 401, message: `Incorrect API key provided: ${key}` }, 'auth', false],
    ['no right to the model', { status: 403, message: 'no access' }, 'auth', false],
    [
      'an empty account',
      { status: 429, message: 'You exceeded your current quota', code: 'insufficient_quota' },
      'quota',
      false,
    ],
    ['a daily limit', { status: 429, message: 'Rate limit reached for requests per day (RPD)' }, 'quota', false],
    ['a rate limit', { status: 429, message: 'Rate limit reached for tokens per min' }, 'rate-limit', true],
    ['an overloaded server', { status: 503, message: 'overloaded' }, 'server', true],
    ['a filtered prompt', { status: 400, message: 'filtered', code: 'content_filter' }, 'content-filter', false],
    ['a bad request', { status: 400, message: 'context length exceeded' }, 'bad-request', false],
  ];
  for (const [what, refusal, kind, isRetryable] of kinds) {
    it(`names ${what} as ${kind}, without the key`, async () => {
      const provider = await start({ refuse: () => refusal });
      await assert.rejects(provider.ask(testRequest(), never), (error) => {
        assert.ok(error instanceof ProviderError);
        assert.equal(error.kind, kind);
        assert.equal(error.details.isRetryable, isRetryable);
        assert.ok(!error.details.mayBeBilled);
        assert.ok(!JSON.stringify([error.message, error.stack, error.details, error.cause]).includes(key));
        return true;
      });
    });
  }

  const breaks: [string, Record<string, number>, string][] = [
    ['a reset connection', { reset: 1 }, 'network'],
    ['a cut body', { truncate: 1 }, 'network'],
    ['a body that is not JSON', { malformedBody: 1 }, 'malformed'],
  ];
  for (const [what, faults, kind] of breaks) {
    it(`names ${what} as ${kind}, retryable and possibly billed`, async () => {
      const provider = await start({ faults });
      await assert.rejects(provider.ask(testRequest(), never), (error) => {
        assert.ok(error instanceof ProviderError);
        assert.equal(error.kind, kind, error.message);
        assert.deepEqual([error.details.isRetryable, error.details.mayBeBilled], [true, true]);
        return true;
      });
    });
  }

  it('says that nothing was billed when the server cannot be reached', async () => {
    const provider = await start();
    await server.close();
    await assert.rejects(provider.ask(testRequest(), never), (error) => {
      assert.ok(
        error instanceof ProviderError && error.kind === 'network' && !error.details.mayBeBilled,
        String(error),
      );
      return true;
    });
    await start();
  });

  it('ends at once on an abort, with the reason itself', async () => {
    const provider = await start({ faults: { hang: 1 } });
    const controller = new AbortController();
    const reason = new Error('stopped');
    const asked = provider.ask(testRequest(), controller.signal);
    setTimeout(() => {
      controller.abort(reason);
    }, 20);
    await assert.rejects(asked, (error) => error === reason);
  });

  it('composes no signals, which a large run would leave by the ten thousand to the collection that stops everything', async () => {
    const provider = await start();
    let composed = 0;
    standIn(AbortSignal, 'any', (any) => (signals) => {
      composed++;
      return any.call(AbortSignal, signals);
    });
    await provider.ask(testRequest(), new AbortController().signal);
    assert.equal(composed, 0);
  });

  it('takes a reply without usage as unknown usage, not as zero', async () => {
    const provider = await start();
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const body = (await (await globalThis.fetch(input, init)).json()) as Body;
      delete body['usage'];
      return Response.json(body);
    };
    const bare = createOpenAiProvider({ name: 'bare', baseUrl: `${server.url}/v1`, apiKey: key, fetch });
    const reply = await bare.ask(testRequest(), never);
    assert.deepEqual(reply.usage, {});
    assert.ok(provider);
  });

  it('does not follow a redirect with the key', async () => {
    await start();
    const provider = createOpenAiProvider({
      name: 'moved',
      baseUrl: `${server.url}/v1`,
      apiKey: key,
      fetch: (input, init) => {
        assert.equal(init?.redirect, 'error');
        return Promise.reject(new TypeError('fetch failed', { cause: new Error('unexpected redirect') })) ?? input;
      },
    });
    await assert.rejects(provider.ask(testRequest(), never), /redirect/);
  });
});

describe('a chat body', () => {
  const bodyOf = (settings: Model['settings'] = {}, changes: Partial<Quirks> = {}, request: Partial<AskRequest> = {}) =>
    chatBody(testRequest('row', { model: testModel('m', { settings }), ...request }), {
      ...guessQuirks('m'),
      ...changes,
    });
  const usual = bodyOf();
  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(usual).filter(([name]) => !names.includes(name)));
  const schema = (properties: object) => ({
    ...{ type: 'object', properties, required: Object.keys(properties), additionalProperties: false },
  });
  const format = (properties: object) => ({
    type: 'json_schema',
    json_schema: { name: 'answer', strict: true, schema: schema(properties) },
  });
  const answer = { type: 'string', enum: ['ham', 'spam'] };
  const items = schema({ id: { type: 'integer' }, answer });

  it('holds the instruction, the row and the schema', () => {
    assert.deepEqual(usual, {
      model: 'm',
      messages: [
        { role: 'system', content: 'Say ham or spam.' },
        { role: 'user', content: 'row' },
      ],
      max_completion_tokens: 68,
      temperature: 0,
      logprobs: true,
      response_format: format({ answer }),
    });
  });

  const multiple = { type: 'labels', labels: ['ham', 'spam'], multiple: true } as const;
  const json = { type: 'json', fields: [] } as const;
  const own = { maxOutputTokens: 68 };
  const changes: readonly (readonly [string, unknown, object])[] = [
    ['no temperature', bodyOf({}, { temperature: false }), without('temperature')],
    ['a temperature of its own', bodyOf({ temperature: 0.5 }), { ...usual, temperature: 0.5 }],
    ['no log-probabilities', bodyOf({}, { logprobs: false }), without('logprobs')],
    ['none wanted', bodyOf({ logprobs: false }), without('logprobs')],
    ['an effort', bodyOf({ reasoningEffort: 'low' }), { ...usual, reasoning_effort: 'low' }],
    ['an effort that is not taken', bodyOf({ reasoningEffort: 'low' }, { reasoningEffort: false }), usual],
    [
      'the other limit',
      bodyOf({}, { maxTokensField: 'max_tokens' }),
      { ...without('max_completion_tokens'), max_tokens: 68 },
    ],
    ['no schema', bodyOf({}, { structured: 'none' }), without('response_format')],
    ['a tool', bodyOf({}, { structured: 'tool' }), without('response_format')],
    [
      'several rows',
      bodyOf(own, {}, { rows: 2 }),
      { ...usual, max_completion_tokens: 168, response_format: format({ answers: { type: 'array', items } }) },
    ],
    [
      "vLLM's own choice",
      bodyOf({}, { structured: 'structured_outputs' }),
      { ...without('response_format'), structured_outputs: { choice: ['ham', 'spam'] } },
    ],
    [
      "vLLM's own, several labels",
      bodyOf(own, { structured: 'structured_outputs' }, { task: multiple }),
      { ...usual, response_format: format({ answer: { type: 'array', items: answer } }) },
    ],
    [
      "vLLM's own, several rows",
      bodyOf(own, { structured: 'structured_outputs' }, { rows: 2 }),
      {
        ...without('response_format'),
        max_completion_tokens: 168,
        structured_outputs: { json: schema({ answers: { type: 'array', items } }) },
      },
    ],
    [
      "vLLM's own, several rows of JSON",
      bodyOf(own, { structured: 'structured_outputs' }, { rows: 2, task: json, instruction: 'JSON' }),
      {
        ...usual,
        messages: [
          { role: 'system', content: 'JSON' },
          { role: 'user', content: 'row' },
        ],
        max_completion_tokens: 168,
        response_format: { type: 'json_object' },
      },
    ],
    [
      "vLLM's own, a number",
      bodyOf(
        own,
        { structured: 'structured_outputs' },
        { task: { type: 'number', absoluteTolerance: 0, relativeTolerance: 0 } },
      ),
      { ...usual, response_format: format({ answer: { type: 'number' } }) },
    ],
    [
      'a text',
      bodyOf(own, {}, { task: { type: 'text' }, content: 'json' }),
      { ...without('response_format'), messages: [usual.messages[0], { role: 'user', content: 'json' }] },
    ],
    ['JSON that the prompt does not name', bodyOf(own, {}, { task: json }), without('response_format')],
    [
      'JSON that the row names',
      bodyOf(own, {}, { task: json, content: 'Json' }),
      {
        ...usual,
        messages: [usual.messages[0], { role: 'user', content: 'Json' }],
        response_format: { type: 'json_object' },
      },
    ],
    [
      'the user to say all',
      bodyOf({}, { instruction: 'user' }),
      { ...usual, messages: [{ role: 'user', content: 'Say ham or spam.\n\nrow' }] },
    ],
    ['no instruction', bodyOf({}, {}, { instruction: '' }), { ...usual, messages: [{ role: 'user', content: 'row' }] }],
    ['extras', bodyOf({ body: { seed: 1 } }), { ...usual, seed: 1 }],
  ];
  for (const [what, body, wanted] of changes)
    it(`follows what is known: ${what}`, () => {
      assert.deepEqual(body, wanted);
    });
});

describe('a completion', () => {
  const read = (choice: object, beside: object = {}) => {
    const completion = { choices: [{ message: { content: 'spam' }, finish_reason: 'stop', ...choice }], ...beside };
    return readChat(completion as never, testRequest());
  };
  const spam = { text: 'spam', usage: {}, finish: { unified: 'stop', raw: 'stop' } };
  const other = { unified: 'other', raw: 'unknown' };

  const completions: readonly (readonly [string, unknown, object])[] = [
    ['a text', read({}), spam],
    [
      'with its version and number',
      read({}, { model: 'm-1', id: 'c' }),
      { ...spam, modelVersion: 'm-1', requestId: 'c' },
    ],
    ['thinking in its text', read({ message: { content: '<think>x</think>spam' } }), { ...spam, hasThought: true }],
    ['thinking beside it', read({ message: { content: 'spam', reasoning: 'x' } }), { ...spam, hasThought: true }],
    [
      'a refusal',
      read({ message: { content: 'spam', refusal: 'no' } }, { error: 'x' }),
      { ...spam, text: '', finish: { unified: 'content-filter', raw: 'refusal' } },
    ],
    [
      'an error in the choice',
      read({ error: { message: 'm' } }),
      { ...spam, finish: { unified: 'broken-off', raw: 'm' } },
    ],
    [
      'an error beside it',
      read({}, { error: 'x'.repeat(300) }),
      { ...spam, finish: { unified: 'broken-off', raw: 'x'.repeat(200) } },
    ],
    [
      'an error of no words',
      read({ error: { code: 7 } }),
      { ...spam, finish: { unified: 'broken-off', raw: 'error' } },
    ],
    [
      'the stop reason of another protocol',
      read({ finish_reason: null, stop_reason: 'max_tokens' }),
      { ...spam, finish: { unified: 'length', raw: 'max_tokens' } },
    ],
    ['a finish reason before another', read({ stop_reason: 'max_tokens' }), spam],
    ['no reason', read({ finish_reason: null, stop_reason: 7 }), { ...spam, finish: other }],
    ['no logprobs', read({ logprobs: null }), spam],
  ];
  for (const [what, reply, wanted] of completions)
    it(`is read: ${what}`, () => {
      assert.deepEqual(reply, wanted);
    });

  it('is scored by its tokens, and bills what it says', () => {
    const scored = read({ logprobs: { content: [{ token: 'spam', logprob: Math.log(0.5) }] } });
    assert.ok(Math.abs(scored.confidence! - 0.5) < 1e-12);
    const usage = { prompt_tokens: 10, completion_tokens: 0 };
    assert.equal(read({}, { usage }).usage.outputTokens, undefined);
    assert.equal(read({ message: { content: '' } }, { usage }).usage.outputTokens, 0);
    assert.throws(() => readChat({ choices: [] } as never, testRequest()), TypeError);
  });
});

describe('an ask of OpenAI', () => {
  const ask = async (respond: () => Response, signal = never, preset: Partial<Quirks> = {}) => {
    let url = '';
    const fetch = (input: unknown) => {
      url = String(input);
      return Promise.resolve(respond());
    };
    const options = { name: 'test', baseUrl: 'https://llm.example/v1', apiKey: key, quirks: createQuirkStore() };
    const reply = await createOpenAiProvider({ ...options, preset, fetch: fetch as typeof globalThis.fetch }).ask(
      testRequest(),
      signal,
    );
    return { reply, url };
  };
  const chat = { id: 'c', choices: [{ message: { content: 'spam' }, finish_reason: 'stop' }] };

  it('tells what is left of the limits, where the server does', async () => {
    const headers = { 'x-ratelimit-remaining-requests': '3' };
    const told = await ask(() => Response.json(chat, { headers }));
    assert.deepEqual(told.reply, {
      ...{ text: 'spam', usage: {}, finish: { unified: 'stop', raw: 'stop' }, requestId: 'c' },
      rateLimits: [{ name: 'requests', unit: 'requests', remaining: 3 }],
    });
    assert.equal(told.url, 'https://llm.example/v1/chat/completions');
    assert.ok(!('rateLimits' in (await ask(() => Response.json(chat))).reply));
  });

  it('goes where its form belongs, and reads whichever form comes', async () => {
    const response = {
      id: 'r',
      model: 'm-1',
      output: [{ type: 'message', content: [{ type: 'output_text', text: 'ham' }] }],
    };
    const told = await ask(() => Response.json(response), never, { api: 'responses' });
    assert.deepEqual([told.url, told.reply.text], ['https://llm.example/v1/responses', 'ham']);
    assert.equal((await ask(() => Response.json(response))).reply.text, 'ham');
  });

  it('sends nothing once it is given up', async () => {
    const reason = new Error('enough');
    let sent = 0;
    const counted = () => {
      sent++;
      return Response.json(chat);
    };
    await assert.rejects(ask(counted, AbortSignal.abort(reason)), (error) => error === reason);
    // While the SDK is loaded.
    const controller = new AbortController();
    const asked = ask(counted, controller.signal);
    controller.abort(reason);
    await assert.rejects(asked, (error) => error === reason);
    assert.equal(sent, 0);
  });
});
