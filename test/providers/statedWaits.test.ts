// Refusals that say when to come back, in every wording that is known: the stated wait beats whatever else they say, and a wait in a row's own text is none.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ProviderError } from '../../src/engine/provider';
import { createOpenAiProvider } from '../../src/providers/openaiProvider';
import { createQuirkStore } from '../../src/providers/quirks';
import { statedWaitMs } from '../../src/providers/rateLimits';
import { systemClock } from '../../src/providers/systemClock';
import { syntheticAnswerer } from '../support/answerers';
import { startLlmServer } from '../support/llmServer';
import { never, testPrice, testRequest } from '../support/requests';

const wordings: readonly (readonly [string, number | undefined])[] = [
  ['Please retry in 1.4s.', 1400],
  ['Please try again in 6m0s.', 360_000],
  ['Rate limit reached ... Please try again in 864ms. Visit https://example.com/account', 864],
  ['Please retry after 37 seconds.', 37_000],
  ['Try again in 1 minute and 5 seconds', 65_000],
  ['try again in about 20 seconds', 20_000],
  ['You must wait for 2 minutes before the next request', 120_000],
  ['The model will be available in 30 secs', 30_000],
  ['Please retry in 17h3m22.5s.', 61_402_500],
  ['{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34s"}', 34_000],
  ['{"retryDelay": "0.250s"}', 250],
  ['Too many requests', undefined],
  ['Limit 500 per minute', undefined],
  ['You sent 61 requests in 60 seconds', undefined],
];

const gemini = [
  'You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: the docs.',
  '* Quota exceeded for metric: generate_content_free_tier_requests, limit: 10, model: gemini-2.5-flash',
];
const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.4s' };

/** Bodies of 429: what they are and how long they ask to wait. */
const refusals: readonly (readonly [string, unknown, ProviderError['kind'], number | undefined])[] = [
  [
    "Google's per-minute limit, in its words",
    { error: { code: 429, message: `${gemini.join('\n')}\nPlease retry in 1.4s.`, status: 'RESOURCE_EXHAUSTED' } },
    'rate-limit',
    1400,
  ],
  [
    "Google's, in its details alone",
    { error: { code: 429, message: gemini[0], status: 'RESOURCE_EXHAUSTED', details: [retryInfo] } },
    'rate-limit',
    1400,
  ],
  [
    "Google's, as a list",
    [{ error: { code: 429, message: gemini[0], status: 'RESOURCE_EXHAUSTED', details: [retryInfo] } }],
    'rate-limit',
    1400,
  ],
  [
    "OpenAI's lowest tier",
    {
      error: {
        message: 'Rate limit reached for m on requests per min (RPM): Limit 3, Used 3. Please try again in 20s.',
      },
    },
    'rate-limit',
    20_000,
  ],
  ['a spent account', { error: { message: gemini[0], code: 'insufficient_quota' } }, 'quota', undefined],
  [
    'a quota of the day, hours away',
    { error: { message: 'Rate limit reached on requests per day (RPD). Please try again in 7h12m0s.' } },
    'quota',
    25_920_000,
  ],
  ['no words at all', '', 'rate-limit', undefined],
];

/** What is thrown where the server refuses the only request. */
async function refusalBy(url: string): Promise<ProviderError> {
  const options = { name: 'test', apiKey: 'k', quirks: createQuirkStore(), baseUrl: `${url}/v1` };
  const error = await createOpenAiProvider(options)
    .ask(testRequest(), never)
    .catch((thrown: unknown) => thrown);
  assert.ok(error instanceof ProviderError, String(error));
  return error;
}

describe('a stated wait', () => {
  for (const [text, ms] of wordings)
    it(`is ${ms === undefined ? 'not read into' : `${String(ms)} ms of`} "${text.slice(0, 60)}"`, () =>
      assert.equal(statedWaitMs(text), ms));

  it('is the sum of its parts, in every unit, and never less than nothing', () => {
    const part = fc.nat(59);
    fc.assert(
      fc.property(part, part, part, (h, m, s) => {
        assert.equal(
          statedWaitMs(`Please retry in ${String(h)}h${String(m)}m${String(s)}s`),
          ((h * 60 + m) * 60 + s) * 1000,
        );
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => (statedWaitMs(`retry in ${text}`) ?? 0) >= 0));
  });

  for (const [what, body, kind, waitMs] of refusals)
    it(`decides what a 429 is: ${what}`, async () => {
      const raw = typeof body === 'string' ? body : JSON.stringify(body);
      const server = await startLlmServer({
        answerer: syntheticAnswerer(['ham', 'spam']),
        priceOf: () => testPrice,
        refuse: () => ({ status: 429, message: '', raw }),
      });
      try {
        const error = await refusalBy(server.url);
        assert.deepEqual([error.kind, error.details.retryAfterMs], [kind, waitMs], error.message);
      } finally {
        await server.close();
      }
    });

  it('17: of decades pauses the run at any status, and no timer of that length fires at once', async () => {
    for (const status of [408, 409, 425, 429, 503]) {
      const server = await startLlmServer({
        answerer: syntheticAnswerer(['ham', 'spam']),
        priceOf: () => testPrice,
        refuse: () => ({
          status,
          message: '',
          raw: JSON.stringify({ error: { message: 'later' } }),
          headers: { 'retry-after': '1000000000' },
        }),
      });
      try {
        const error = await refusalBy(server.url);
        assert.deepEqual(
          [error.kind, error.details.isRetryable],
          ['quota', false],
          `${String(status)}: ${error.message}`,
        );
      } finally {
        await server.close();
      }
    }
    const end = new AbortController();
    const slept = systemClock.sleep(1e12, end.signal).then(
      () => 'slept',
      () => 'ended',
    );
    await new Promise((resolve) => setTimeout(resolve, 30));
    end.abort(new Error('enough'));
    assert.equal(await slept, 'ended');
  });
});
