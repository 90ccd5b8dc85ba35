// Limits whose headers tell how many are left, and not when there are more: what is left of few says nothing of time, and a limit by the second may say so by its name.
import assert from 'node:assert/strict';
import type { LimitedOptions } from '../../support/limitedServer';
import { LimitMirror } from '../../../src/providers/pacing/statedLimit';
import { simulate } from './simulate';

const rows = 900;

describe('a limit that is told without a reset', function () {
  this.timeout(120_000);

  const ofFew = [1, 2, 5, 9].flatMap((capacity) =>
    [60, 600, 3000].flatMap((perMinute) =>
      ([{ retryAfter: 'seconds' }, {}] as readonly LimitedOptions['tells'][]).map(
        (more = {}): readonly [string, LimitedOptions] => [
          `of ${String(capacity)} that fills by ${String(perMinute)} a minute, with${more.retryAfter ? '' : 'out'} Retry-After`,
          { bucket: { perMinute, capacity }, tells: { headers: 'timeless', ...more } },
        ],
      ),
    ),
  );
  const bySecond = (['bucket', 'window'] as const).flatMap((kind) =>
    [1, 5, 20].map((n): readonly [string, LimitedOptions] => [
      `of ${String(n)} by the second, a ${kind}, as its name says`,
      {
        bucket: { perMinute: 60 * n, kind, windowMs: 1000, capacity: n },
        tells: { headers: 'timeless', name: 'second', retryAfter: 'seconds' },
      },
    ]),
  );
  for (const [what, options] of [...ofFew, ...bySecond])
    it(`is used, ${what}`, async () => {
      const { m } = await simulate({ m: options }, rows);
      const least = rows / options.bucket.perMinute;
      const figures = `${m!.minutes.toFixed(1)} minutes, ${least.toFixed(1)} at least; ${m!.refusalsPer100.toFixed(1)} refusals per 100`;
      assert.equal(m!.failed, 0);
      // Without a word of time some is lost until it is found out; taken for a minute's it was 15 hours.
      assert.ok(m!.minutes < Math.max(5.5, 1.5 * least), figures);
    });

  it('holds nothing back where it is of few, until its time is told', () => {
    const mirror = new LimitMirror();
    const told = (number: number, remaining: number, limit: number, more = {}) => {
      const sent = { number, sentMs: 100 * number };
      mirror.sent(sent, 1);
      mirror.told({ name: 'requests', unit: 'requests', limit, remaining, ...more }, sent, sent.sentMs);
      return [mirror.waitMs(1, sent.sentMs), mirror.perMinute];
    };
    for (let number = 1; number < 100; number++) assert.deepEqual(told(number, 0, 9), [0, undefined]);
    const [waitMs, perMinute] = told(100, 0, 9, { resetMs: 4500 });
    assert.ok(waitMs! > 100 && perMinute === 120, `${String(waitMs)} ms, ${String(perMinute)} a minute`);
    assert.ok(told(101, 0, 9)[0]! > 0, 'as fast as was told before');
  });

  it('is meant by the minute where it is of ten or more, and by the second where its name says so', () => {
    for (const [name, limit, perMinute] of [
      ['requests', 10, 10],
      ['second', 10, 600],
      ['requests-second', 5, 300],
      ['requests-per-second-burst', 5, 300],
      ['secondary', 10, 10],
    ] as const) {
      const mirror = new LimitMirror();
      const sent = { number: 1, sentMs: 0 };
      mirror.sent(sent, 1);
      mirror.told({ name, unit: 'requests', limit, remaining: 0 }, sent, 0);
      assert.equal(mirror.perMinute, perMinute, name);
      assert.ok(Math.abs(mirror.waitMs(1, 0) - 60_000 / perMinute) < 1e-6, name);
    }
  });
});
