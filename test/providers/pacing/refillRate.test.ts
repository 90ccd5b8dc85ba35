// How fast a bucket fills again, from what lacks and the time until it is full, or from what was used and what is left.
import assert from 'node:assert/strict';
import { RefillRate } from '../../../src/providers/pacing/refillRate';
import { SentLog } from '../../../src/providers/pacing/sentLog';

const near = (actual: number | undefined, expected: number, what = '') => {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= 1e-9 * Math.max(1e-3, Math.abs(expected)),
    `${what}: ${String(actual)}, not ${String(expected)}`,
  );
};
const limit = 100;

describe('the rate at which a bucket fills', () => {
  it('is what lacks by the time that it takes, exactly told', () => {
    const rate = new RefillRate();
    assert.equal(rate.perMs, undefined);
    near(rate.told(10, 5000, limit, false), 90, 'left');
    near(rate.perMs, 10 / 5000);
    // Nothing lacks, or no time: nothing is learned.
    for (const [missing, resetMs] of [
      [0, 500],
      [-1, 500],
      [5, 0],
      [5, -1],
    ] as const)
      assert.equal(rate.told(missing, resetMs, limit, false), undefined);
    near(rate.perMs, 10 / 5000);
    // Less than a whole request may lack: what is left has parts of one.
    near(rate.told(10, 4800, limit, false), limit - 4800 * (10 / 5000) * 1.01, 'left, by the rate seen before');
    near(rate.perMs, (10 / 5000) * 1.01, 'the least upper bound, fading by 1 % at each reply');
    near(rate.told(10, 5040, limit, false), limit - 10);
    near(rate.perMs, 10 / 5040);
    near(new RefillRate().told(1, 0.5, limit, false), 99.5, 'at most one in a millisecond');
  });

  it('begins anew where what is told contradicts what was', () => {
    const rate = new RefillRate();
    rate.told(50, 5000, limit, false);
    near(rate.perMs, 0.01);
    rate.told(50, 1000, limit, false);
    near(rate.perMs, 0.05, 'no less than 49 in a second fill');
    rate.told(50, 5000, limit, false);
    near(rate.perMs, 0.01, 'and no more than 50 in five');
    rate.told(2, 40, limit, false);
    near(rate.perMs, 0.05, 'between one and two in 40 ms');
    rate.forget();
    assert.equal(rate.perMs, undefined);
    rate.told(10, 200, limit, false);
    near(rate.perMs, 0.05);
    const other = new RefillRate();
    other.told(60, 1000, limit, false);
    other.forget();
    other.told(10, 1000, limit, false);
    near(other.perMs, 0.01, 'what bounded it is forgotten');
  });

  it('lies between bounds that whole seconds leave, and what is left is not known from them', () => {
    const rate = new RefillRate();
    assert.equal(rate.told(30, 6000, limit, true), undefined);
    near(rate.perMs, 30 / 6000);
    // Up to a second less may be: at most 30 in 5 s, at least 29 in 6.
    rate.told(7, 1150, limit, true);
    near(rate.perMs, (30 / 5000) * 1.01, 'no more than before');
    const low = new RefillRate();
    low.told(30, 6000, limit, true);
    low.told(20, 5000, limit, true);
    near(low.perMs, 29 / 6000 / 1.01, 'no less than before');
    const short = new RefillRate();
    short.told(3, 1000, limit, true);
    near(short.perMs, 3 / 1000);
    short.told(3, 500, limit, true);
    near(short.perMs, 3 / 500);
    const one = new RefillRate();
    one.told(1, 9000, limit, true);
    near(one.perMs, 1 / 9000);
    one.told(1, 90_000, limit, true);
    near(one.perMs, 1 / 90_000, 'one may lack hardly anything: no least rate');
  });

  it('is at least what fills in a second that hardly is one, and a little less after a refusal', () => {
    const rate = new RefillRate();
    rate.refused();
    assert.equal(rate.perMs, undefined);
    rate.toldVaguely(10, 2000);
    near(rate.perMs, 10 / 2000);
    rate.toldVaguely(10, 500);
    near(rate.perMs, 10 / 1000, 'a second at least');
    rate.toldVaguely(3, 1000);
    near(rate.perMs, 10 / 1000, 'no less than was seen');
    rate.refused();
    near(rate.perMs, 0.97 * (10 / 1000));
    rate.told(10, 2000, limit, false);
    rate.refused();
    near(rate.perMs, 10 / 2000, 'what is told exactly stays');
    rate.toldVaguely(10, 2000);
    rate.forget();
    rate.refused();
    assert.equal(rate.perMs, undefined, 'it is not known any more');
    const vague = new RefillRate();
    vague.refused();
    vague.toldVaguely(0, 1000);
    assert.equal(vague.perMs, 0);
  });

  it('is measured over five seconds and eight replies where no reset is told', () => {
    const [rate, log] = [new RefillRate(), new SentLog()];
    /** One request is sent every so often, and so much is left. */
    let number = 0;
    const reply = (atMs: number, remaining: number) => {
      log.sent({ number: ++number, sentMs: atMs }, 1);
      rate.measure(remaining, atMs, log);
      return rate.perMs;
    };
    assert.equal(reply(0, 50), undefined, 'the first is where it begins');
    for (let at = 1; at <= 7; at++) assert.equal(reply(1000 * at, 50), undefined, 'too few');
    // Eight used, and five fewer are left: three have filled.
    near(reply(8000, 45), 3 / 8000);
    for (let at = 1; at <= 7; at++) near(reply(8000 + at * 100, 45), 3 / 8000);
    near(reply(12_999, 45), 3 / 8000, 'too soon');
    near(reply(13_000, 44), 0.5 * (3 / 8000 + 8 / 5000), 'the mean of nine used less one, and before');
    for (let at = 1; at <= 7; at++) reply(13_000 + at * 700, 44);
    near(reply(19_000, 30), 0.25 * (3 / 8000 + 8 / 5000), 'less than nothing does not fill');
  });
});
