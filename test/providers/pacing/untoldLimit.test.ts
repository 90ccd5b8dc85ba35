// What is known of a limit that no server tells: from what limits of each kind let through and refused.
import assert from 'node:assert/strict';
import { UntoldLimit } from '../../../src/providers/pacing/untoldLimit';
import { manualClock } from '../../support/fakeClock';
import { createLimiter, type LimiterOptions } from '../../support/limiter';

/** Sends at each of the moments (seconds), as the limit lets it. */
async function seen(options: LimiterOptions, seconds: readonly number[]): Promise<UntoldLimit> {
  const clock = manualClock();
  const limiter = createLimiter(options, clock);
  const limit = new UntoldLimit();
  for (const [at, second] of seconds.entries()) {
    await clock.advance(second * 1000 - clock.nowMs());
    const sent = { number: at + 1, sentMs: clock.nowMs() };
    limit.sent(sent);
    const isPassed = limiter.remaining() >= 1;
    if (isPassed) limiter.take(1);
    limit.replied(sent, isPassed);
  }
  return limit;
}

const perMinute = (perMs: number) => perMs * 60_000;
const every = (gap: number, count: number, from = 0) => Array.from({ length: count }, (_, at) => from + at * gap);

describe('a limit that is not told', () => {
  for (const [name, options, moments] of [
    ['a bucket of a minute', { perMinute: 60 }, [...every(0, 64), ...every(0.9, 60, 2)]],
    ['a bucket that holds one', { perMinute: 20, capacity: 1 }, every(2.9, 20)],
    ['a sliding minute', { perMinute: 6, kind: 'sliding' }, [...every(0.1, 9), 20, 61, ...every(9, 20, 70)]],
    [
      'sliding ten seconds',
      { perMinute: 60, kind: 'sliding', windowMs: 10_000 },
      [...every(0.01, 12), ...every(0.9, 60, 4)],
    ],
  ] as const)
    it(`that is ${name} is known to let through as much as it does`, async () => {
      const { known } = await seen(options, moments);
      assert.ok(known, 'known');
      const [least, below] = [perMinute(known.least), perMinute(known.below)];
      assert.ok(
        least > 0.88 * options.perMinute && least < 1.05 * options.perMinute,
        `${String(least)} to ${String(below)}`,
      );
      assert.ok(below >= 0.98 * options.perMinute, `${String(least)} to ${String(below)}`);
    });

  it('says when the oldest request leaves a sliding window', async () => {
    const { known } = await seen({ perMinute: 6, kind: 'sliding' }, [
      ...every(0.1, 9),
      20,
      61,
      61.01,
      61.02,
      61.03,
      61.04,
      61.05,
      61.06,
    ]);
    assert.ok(known && Math.abs(known.freeAtMs - 121_000) < 500, String(known?.freeAtMs));
  });

  it('is not known before something was refused', async () => {
    assert.equal((await seen({ perMinute: 600 }, every(1, 30))).known, undefined);
  });

  it('is known where replies come out of order', () => {
    const limit = new UntoldLimit();
    const sent = every(0, 8).map((_, at) => ({ number: at + 1, sentMs: at * 10 }));
    for (const each of sent) limit.sent(each);
    for (const each of [...sent].reverse()) limit.replied(each, each.number <= 5);
    assert.ok(
      limit.hypotheses.some(
        ({ options, rate }) =>
          options.kind === 'sliding' && options.windowMs === 60_000 && Math.round(perMinute(rate!.least)) === 5,
      ),
    );
  });

  it('takes a request whose reply never comes to have passed when two hundred later ones have theirs', () => {
    const limit = new UntoldLimit();
    limit.replied({ number: 99, sentMs: 0 }, false);
    for (let number = 1; number <= 202; number++) limit.sent({ number, sentMs: number * 10 });
    const sliding = () => limit.hypotheses.find(({ options }) => options.kind === 'sliding')!.rate;
    for (let number = 3; number <= 201; number++) limit.replied({ number, sentMs: 0 }, number < 201);
    assert.ok(sliding(), 'the first two are given up');
    assert.equal(Math.round(perMinute(sliding()!.least)), 200);
    const waiting = new UntoldLimit();
    for (let number = 1; number <= 201; number++) waiting.sent({ number, sentMs: number * 10 });
    for (let number = 3; number <= 201; number++) waiting.replied({ number, sentMs: 0 }, number < 201);
    assert.equal(waiting.known, undefined, 'there are two hundred to wait for after the first');
  });
});
