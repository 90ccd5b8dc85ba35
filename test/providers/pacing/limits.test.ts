// Rate limits of many kinds, simulated on a virtual clock: no row fails, the limit is used, few requests are refused. The whole table:
// `npm run bench limits`.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LimitedOptions } from '../../support/limitedServer';
import { simulate, type Simulated } from './simulate';

const tellings: readonly (readonly [string, LimitedOptions['tells'], number])[] = [
  ['headers and Retry-After', { headers: true, retryAfter: 'seconds' }, 10],
  ['Retry-After', { retryAfter: 'seconds' }, 30],
  ['nothing', {}, 30],
];

function check({ failed, usedShare, refusalsPer100 }: Simulated, mostRefusals: number, name: string): void {
  const figures = `${name}: ${(100 * usedShare).toFixed(0)} % used, ${refusalsPer100.toFixed(1)} refusals per 100`;
  assert.equal(failed, 0, figures);
  assert.ok(usedShare >= 0.9, figures);
  assert.ok(refusalsPer100 <= mostRefusals, figures);
}

describe('rate limits', function () {
  this.timeout(120_000);

  for (const [telling, tells = {}, mostRefusals] of tellings) {
    for (const perMinute of [10, 30, 60, 500])
      it(`of ${String(perMinute)} requests a minute, told by ${telling}`, async () => {
        const { m } = await simulate({ m: { bucket: { perMinute }, tells } }, Math.max(150, 3 * perMinute));
        check(m!, mostRefusals, 'requests');
      });
    for (const perMinute of [60, 500])
      it(`of ${String(perMinute)} a minute at which refusals count, told by ${telling}`, async () => {
        const { m } = await simulate({ m: { bucket: { perMinute, countsRefusals: true }, tells } }, 4 * perMinute);
        check(m!, mostRefusals, 'requests');
      });
    it(`of 200,000 tokens a minute, told by ${telling}`, async () => {
      const { m } = await simulate({ m: { bucket: { perMinute: 200_000, unit: 'tokens' }, tells } }, 1500);
      check(m!, mostRefusals, 'tokens');
    });
    it(`of two models of one host, told by ${telling}`, async () => {
      const { fast, slow } = await simulate(
        { fast: { bucket: { perMinute: 1200 }, tells }, slow: { bucket: { perMinute: 60 }, tells } },
        { fast: 3600, slow: 180 },
      );
      check(fast!, mostRefusals, 'fast');
      check(slow!, mostRefusals, 'slow');
    });
  }

  for (const [name, bucket] of Object.entries({
    '3 a minute': { perMinute: 3 },
    '60 a minute, by fixed windows of 10 s': { perMinute: 60, kind: 'window', windowMs: 10_000 },
    '60 a minute, by fixed windows of a second': { perMinute: 60, kind: 'window', windowMs: 1000 },
    '300 a minute, by fixed windows of a minute': { perMinute: 300, kind: 'window' },
    '300 a minute, by fixed windows of 10 s': { perMinute: 300, kind: 'window', windowMs: 10_000 },
    '300 a minute, by sliding windows of 10 s': { perMinute: 300, kind: 'sliding', windowMs: 10_000 },
    '300 a minute, by fixed windows of a second': { perMinute: 300, kind: 'window', windowMs: 1000 },
    '3,000 a minute, by fixed windows of 10 s': { perMinute: 3000, kind: 'window', windowMs: 10_000 },
    '3,000 a minute, by fixed windows of a second': { perMinute: 3000, kind: 'window', windowMs: 1000 },
    '3,000 a minute, by sliding windows of 10 s': { perMinute: 3000, kind: 'sliding', windowMs: 10_000 },
    '60 a minute that become 180': { perMinute: 60, change: { atMs: 240_000, perMinute: 180 } },
    '300 a minute that become 1,200': { perMinute: 300, change: { atMs: 240_000, perMinute: 1200 } },
  } satisfies Record<string, LimitedOptions['bucket']>))
    it(`of ${name}, told by Retry-After alone`, async () => {
      const { perMinute } = bucket;
      const rows = 'change' in bucket ? 4 * perMinute + 8 * bucket.change.perMinute : Math.max(60, 5 * perMinute);
      const { m } = await simulate({ m: { bucket, tells: { retryAfter: 'seconds' } } }, rows);
      check(m!, 30, name);
    });

  for (const [telling, tells] of [
    ['Retry-After alone', { retryAfter: 'seconds' }],
    ['nothing', {}],
  ] as const)
    for (const perMinute of [3, 10, 20, 40])
      for (const kind of ['bucket', 'sliding'] as const)
        it(`of ${String(perMinute)} a minute at which refusals count (${kind}), told by ${telling}`, async () => {
          const bucket = { perMinute, kind, countsRefusals: true };
          const { m } = await simulate({ m: { bucket, tells } }, Math.max(60, 5 * perMinute));
          check(m!, 30, kind);
        });

  for (const [telling, tells] of [
    ['Retry-After alone', { retryAfter: 'seconds' }],
    ['nothing', {}],
  ] as const) {
    for (const [name, bucket] of Object.entries({
      '5 a minute': { perMinute: 5 },
      '5 a minute, by sliding windows at which refusals count': { perMinute: 5, kind: 'sliding', countsRefusals: true },
      '15 a minute, by a bucket that holds one': { perMinute: 15, capacity: 1 },
      '60 a minute, by a bucket that holds one': { perMinute: 60, capacity: 1 },
      '60 a minute, by sliding windows of 10 s': { perMinute: 60, kind: 'sliding', windowMs: 10_000 },
      '60 a minute, by sliding windows in which refusals count': {
        perMinute: 60,
        kind: 'sliding',
        countsRefusals: true,
      },
    } satisfies Record<string, LimitedOptions['bucket']>))
      it(`of ${name}, told by ${telling}`, async () => {
        const { m } = await simulate({ m: { bucket, tells } }, Math.max(60, 5 * bucket.perMinute));
        check(m!, 30, name);
      });
    for (const kind of ['bucket', 'window', 'sliding'] as const)
      it(`of 2 a second and 60 a minute at once (${kind}), told by ${telling}`, async () => {
        const bucket = { perMinute: 60, kind };
        const also = { perMinute: 120, kind, windowMs: 1000, capacity: 2 };
        const { m } = await simulate({ m: { bucket, also, tells } }, 300);
        check(m!, 30, kind);
      });
  }

  for (const kind of ['window', 'sliding'] as const)
    it(`of 20 a second and 1,200 a minute at once (${kind}), told by Retry-After alone`, async () => {
      const also = { perMinute: 1200, kind, windowMs: 1000, capacity: 20 };
      const tells = { retryAfter: 'seconds' } as const;
      const { m } = await simulate({ m: { bucket: { perMinute: 1200, kind }, also, tells } }, 6000);
      check(m!, 30, kind);
    });

  for (const [name, bucket] of Object.entries({
    '3 a minute, by sliding windows': { perMinute: 3, kind: 'sliding' },
    '10 a minute, by sliding windows': { perMinute: 10, kind: 'sliding' },
    '10 a minute, by fixed windows': { perMinute: 10, kind: 'window' },
    '60 a minute, by a bucket that holds one': { perMinute: 60, capacity: 1 },
    '60 a minute, by fixed windows of 10 s': { perMinute: 60, kind: 'window', windowMs: 10_000 },
    '60 a minute, by sliding windows of 10 s': { perMinute: 60, kind: 'sliding', windowMs: 10_000 },
    '60 a minute, by sliding windows in which refusals count': { perMinute: 60, kind: 'sliding', countsRefusals: true },
    '300 a minute, by fixed windows of a second': { perMinute: 300, kind: 'window', windowMs: 1000 },
    '300 a minute, by sliding windows': { perMinute: 300, kind: 'sliding' },
    '20,000 tokens a minute, by sliding windows': { perMinute: 20_000, kind: 'sliding', unit: 'tokens' },
  } satisfies Record<string, LimitedOptions['bucket']>))
    for (const headers of [true, 'seconds'] as const)
      it(`of ${name}, told by headers${headers === true ? '' : ' in whole seconds'}`, async () => {
        const rows = 'unit' in bucket ? 400 : Math.max(60, 5 * bucket.perMinute);
        const { m } = await simulate({ m: { bucket, tells: { headers } } }, rows);
        check(m!, 10, name);
      });

  for (const kind of ['bucket', 'window', 'sliding'] as const)
    it(`of 20 a minute that two models share (${kind}), told by headers`, async () => {
      const options: LimitedOptions = {
        bucket: { perMinute: 20, kind },
        tells: { headers: true, retryAfter: 'seconds' },
      };
      const { one } = await simulate({ one: options, other: options }, 60, { isShared: true });
      check(one!, 10, kind);
    });

  it('told by headers stay known where the way to the server is never the same', async () => {
    for (const kind of ['bucket', 'window', 'sliding'] as const) {
      const options: LimitedOptions = {
        bucket: { perMinute: 60, kind },
        jitterMs: 80,
        latencyMs: 2000,
        tells: { headers: true },
      };
      const { m } = await simulate({ m: options }, 300);
      check(m!, 10, kind);
    }
  });

  it('of which only the rest is told, and not when there is more, are learned and never waited for without end', async () => {
    for (const perMinute of [20, 60, 300]) {
      const bucket = { perMinute, capacity: Math.max(1, perMinute / 60) };
      const { m } = await simulate({ m: { bucket, tells: { headers: 'remaining' } } }, 5 * perMinute);
      assert.equal(m!.failed, 0);
      assert.ok(m!.usedShare >= 0.7, `${String(perMinute)}: ${String(m!.usedShare)}`);
    }
  });

  it('whatever it is, however slow the answers are: no row fails, and it is used', async () => {
    const options = fc.record({
      perMinute: fc.integer({ min: 15, max: 1200 }),
      concurrency: fc.integer({ min: 2, max: 100 }),
      latencyMs: fc.integer({ min: 50, max: 2000 }),
      headers: fc.boolean(),
      retryAfter: fc.constantFrom('exact', 'seconds', undefined),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(options, async ({ perMinute, concurrency, latencyMs, headers, retryAfter, seed }) => {
        const tells = { headers, ...(retryAfter && { retryAfter }) };
        const most = perMinute * 5;
        const { m } = await simulate({ m: { bucket: { perMinute }, latencyMs, tells } }, most, { concurrency, seed });
        assert.equal(m!.failed, 0);
        assert.ok(m!.refusalsPer100 <= 30, String(m!.refusalsPer100));
        // What its own concurrency lets through may be less.
        const possible = Math.min(1, (concurrency / latencyMs) * (60_000 / perMinute) * 0.9);
        assert.ok(m!.usedShare >= 0.88 * possible, `${String(m!.usedShare)} of ${String(possible)}`);
      }),
      { numRuns: 15 },
    );
  });

  it('flows evenly once it is known', async () => {
    const { m } = await simulate({ m: { bucket: { perMinute: 60 }, tells: { headers: true } } }, 240);
    assert.ok(m!.longestSilenceS < 3, String(m!.longestSilenceS));
  });

  it('refusals without a reason leave most of the pace', async () => {
    const { m } = await simulate(
      { m: { bucket: { perMinute: 1e9 }, stray: 0.1, tells: { retryAfter: 'seconds' } } },
      3000,
    );
    assert.equal(m!.failed, 0);
    assert.ok(m!.minutes < 5, String(m!.minutes));
  });

  it('is told with its figures', async () => {
    const { m } = await simulate({ m: { bucket: { perMinute: 60 }, tells: { headers: true } } }, 150);
    const told = m!.notices.filter(({ code }) => code === 'limit');
    assert.ok(told.length > 5);
    const { host, figures } = told.at(-1)!;
    assert.equal(host, 'limited');
    assert.ok(Math.abs(figures.perMinute! - 60) < 3, String(figures.perMinute));
  });
});
