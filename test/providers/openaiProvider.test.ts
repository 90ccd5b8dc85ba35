import assert from 'node:assert/strict';
import { ProviderError } from '../../src/engine/provider';
import { createOpenAiProvider } from '../../src/providers/openaiProvider';
import { createQuirkStore } from '../../src/providers/quirks';
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
