// The server's own sentence, out of whatever form of body it comes in, and over the wire through both SDKs.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ProviderError } from '../../src/engine/provider';
import { createAnthropicProvider } from '../../src/providers/anthropicProvider';
import { pageTitle, plainError, readErrorBody, refusalIn } from '../../src/providers/errorBody';
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

  it('gives sentence, code and type, wherever they stand', () => {
    const bodies: readonly (readonly [unknown, string, string?, string?])[] = [
      [{ error: { message: 'a', code: 'c', type: 't' } }, 'a', 'c', 't'],
      [[{ error: { code: 400, message: 'a', status: 'INVALID_ARGUMENT' } }], 'a', 'INVALID_ARGUMENT'],
      [{ message: 'a', code: 'c', status: 's' }, 'a', 'c'],
      [{ code: 'outer', error: { message: 'a', code: 'inner' } }, 'a', 'inner'],
      [{ code: 'outer', type: 't', error: { message: 'a', code: 7 } }, 'a', 'outer', 't'],
      [{ errors: [{ message: 'a', code: 'c' }] }, 'a', 'c'],
      [{ message: 'a', errors: [] }, 'a'],
      [{ detail: { msg: 'a', code: 'c' } }, 'a', 'c'],
      [{ fault: { faultstring: 'a', code: 'c' } }, 'a', 'c'],
      [{ errors: ['a', 'b', 'a', 'c', 'd', 'e'] }, 'a; b; c; d'],
      [{ errors: [7, 'a'] }, 'a'],
      [{ detail: [{ loc: ['body', 0, 'x'], msg: 'a' }] }, 'body.0.x: a'],
      [{ message: 'a', loc: 'body' }, 'a'],
      [{ message: 'up', metadata: { raw: 'why' } }, 'up: why'],
      [{ message: 'up and why', metadata: { raw: 'why' } }, 'up and why'],
      [{ message: 'up', metadata: {} }, 'up'],
      [{ message: 'up', metadata: ['why'] }, 'up'],
      [{ error: null, message: 'a' }, 'a'],
      [{ error: '', message: 'a' }, 'a'],
      [{ error: {}, message: ' a ' }, 'a'],
      ['{"message": "a", "code": "c"}', 'a', 'c'],
      [{ message: '["a", "b"]' }, 'a; b'],
      [{ message: '[not a list' }, '[not a list'],
      [{ message: '7' }, '7'],
      ['x'.repeat(20_001), 'x'.repeat(20_000)],
      // As deep as a sentence and a code are looked for.
      [nested(7, { message: 'a' }), 'a'],
      [listed(7, 'a'), 'a'],
      [quoted(4, 'a'), 'a'],
      [nested(7, { message: 'a', metadata: { raw: 'b' } }), 'a: b'],
      [nested(7, { message: 'a', metadata: { raw: { message: 'b' } } }), 'a'],
      [{ message: 'a', error: { error: { error: { code: 'c' } } } }, 'a', 'c'],
      [{ message: 'a', error: { error: { error: { error: { code: 'c' } } } } }, 'a'],
      [{ message: 'a', errors: [{ error: { code: 'c' } }] }, 'a', 'c'],
      [{ message: 'a', errors: [{ error: { error: { code: 'c' } } }] }, 'a'],
    ];
    for (const [body, message, code = '', type = ''] of bodies)
      assert.deepEqual(readErrorBody(body), { message, code, type }, JSON.stringify(body).slice(0, 200));
    for (const body of [
      undefined,
      null,
      7,
      true,
      '',
      '  ',
      '7',
      'null',
      {},
      [],
      { message: '{}' },
      nested(8, { message: 'a' }),
      listed(8, 'a'),
      quoted(5, 'a'),
    ])
      assert.equal(readErrorBody(body), undefined, JSON.stringify(body));
  });

  function listed(times: number, inner: unknown): unknown {
    return times === 0 ? inner : [listed(times - 1, inner)];
  }
  /** A text in a list as JSON, that in another, and so on. */
  function quoted(times: number, inner: string): string {
    return times === 0 ? inner : quoted(times - 1, JSON.stringify([inner]));
  }
  /** An object in so many, the outermost counted. */
  function nested(times: number, inner: object): object {
    return times === 1 ? inner : { error: nested(times - 1, inner) };
  }

  it('that is a web page is called by its title, its heading, or its text', () => {
    const pages: readonly (readonly [string, string | undefined])[] = [
      ['<html><head><title> Bad \n Gateway </title></head></html>', 'a web page: "Bad Gateway"'],
      ['<center><h1>502</h1><title>x</title></center>', 'a web page: "x"'],
      ['<h1 class="x">502</h1>', 'a web page: "502"'],
      ['<body><style>p { }</style><script>x()</script><p>One</p><p>two</p></body>', 'a web page: "One two"'],
      ['<!DOCTYPE html>', 'a web page without text'],
      [`<body>${'x'.repeat(200)}</body>`, `a web page: "${'x'.repeat(120)}"`],
      ['<?xml version="1.0"?><Error>no</Error>', 'a web page: "no"'],
      ['One <html>', undefined],
      ['text', undefined],
    ];
    for (const [text, title] of pages) {
      assert.equal(pageTitle(text), title, text.slice(0, 40));
      assert.equal(readErrorBody(text)?.message, title ?? text);
    }
  });

  it("is put into OpenAI's form, whatever the server sent", async () => {
    const sent: readonly (readonly [string, object])[] = [
      ['{"error": {"message": "a", "param": "p"}}', { message: 'a', param: 'p', code: '', type: '' }],
      ['[{"error": {"message": "a", "details": [1]}}]', { message: 'a', details: [1], code: '', type: '' }],
      ['{"detail": "a", "x": 1}', { message: 'a', detail: 'a', x: 1, code: '', type: '' }],
      ['{"error": "a", "code": "c"}', { error: 'a', message: 'a', code: 'c', type: '' }],
      ['plain', { message: 'plain', code: '', type: '' }],
      ['', { message: '' }],
      ['7', { message: '' }],
    ];
    for (const [text, error] of sent) {
      const headers = {
        ...{ 'content-type': 'text/html', 'content-length': '3', 'content-encoding': 'gzip' },
        ...{ 'transfer-encoding': 'chunked', 'retry-after': '2' },
      };
      const plain = await plainError(new Response(text, { status: 503, headers }));
      assert.equal(plain.status, 503);
      assert.deepEqual(await plain.json(), { error }, text);
      assert.deepEqual(Object.fromEntries(plain.headers), { 'content-type': 'application/json', 'retry-after': '2' });
    }
    const broken = new Response(
      new ReadableStream({
        start: (to) => {
          to.error(new Error('cut'));
        },
      }),
      { status: 500 },
    );
    assert.deepEqual(await (await plainError(broken)).json(), { error: { message: '' } });
  });

  it('of status 200 is judged by the status that it states, first of all in the error', () => {
    const error = { message: 'm' };
    const bodies: readonly (readonly [object, number, boolean, unknown])[] = [
      [{ error: { ...error, code: 429 } }, 429, false, { ...error, code: 429 }],
      [{ error: { ...error, status: '503' } }, 503, false, { ...error, status: '503' }],
      [{ error: { ...error, status_code: 404 } }, 404, false, { ...error, status_code: 404 }],
      [{ error, code: 400 }, 400, false, error],
      [{ error, status: 599 }, 599, false, error],
      [{ error: 'm', code: 400, status: 401 }, 400, false, 'm'],
      [{ error, code: 399 }, 500, true, error],
      [{ error, code: 600 }, 500, true, error],
      [{ message: 'm' }, 500, true, { message: 'm' }],
      [{ error: null, message: 'm', code: 'rate_limit' }, 429, true, { error: null, message: 'm', code: 'rate_limit' }],
    ];
    for (const [body, status, isGuessed, inner] of bodies)
      assert.deepEqual(refusalIn(body), { status, isGuessed, error: inner }, JSON.stringify(body));
    const words: Record<number, readonly string[]> = {
      400: ['unsupported value', 'not supported', 'unrecognised', 'x must be y', 'the chat template', 'y is required'],
      401: ['Unauthorized', 'no api key', 'authentication failed', 'forbidden'],
      404: [
        'no such route',
        'the page could not be found: not found',
        'Cannot POST /v1',
        'model m does not exist: not exist',
      ],
      429: ['rate limit', 'throttled', 'too many requests'],
      500: [
        'try again',
        'temporary',
        'timed out',
        'internal',
        'no capacity',
        'upstream',
        'internal: unknown',
        'nothing that is known',
      ],
    };
    for (const [status, texts] of Object.entries(words))
      for (const message of texts) assert.equal(refusalIn({ message })?.status, Number(status), message);
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
