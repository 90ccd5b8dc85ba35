// What is made of what the SDKs throw: the kind, whether to try again and when, and whether the attempt may have been billed; exact for each status and wording.
import assert from 'node:assert/strict';
import { ProviderError } from '../../src/engine/provider';
import { longestRetryAfterMs } from '../../src/providers/rateLimits';
import { type ErrorContext, fromRefusal, fromSdkError } from '../../src/providers/sdkErrors';
import { never } from '../support/requests';

const context: ErrorContext = {
  endpoint: 'there (llm.example)',
  redact: (text) => text.replaceAll('sk-secret', '***'),
  nowEpochMs: () => Date.UTC(2026, 0, 1),
};
type Said = Readonly<Record<string, unknown>>;
const refused = (status: number, said: string | Said = '', headers: Record<string, string> = {}) =>
  fromRefusal(
    { status, error: typeof said === 'string' ? { message: said } : said, headers: new Headers(headers) } as never,
    context,
  );
const retryable = new Set(['rate-limit', 'server', 'timeout']);
const wait = (seconds: number) => ({ 'retry-after': String(seconds) });
const usedUp = (seconds: number, remaining = 0) => ({
  'x-ratelimit-remaining-requests': String(remaining),
  'x-ratelimit-reset-requests': String(seconds),
});

