// What a server's headers say of its limits: which limit, how much of it is left, and when it is full again; to the millisecond.
import assert from 'node:assert/strict';
import { exhaustedResetMs, rateLimitsOf, retryAfterMs, statedWaitMs } from '../../src/providers/rateLimits';

const now = Date.UTC(2026, 0, 1);
const read = (headers: Record<string, string>) => rateLimitsOf(new Headers(headers), now);

describe('Retry-After', () => {
  const inFive = new Date(now + 5000);
  const forms: readonly (readonly [Record<string, string>, number | undefined])[] = [
    [{}, undefined],
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': '2.5' }, 2500],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': inFive.toUTCString() }, 5000],
    [{ 'retry-after': new Date(now - 5000).toUTCString() }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-3x' }, undefined],
    [{ 'retry-after-ms': '120' }, 120],
    [{ 'retry-after-ms': '0', 'retry-after': '9' }, 0],
    [{ 'retry-after-ms': '120', 'retry-after': '9' }, 120],
    [{ 'retry-after-ms': '-1', 'retry-after': '9' }, 9000],
    [{ 'retry-after-ms': 'x', 'retry-after': '9' }, 9000],
  ];
  for (const [headers, ms] of forms)
    it(`${JSON.stringify(headers)} is ${String(ms)} ms`, () => {
      assert.equal(retryAfterMs(new Headers(headers), now), ms);
    });

  it('in words is added up in every unit', () => {
    const words: readonly (readonly [string, number | undefined])[] = [
      ['retry after 2 days', 172_800_000],
      ['retry in 1 hour', 3_600_000],
      ['retry in 1.5 minutes', 90_000],
      ['retry in 3 milliseconds', 3],
      ['wait for 1 minute and 5 seconds', 65_000],
      ['retry in 2 fortnights', undefined],
      ['"retryDelay": "1.5s"', 1500],
      ['nothing of it', undefined],
    ];
    for (const [text, ms] of words) assert.equal(statedWaitMs(text), ms, text);
  });
});

