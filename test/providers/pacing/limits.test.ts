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