/** What else is known than the kind, the status, and whether to try again, which the kind decides. */
type Known = Partial<ProviderError['details']>;
const billed: Known = { mayBeBilled: true };
const refusals: readonly (readonly [
  status: number,
  said: string | Said,
  headers: Record<string, string>,
  kind: ProviderError['kind'],
  known: Known,
])[] = [
  [400, 'no', wait(2), 'bad-request', {}],
  [401, 'no', wait(2), 'auth', {}],
  [401, 'insufficient_quota', {}, 'auth', {}],
  [402, 'pay', wait(2), 'quota', {}],
  [403, 'no', {}, 'auth', {}],
  [403, 'The input was flagged', {}, 'content-filter', {}],
  [403, 'moderation', {}, 'content-filter', {}],
  [404, 'no', {}, 'auth', {}],
  [404, 'flagged', wait(2), 'auth', {}],
  [413, 'too long', {}, 'bad-request', {}],
  [422, 'no', {}, 'bad-request', {}],
  [400, 'Your credit balance is too low', {}, 'quota', {}],
  [400, { message: 'no', code: 'insufficient_quota' }, {}, 'quota', {}],
  [400, { message: 'no', type: 'insufficient_quota' }, {}, 'quota', {}],
  [400, { error: { message: 'no', code: 'insufficient_quota' } }, {}, 'quota', {}],
  [400, { message: 'no', param: 'insufficient_quota' }, {}, 'bad-request', {}],
  [400, 'content_filter', {}, 'content-filter', {}],
  [400, { message: 'no', code: 'content_policy_violation' }, {}, 'content-filter', {}],
  [400, 'ResponsibleAIPolicyViolation', {}, 'content-filter', {}],
  [408, 'no', {}, 'timeout', billed],
  [408, 'no', wait(2), 'timeout', { ...billed, retryAfterMs: 2000 }],
  [409, 'no', wait(2), 'server', { retryAfterMs: 2000 }],
  [425, 'no', wait(2), 'server', { retryAfterMs: 2000 }],
  [429, 'slow', {}, 'rate-limit', {}],
  [429, 'slow', wait(2), 'rate-limit', { retryAfterMs: 2000 }],
  [429, 'at most 3 a minute: 3 per minute', {}, 'rate-limit', {}],
  [429, 'exceeded your current quota', {}, 'quota', {}],
  [429, 'exceeded your current quota', wait(2), 'rate-limit', { retryAfterMs: 2000, saysSpent: true }],
  [429, 'exceeded your current quota: 3 per minute', {}, 'rate-limit', { saysSpent: true }],
  [429, '3 per minute and 90 per day', {}, 'quota', {}],
  [429, 'requests (RPD)', {}, 'quota', {}],
  [429, 'the daily limit', {}, 'quota', {}],
  [429, { message: 'no', param: 'daily' }, {}, 'quota', {}],
  [429, { message: 'no', param: `${'x'.repeat(6000)} daily` }, {}, 'rate-limit', {}],
  [429, { message: 'no', retryDelay: '3s' }, {}, 'rate-limit', { retryAfterMs: 3000 }],
  [429, { message: 'no', param: 'daily', retryDelay: '3s' }, {}, 'rate-limit', { retryAfterMs: 3000 }],
  [429, 'try again in 4s', {}, 'rate-limit', { retryAfterMs: 4000 }],
  [429, 'try again in 4s', wait(2), 'rate-limit', { retryAfterMs: 2000 }],
  [429, 'too many concurrent requests', {}, 'rate-limit', { isConcurrency: true }],
  [429, 'simultaneous requests', {}, 'rate-limit', { isConcurrency: true }],
  [503, 'concurrency', {}, 'server', billed],
  // A wait of up to 15 minutes is sat out, a longer one pauses the run.
  [429, 'slow', wait(900), 'rate-limit', { retryAfterMs: 900_000 }],
  [429, 'slow', wait(901), 'quota', { retryAfterMs: 901_000 }],
  [503, 'no', wait(901), 'quota', { retryAfterMs: 901_000 }],
  // What is used up: until it is full again where that is long, or where the words speak of more than a minute.
  [429, 'slow', usedUp(60), 'rate-limit', {}],
  [429, 'slow', usedUp(900), 'rate-limit', {}],
  [429, 'slow', usedUp(901), 'quota', { retryAfterMs: 901_000 }],
  [429, 'slow', usedUp(901, 1), 'rate-limit', {}],
  [429, 'the daily limit', usedUp(60), 'rate-limit', { retryAfterMs: 60_000, saysSpent: true }],
  [429, 'the daily limit', usedUp(0), 'quota', {}],
  [429, 'the daily limit', { ...usedUp(60), ...wait(2) }, 'rate-limit', { retryAfterMs: 2000, saysSpent: true }],
  // Gateways: what was taken on may be billed.
  [500, 'boom', {}, 'server', billed],
  [502, 'boom', {}, 'server', billed],
  [503, 'boom', {}, 'server', billed],
  [520, 'boom', {}, 'server', billed],
  [504, 'boom', {}, 'timeout', billed],
  [504, 'boom', wait(2), 'timeout', { ...billed, retryAfterMs: 2000 }],
  [524, 'boom', {}, 'timeout', billed],
  [500, 'boom', wait(2), 'server', { retryAfterMs: 2000 }],
  [500, 'Overloaded', {}, 'server', {}],
  [502, 'no healthy upstream', {}, 'server', {}],
  [503, 'Service Unavailable', {}, 'server', {}],
  [503, 'model is loading', {}, 'server', {}],
  [520, 'at capacity', {}, 'server', {}],
  [501, 'boom', {}, 'server', {}],
  [529, 'boom', {}, 'server', {}],
  [500, 'exceeded your current quota', {}, 'quota', billed],
];