describe('the headers of limits', () => {
  const one = { remaining: 3, limit: 60 };
  const named: readonly (readonly [string, Record<string, string>, object])[] = [
    ['ratelimit', { 'ratelimit-limit': '60', 'ratelimit-remaining': '3' }, { ...one, name: '', unit: 'requests' }],
    ['rate-limit', { 'rate-limit-limit': '60', 'rate-limit-remaining': '3' }, { ...one, name: '', unit: 'requests' }],
    [
      'OpenAI',
      { 'x-ratelimit-limit-requests': '60', 'x-ratelimit-remaining-requests': '3', 'x-ratelimit-reset-requests': '1s' },
      { ...one, name: 'requests', unit: 'requests', resetMs: 1000 },
    ],
    [
      'tokens',
      { 'x-ratelimit-limit-tokens': '60', 'x-ratelimit-remaining-tokens': '3' },
      { ...one, name: 'tokens', unit: 'tokens' },
    ],
    [
      'Anthropic',
      { 'anthropic-ratelimit-input-tokens-limit': '60', 'anthropic-ratelimit-input-tokens-remaining': '3' },
      { ...one, name: 'input-tokens', unit: 'input-tokens' },
    ],
    [
      'Anthropic, output',
      { 'anthropic-ratelimit-output-tokens-limit': '60', 'anthropic-ratelimit-output-tokens-remaining': '3' },
      { ...one, name: 'output-tokens', unit: 'output-tokens' },
    ],
    [
      'Fireworks',
      { 'x-ratelimit-limit-tokens-prompt': '60', 'x-ratelimit-remaining-tokens-prompt': '3' },
      { ...one, name: 'tokens-prompt', unit: 'input-tokens' },
    ],
    [
      'Fireworks, generated',
      { 'x-ratelimit-limit-tokens-generated': '60', 'x-ratelimit-remaining-tokens-generated': '3' },
      { ...one, name: 'tokens-generated', unit: 'output-tokens' },
    ],
    [
      'Cerebras',
      { 'x-ratelimit-limit-requests-day': '60', 'x-ratelimit-remaining-requests-day': '3' },
      { ...one, name: 'requests-day', unit: 'requests' },
    ],
    [
      'a role within the name',
      { 'x-ratelimit-tokens-limit-minute': '60', 'x-ratelimit-tokens-remaining-minute': '3' },
      { ...one, name: 'tokens-minute', unit: 'tokens' },
    ],
    [
      'a span alone',
      { 'x-ratelimit-limit-minute': '60', 'x-ratelimit-remaining-minute': '3' },
      { ...one, name: 'minute', unit: 'requests' },
    ],
  ];
  for (const [what, headers, limit] of named)
    it(`are read as ${what} writes them`, () => {
      assert.deepEqual(read(headers), [limit]);
    });

  it('tell nothing where one says nothing of a limit', () => {
    assert.equal(read({}), undefined);
    assert.equal(read({ 'content-type': 'x', 'x-limit': '3', 'x-ratelimit-policy': 'x' }), undefined);
    assert.equal(read({ 'x-ratelimit-limit-requests': '60' }), undefined);
    assert.equal(read({ 'x-ratelimit-limit-images': '60', 'x-ratelimit-remaining-images': '3' }), undefined);
    assert.equal(read({ 'x-ratelimit-limit-requests': '0', 'x-ratelimit-remaining-requests': '0' }), undefined);
    assert.equal(read({ 'x-ratelimit-remaining-requests': '-1' }), undefined);
    assert.equal(read({ 'x-ratelimit-remaining-requests': 'x' }), undefined);
    assert.deepEqual(read({ 'x-ratelimit-limit-requests': '-1', 'x-ratelimit-remaining-requests': '0' }), [
      { name: 'requests', unit: 'requests', remaining: 0 },
    ]);
  });

  it('tell nothing where they say neither limit, remainder nor reset', () => {
    assert.deepEqual(read({ 'x-ratelimit-requests': '5', 'x-ratelimit-remaining-requests': '3' }), [
      { name: 'requests', unit: 'requests', remaining: 3 },
    ]);
  });

  it('are kept apart', () => {
    assert.deepEqual(
      read({
        'x-ratelimit-remaining-requests': '3',
        'x-ratelimit-remaining-tokens': '70',
        'x-ratelimit-limit-tokens': '100',
      }),
      [
        { name: 'tokens', unit: 'tokens', limit: 100, remaining: 70 },
        { name: 'requests', unit: 'requests', remaining: 3 },
      ],
    );
  });

  const resets: readonly (readonly [string, object])[] = [
    ['30', { resetMs: 30_000 }],
    [' 1.5 ', { resetMs: 1500 }],
    ['999999999', { resetMs: 999_999_999_000 }],
    [String(now / 1000 + 7), { resetMs: 7000, isMoment: true }],
    [String(now / 1000 - 7), { resetMs: 0, isMoment: true }],
    ['1000000000', { resetMs: 0, isMoment: true }],
    [String(now + 7), { resetMs: 7, isMoment: true }],
    ['6m0s', { resetMs: 360_000 }],
    ['1d2h3m4s5ms', { resetMs: 93_784_005 }],
    ['120ms', { resetMs: 120 }],
    [new Date(now + 9000).toISOString(), { resetMs: 9000, isMoment: true }],
    [new Date(now - 9000).toISOString(), { resetMs: 0, isMoment: true }],
    ['soon', {}],
  ];
  for (const [text, reset] of resets)
    it(`are full again after "${text}"`, () => {
      assert.deepEqual(read({ 'x-ratelimit-remaining-requests': '3', 'x-ratelimit-reset-requests': text }), [
        { name: 'requests', unit: 'requests', remaining: 3, ...reset },
      ]);
    });

  it('take a number as milliseconds since 1970 from 100 billion on', () => {
    const at = (text: string, epochMs: number) =>
      rateLimitsOf(
        new Headers({ 'x-ratelimit-remaining-requests': '3', 'x-ratelimit-reset-requests': text }),
        epochMs,
      )?.[0]?.resetMs;
    assert.equal(at('100000000000', 99_999_999_000), 1000);
    assert.equal(at('99999999999', 99_999_999_998_000), 1000);
    assert.equal(at('1000000000', 999_999_999_000), 1000);
  });

  it('tell how long a used-up limit takes: the longest of several', () => {
    const limit = (remaining: number, resetMs?: number) =>
      ({ name: 'x', unit: 'requests', remaining, ...(resetMs !== undefined && { resetMs }) }) as const;
    assert.equal(exhaustedResetMs(undefined), undefined);
    assert.equal(exhaustedResetMs([]), undefined);
    assert.equal(exhaustedResetMs([limit(1, 5)]), undefined);
    assert.equal(exhaustedResetMs([limit(0)]), undefined);
    assert.equal(exhaustedResetMs([limit(0, 5), limit(0, 7), limit(1, 9), limit(0, 6)]), 7);
  });
});
