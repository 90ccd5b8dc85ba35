// The server's own sentence, out of whatever form of body it comes in, and over the wire through both SDKs.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ProviderError } from '../../src/engine/provider';
import { createAnthropicProvider } from '../../src/providers/anthropicProvider';
import { readErrorBody, refusalIn } from '../../src/providers/errorBody';
import { createOpenAiProvider } from '../../src/providers/openaiProvider';
import { createQuirkStore } from '../../src/providers/quirks';
import { type CannedReply, startRecordingServer } from '../support/recordingServer';
import { never, testRequest } from '../support/requests';

const sentence = 'The deployment sleeps until Monday.';
const forms: [string, unknown][] = [
  ['OpenAI', { error: { message: sentence, type: 't', code: 'c', param: null } }],
  ['Anthropic', { type: 'error', error: { type: 't', message: sentence }, request_id: 'r' }],
  ['a string', { error: sentence }],
  ['message', { message: sentence }],
  ['a message beside a status', { error: { message: sentence }, statusCode: 400 }],
  ['detail', { detail: sentence }],
  ['a list of details', { detail: [{ loc: ['body', 'x'], msg: sentence, type: 'value_error' }] }],
  ['details in an object', { detail: { error: sentence } }],
  ['errors', { errors: [{ message: sentence }] }],
  ['errors as strings', { errors: [sentence] }],
  ['JSON:API', { errors: [{ status: '400', title: 'Bad', detail: sentence }] }],
  ['AWS', { Message: sentence }],
  ['Apigee', { fault: { faultstring: sentence, detail: { errorcode: 'x' } } }],
  ['a list of one (Google)', [{ error: { code: 400, message: sentence, status: 'INVALID_ARGUMENT' } }]],
  [
    'an upstream as text',
    {
      error: {
        message: 'Provider returned error',
        metadata: { raw: JSON.stringify({ error: { message: sentence } }) },
      },
    },
  ],
  ['JSON in a message', { error: { message: JSON.stringify({ error: { message: sentence } }) } }],
  ['OAuth', { error_description: sentence }],
  ['a web page', `<!DOCTYPE html><html><head><title>${sentence}</title></head><body>x</body></html>`],
  ['a page without a title', `<html><style>p{}</style><body><h1>${sentence}</h1></body></html>`],
  ['plain text', sentence],
];

describe('the body of an error', () => {
  for (const [what, body] of forms)
    it(`gives its sentence (${what})`, () => {
      assert.ok(readErrorBody(body)?.message.includes(sentence), JSON.stringify(readErrorBody(body)));
      assert.ok(readErrorBody(typeof body === 'string' ? body : JSON.stringify(body))?.message.includes(sentence));
    });

  for (const [what, body] of forms)
    it(`reaches the user through both SDKs (${what})`, async () => {
      const canned: CannedReply = {
        status: 400,
        body,
        type: typeof body === 'string' ? 'text/html' : 'application/json',
      };
      const server = await startRecordingServer(() => canned);
      const options = { name: 'test', apiKey: 'k', quirks: createQuirkStore() };
      try {
        for (const provider of [
          createOpenAiProvider({ ...options, baseUrl: `${server.url}/v1` }),
          createAnthropicProvider({ ...options, baseUrl: server.url }),
        ])
          await assert.rejects(
            provider.ask(testRequest(), never),
            (error) =>
              error instanceof ProviderError && error.kind === 'bad-request' && error.message.includes(sentence),
          );
        assert.equal(server.requests.length, 2);
      } finally {
        await server.close();
      }
    });

  for (const [body, wanted] of [
    ['<html><head><title>Sign in</title></head></html>', /a web page: "Sign in"; is the base URL right/],
    ['Ollama is running', /not JSON but "Ollama is running"/],
  ] as const)
    it(`is quoted where a reply of status 200 is none (${body.slice(0, 8)})`, async () => {
      const server = await startRecordingServer(() => ({ body, type: 'text/html' }));
      try {
        const options = { name: 'test', baseUrl: `${server.url}/v1`, quirks: createQuirkStore() };
        await assert.rejects(createOpenAiProvider(options).ask(testRequest(), never), wanted);
      } finally {
        await server.close();
      }
    });

  it('in a reply of status 200 has the status that it states, or that its words mean', () => {
    const statuses: [object, number | undefined][] = [
      [{ error: 'Unexpected endpoint or method. (POST /chat/completions). Returning 200 anyway' }, 404],
      [{ error: { message: 'model "x" not found, try pulling it first' } }, 404],
      [{ error: { code: 429, message: 'slow down' } }, 429],
      [{ error: { code: '503', message: 'x' } }, 503],
      [{ status: 404, message: 'x' }, 404],
      [{ message: 'Too many requests' }, 429],
      [{ error: 'Invalid API key' }, 401],
      [{ detail: 'System role not supported' }, 400],
      [{ error: 'The upstream is overloaded, try again' }, 500],
      [{ error: 'Oops' }, 500],
      [{ id: 'x', usage: {} }, undefined],
      [{}, undefined],
    ];
    for (const [body, status] of statuses) assert.equal(refusalIn(body)?.status, status, JSON.stringify(body));
  });

  it('is read without an exception, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.string()), (body) => {
        const said = readErrorBody(body);
        assert.ok(said === undefined || (said.message !== '' && typeof said.code === 'string'));
      }),
    );
  });
});