describe('a refusal with a status', () => {
  for (const [status, said, headers, kind, known] of refusals)
    it(`${String(status)} ${JSON.stringify(said).slice(0, 60)} ${JSON.stringify(headers)} is ${kind}`, () => {
      const error = refused(status, said, headers);
      assert.equal(error.kind, kind);
      assert.deepEqual(error.details, { isRetryable: retryable.has(kind), status, ...known });
    });

  it('says what was said, and what mends it', () => {
    const sentences: readonly (readonly [ProviderError, string])[] = [
      [refused(500, 'boom'), '500 boom'],
      [refused(500), '500'],
      [
        refused(404, 'gone'),
        "there is no such model or address (404 gone). Check the name of the model and the provider's base URL.",
      ],
      [
        refused(401, 'bad'),
        'the key was not accepted (401 bad). Check that it is set, valid, and allowed to use the model.',
      ],
      [refused(402, 'pay'), "the account's quota is used up (402 pay). Add credit or wait, then resume."],
      [refused(429, 'slow', wait(901)), 'it asks to wait 16 minutes (429 slow). Resume the run then.'],
      [refused(429, 'slow', wait(7200)), 'it asks to wait 120 minutes (429 slow). Resume the run then.'],
      [
        refused(500, 'exceeded your current quota', wait(900)),
        "the account's quota is used up (500 exceeded your current quota). Add credit or wait, then resume.",
      ],
    ];
    for (const [error, sentence] of sentences) assert.equal(error.message, `there (llm.example): ${sentence}`);
  });

  it('is read wherever the SDK puts its words', () => {
    const read = (error: object) => fromRefusal({ status: 400, ...error } as never, context);
    assert.equal(read({ message: '400 boom' }).message, 'there (llm.example): 400 boom');
    assert.equal(read({ message: 'boom 400 x' }).message, 'there (llm.example): 400 boom 400 x');
    assert.equal(read({ message: '400 boom', error: { message: 'own' } }).message, 'there (llm.example): 400 own');
    assert.equal(read({ message: 7 }).message, 'there (llm.example): 400');
    assert.equal(read({ code: 'insufficient_quota' }).kind, 'quota');
    assert.equal(read({ type: 'insufficient_quota' }).kind, 'quota');
    assert.equal(read({ code: 'other', error: { code: 'insufficient_quota' } }).kind, 'bad-request');
    assert.equal(read({ code: 7, error: { code: 'insufficient_quota' } }).kind, 'quota');
    assert.equal(read({ type: 'other', error: { type: 'insufficient_quota' } }).kind, 'bad-request');
    assert.equal(read({ error: null }).kind, 'bad-request');
    // Only headers are headers.
    assert.equal(read({ status: 429, headers: wait(2) }).details.retryAfterMs, undefined);
    assert.equal(read({ status: 429, headers: undefined, error: 'try again in 4s' }).details.retryAfterMs, 4000);
  });

  it('is cut once it holds no key, so that no half of one is left', () => {
    const { message } = refused(400, `${'a'.repeat(498)}sk-secret`);
    assert.equal(message, `there (llm.example): 400 ${'a'.repeat(498)}**`);
  });
});

/** An error of a connection with its causes, outermost first. */
function chain(...parts: readonly (string | { readonly message: string; readonly code: unknown })[]): Error {
  return parts.toReversed().reduce<Error | undefined>((cause, part) => {
    const { message, ...rest } = typeof part === 'string' ? { message: part } : part;
    return Object.assign(new Error(message, { cause }), rest);
  }, undefined)!;
}

