import assert from 'node:assert/strict';
import { ProviderError } from '../../src/engine/provider';
import { createAnthropicProvider } from '../../src/providers/anthropicProvider';
import { createQuirkStore } from '../../src/providers/quirks';
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
