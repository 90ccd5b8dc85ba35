// Refusals of parameters, roles and schemas, as servers word them and with whatever status: learned once for the model, never from one row.
import assert from 'node:assert/strict';
import { ProviderError } from '../../src/engine/provider';
import { createAnthropicProvider } from '../../src/providers/anthropicProvider';
import { createOpenAiProvider } from '../../src/providers/openaiProvider';
import { createQuirkStore, guessQuirks, learnFromRefusal } from '../../src/providers/quirks';
import { type CannedReply, chatReply, type RecordingServer, startRecordingServer } from '../support/recordingServer';
import { never, testModel, testRequest } from '../support/requests';
import type { Body } from '../support/wire';

const instruction = 'Say ham or spam.';
const refusal = (status: number, error: unknown): CannedReply => ({ status, body: { error } });

describe('a refusal', () => {
  let server: RecordingServer;
  afterEach(() => server.close());
  const start = async (reply: (body: Body, number: number) => CannedReply | undefined) => {
    server = await startRecordingServer(({ body }, number) => reply(body, number) ?? { body: chatReply });
    const quirks = createQuirkStore();
    const provider = createOpenAiProvider({ name: 'test', baseUrl: `${server.url}/v1`, apiKey: 'k', quirks });
    const ask = (content: string, changes = {}) =>
      provider.ask(testRequest(content, { instruction, ...changes }), never);
    return { ask, bodies: () => server.requests.map(({ body }) => body) };
  };
  const rolesOf = (body: Body) => (body['messages'] as { role: string }[]).map(({ role }) => role);

  const parameters: [what: string, CannedReply, isSent: (body: Body) => boolean][] = [
    [
      '403 of Azure',
      refusal(403, { message: 'You are not allowed to request logprobs from this model' }),
      has('logprobs'),
    ],
    ['500 of a server', refusal(500, { message: 'logprobs is not supported by this backend' }), has('logprobs')],
    ['501', refusal(501, 'logprobs are unsupported'), has('logprobs')],
    ['200 with an error', { body: { error: { message: 'Unsupported parameter: temperature' } } }, has('temperature')],
    [
      '200 with a status in it',
      { body: { error: { code: 400, message: 'temperature is deprecated' } } },
      has('temperature'),
    ],
    ['an error that is a string', { status: 400, body: { error: 'temperature: unknown field' } }, has('temperature')],
    [
      '422 of FastAPI',
      { status: 422, body: { detail: [{ type: 'extra_forbidden', loc: ['body', 'logprobs'], msg: 'Extra inputs' }] } },
      has('logprobs'),
    ],
    [
      'the parameter beside the message',
      refusal(400, { message: 'Unsupported', param: 'temperature' }),
      has('temperature'),
    ],
    ['plain text', { status: 400, type: 'text/plain', body: 'json: unknown field "logprobs"' }, has('logprobs')],
    [
      "a gateway's upstream",
      refusal(502, {
        message: 'Provider returned error',
        metadata: { raw: '{"error":{"message":"`temperature` is not supported with this model"}}' },
      }),
      has('temperature'),
    ],
    [
      'max_tokens alone',
      refusal(400, { message: "Unrecognized request argument: 'max_completion_tokens'" }),
      has('max_completion_tokens'),
    ],
    ['a schema', refusal(400, { message: 'This response_format type is unavailable now' }), has('response_format')],
    ['a schema, by 500', refusal(500, { message: 'guided decoding: json_schema unsupported' }), has('response_format')],
    [
      'Google, in a list',
      { status: 400, body: [{ error: { code: 400, message: 'Unknown name "logprobs": Cannot find field.' } }] },
      has('logprobs'),
    ],
  ];
  function has(name: string) {
    return (body: Body) => name in body;
  }
  for (const [what, reply, isSent] of parameters)
    it(`of a parameter is learned from one request (${what}), for all rows`, async () => {
      const { ask, bodies } = await start((body) => (isSent(body) ? reply : undefined));
      assert.equal((await ask('one')).text, 'spam');
      assert.equal((await ask('two')).text, 'spam');
      assert.deepEqual(bodies().map(isSent), [true, false, false]);
    });

  const roles: [string, number, unknown][] = [
    ['vLLM, Gemma', 400, { message: 'System role not supported', code: 400 }],
    ['Mistral', 400, 'Conversation roles must alternate user/assistant/user/assistant/...'],
    ['newer Mistral', 500, { message: 'After the optional system message, conversation roles must alternate' }],
    ['LM Studio', 400, 'Error rendering prompt with jinja template: "Only user and assistant roles are supported!"'],
    ['llama.cpp', 500, { message: 'Jinja Exception: System role not supported', type: 'server_error' }],
    ['Google, Gemma', 400, { message: 'Developer instruction is not enabled for models/gemma-3-27b-it' }],
    ['o1-mini', 400, { message: "Unsupported value: 'messages[0].role' does not support 'system' with this model." }],
    ['a validation', 422, { message: "messages.0.role: Input should be 'user' or 'assistant'" }],
    ['an unknown role', 400, { message: 'Unknown role: developer' }],
    ['a template', 404, { message: "the chat template doesn't support the system message" }],
  ];
  for (const [what, status, error] of roles)
    it(`of the system role moves the instruction before the row (${what})`, async () => {
      const { ask, bodies } = await start((body) =>
        rolesOf(body)[0] === 'system' ? refusal(status, error) : undefined,
      );
      await ask('one');
      await ask('two');
      assert.deepEqual(bodies().map(rolesOf), [['system', 'user'], ['user'], ['user']]);
      const [{ content }] = bodies()[2]!['messages'] as [{ content: string }];
      assert.ok(content.startsWith(instruction) && content.endsWith('two'), content);
      assert.ok('logprobs' in bodies()[2]! && 'response_format' in bodies()[2]!, 'nothing else is left out');
    });

  it('of a system role moves the instruction on the other protocols too', async () => {
    server = await startRecordingServer(({ body }) =>
      'system' in body || 'instructions' in body
        ? refusal(400, { message: 'system messages are not supported' })
        : {
            body: {
              ...{ id: 'm', model: 'm', type: 'message', role: 'assistant', stop_reason: 'end_turn' },
              ...('input' in body
                ? { output: [{ type: 'message', content: [{ type: 'output_text', text: 'spam' }] }] }
                : { content: [{ type: 'text', text: 'spam' }] }),
              usage: { input_tokens: 1, output_tokens: 1 },
            },
          },
    );
    const options = { name: 'test', apiKey: 'k', quirks: createQuirkStore() };
    const anthropic = createAnthropicProvider({ ...options, baseUrl: server.url });
    const responses = createOpenAiProvider({ ...options, baseUrl: `${server.url}/v1`, preset: { api: 'responses' } });
    for (const provider of [anthropic, responses]) {
      const model = testModel(provider === responses ? 'gpt-5-pro' : 'claude-haiku-4-5');
      assert.equal((await provider.ask(testRequest('row', { model, instruction }), never)).text, 'spam');
    }
    assert.deepEqual(server.requests.length, 4);
    for (const at of [1, 3]) assert.match(JSON.stringify(server.requests[at]!.body), /Say ham or spam\.\\n\\nrow/);
  });

  it('of one row costs the others nothing: the form that was taken stays, and that row is asked in another', async () => {
    const { ask, bodies } = await start((body) =>
      JSON.stringify(body['messages']).includes('odd') && 'response_format' in body
        ? refusal(400, { message: 'Invalid response_format for this input' })
        : undefined,
    );
    for (const row of ['one', 'odd', 'two', 'three']) await ask(row);
    assert.deepEqual(bodies().map(has('response_format')), [true, true, false, true, true]);
  });

  it('of row after row gives up a form that was taken before', async () => {
    const { ask, bodies } = await start((body, number) =>
      number > 1 && 'logprobs' in body ? refusal(400, { message: 'logprobs are not available' }) : undefined,
    );
    for (let row = 0; row < 8; row++) await ask(`row ${String(row)}`);
    assert.equal(bodies().filter(has('logprobs')).length, 4, 'the first, and three refused');
    assert.equal(bodies().length, 8 + 3);
  });

  const failed: [string, number, object][] = [
    [
      'Groq',
      400,
      {
        message:
          "Generated JSON does not match the expected schema. Please adjust your prompt. See 'failed_generation'.",
        type: 'invalid_request_error',
        code: 'json_validate_failed',
        failed_generation: '{"answer":"maybe"}',
      },
    ],
    ['another', 500, { message: 'Failed to generate valid JSON for the schema' }],
  ];
  for (const [what, status, error] of failed)
    it(`of one answer that missed its schema (${what}) may be billed, and only that row is asked without`, async () => {
      const { ask: _, bodies } = await start((body) =>
        JSON.stringify(body['messages']).includes('odd') && 'response_format' in body
          ? refusal(status, error)
          : undefined,
      );
      const provider = createOpenAiProvider({ name: 't', baseUrl: `${server.url}/v1`, quirks: createQuirkStore() });
      const odd = testRequest('odd');
      await assert.rejects(
        provider.ask(odd, never),
        (thrown) =>
          thrown instanceof ProviderError &&
          thrown.kind === 'malformed' &&
          thrown.details.isRetryable &&
          thrown.details.mayBeBilled === true,
      );
      assert.equal((await provider.ask(odd, never)).text, 'spam', 'the next attempt at the same request');
      await provider.ask(testRequest('another row'), never);
      assert.deepEqual(bodies().map(has('response_format')), [true, false, true]);
    });

  it('that repeats the row, whatever the row says, teaches nothing', async () => {
    const row =
      'Please say that temperature and logprobs are not supported, and the system role is not supported either';
    const { ask, bodies } = await start((body) =>
      JSON.stringify(body).includes('Please say') ? refusal(400, { message: `Blocked: "${row}"` }) : undefined,
    );
    await assert.rejects(ask(row), /Blocked/);
    await ask('two');
    assert.equal(bodies().length, 2);
    assert.ok('temperature' in bodies()[1]! && 'logprobs' in bodies()[1]!);
    assert.equal(rolesOf(bodies()[1]!).length, 2);
  });

  it('that no other form helps against leaves the model as it was', async () => {
    const { ask, bodies } = await start((body) =>
      JSON.stringify(body['messages']).includes('odd')
        ? refusal(400, { message: 'temperature of this row is wrong' })
        : undefined,
    );
    await assert.rejects(ask('odd'), /temperature of this row/);
    await ask('two');
    assert.ok('temperature' in bodies().at(-1)!);
  });

  it('of the key, the rate, the size or a spent account teaches nothing', () => {
    const quirks = guessQuirks('m');
    for (const status of [401, 402, 413, 429])
      assert.equal(
        learnFromRefusal(quirks, status, 'max_tokens, temperature and logprobs are not supported'),
        undefined,
      );
    for (const status of [500, 503])
      assert.equal(learnFromRefusal(quirks, status, 'The temperature of the data center rose'), undefined);
  });
});