const undici = 'Connection error.';
const connections: readonly (readonly [
  string,
  Error | undefined | string,
  ProviderError['kind'],
  Known,
  string | RegExp,
])[] = [
  [
    'nobody there',
    chain(undici, 'fetch failed', { message: 'connect', code: 'ECONNREFUSED' }),
    'network',
    { isRetryable: true },
    'it cannot be reached (fetch failed: connect ECONNREFUSED).',
  ],
  [
    'no such name',
    chain('getaddrinfo ENOTFOUND x'),
    'network',
    { isRetryable: true },
    'it cannot be reached (getaddrinfo ENOTFOUND x).',
  ],
  [
    'a certificate',
    chain('self-signed certificate'),
    'network',
    { isRetryable: true },
    'it cannot be reached (self-signed certificate). If the certificate is your own, let NODE_EXTRA_CA_CERTS name a file that holds its issuer.',
  ],
  [
    'a redirect',
    chain('fetch failed', 'unexpected redirect'),
    'auth',
    { isRetryable: false },
    'it answered with a redirect, which is not followed with a key; set the base URL that it redirects to.',
  ],
  ['held back', chain('A held back'), 'auth', { isRetryable: false }, 'the request was not sent (A held back).'],
  ['a port', chain('bad port'), 'auth', { isRetryable: false }, 'the request was not sent (bad port).'],
  [
    'broken off before it was sent',
    chain('write EPIPE'),
    'network',
    { isRetryable: true },
    'the connection broke off before the request was sent (write EPIPE).',
  ],
  [
    'no JSON',
    chain('Unexpected token sk-secret'),
    'malformed',
    { isRetryable: true, mayBeBilled: true },
    'the answer is not readable as JSON.',
  ],
  ['a timeout', chain('Request timed out.'), 'timeout', { isRetryable: true, mayBeBilled: true }, 'no answer in time.'],
  [
    'a reset',
    chain('terminated', { message: 'other side closed', code: 'UND_ERR_SOCKET' }),
    'network',
    { isRetryable: true, mayBeBilled: true },
    'the connection broke off (terminated: other side closed UND_ERR_SOCKET).',
  ],
  [
    'a code that its message tells already, one that is no text, and the same message twice',
    chain('read ECONNRESET', { message: 'read ECONNRESET', code: 'ECONNRESET' }, { message: 'x', code: 7 }),
    'network',
    { isRetryable: true, mayBeBilled: true },
    'the connection broke off (read ECONNRESET: x).',
  ],
  [
    "nothing but the SDK's words",
    chain(undici),
    'network',
    { isRetryable: true, mayBeBilled: true },
    'the connection broke off (Connection error.).',
  ],
  [
    'five causes at most',
    chain('1', '2', '3', '4', '5', '6'),
    'network',
    { isRetryable: true, mayBeBilled: true },
    'the connection broke off (1: 2: 3: 4: 5).',
  ],
  [
    'no error at all',
    undefined,
    'network',
    { isRetryable: true, mayBeBilled: true },
    'the connection broke off (unknown error).',
  ],
  ['a text', 'oops', 'network', { isRetryable: true, mayBeBilled: true }, 'the connection broke off (unknown error).'],
];

describe('an error without a status', () => {
  for (const [what, thrown, kind, details, sentence] of connections)
    it(`is understood: ${what}`, () => {
      const error = fromSdkError(thrown, never, context);
      assert.ok(error instanceof ProviderError);
      assert.deepEqual([error.kind, error.details], [kind, details]);
      assert.equal(error.message, `there (llm.example): ${String(sentence)}`);
    });

  it('of a proxy tells where it is refused', () => {
    const told = (status: number) =>
      fromSdkError(
        chain('fetch failed by the proxy of HTTPS_PROXY: x', `Proxy response (${String(status)}) !== 200`),
        never,
        context,
      ) as ProviderError;
    for (const [status, kind] of [
      [403, 'auth'],
      [407, 'auth'],
      [502, 'network'],
      [4070, 'network'],
    ] as const) {
      const error = told(status);
      assert.equal(error.kind, kind, String(status));
      assert.equal(
        error.message,
        `there (llm.example): it cannot be reached by the proxy of HTTPS_PROXY: the proxy refused with status ${String(status)}. ` +
          'Check its address, name and password in that variable, or put the host into NO_PROXY.',
      );
      assert.deepEqual(error.details, { isRetryable: kind !== 'auth' });
    }
  });

  it("is the reason of whoever gave up, or the project's own error, as it is", () => {
    const reason = new Error('enough');
    assert.equal(fromSdkError(new Error('x'), AbortSignal.abort(reason), context), reason);
    const own = new ProviderError('malformed', 'x', { isRetryable: true });
    assert.equal(fromSdkError(own, never, context), own);
  });

  it('is none where the status is a number', () => {
    const kindOf = (status: unknown) =>
      (fromSdkError(Object.assign(new Error('x'), { status }), never, context) as ProviderError).kind;
    assert.deepEqual([kindOf(429), kindOf('429'), kindOf(undefined)], ['rate-limit', 'network', 'network']);
  });

  it('asks for a wait of up to a quarter of an hour before a run pauses', () => {
    assert.equal(longestRetryAfterMs, 900_000);
  });
});
