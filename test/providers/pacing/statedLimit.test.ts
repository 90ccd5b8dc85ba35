// What the mirror of a told limit makes of replies that are out of the usual: before anything was sent, without a size, at a standstill, after others' use.
import assert from 'node:assert/strict';
import { LimitMirror } from '../../../src/providers/pacing/statedLimit';
import type { StatedLimit } from '../../../src/providers/rateLimits';

const told = (remaining: number, more: Partial<StatedLimit> = {}): StatedLimit => ({
  ...{ name: 'requests', unit: 'requests', remaining },
  ...more,
});

/** Its replies come in the moment in which its requests are sent. */
function mirrored() {
  const mirror = new LimitMirror();
  let number = 0;
  const send = (sentMs: number, cost = 1) => {
    const sent = { number: ++number, sentMs };
    mirror.sent(sent, cost);
    return sent;
  };
  const reply = (sentMs: number, limit: StatedLimit, cost = 1) => {
    mirror.told(limit, send(sentMs, cost), sentMs);
  };
  return { mirror, send, reply };
}

/** A window of a minute of 100, as replies every second tell it until the 20th. */
function windowed(cost = 1) {
  const all = mirrored();
  for (let second = 0; second < 20; second++)
    all.reply(
      1000 * second,
      told(100 * cost - (second + 1) * cost, { limit: 100 * cost, resetMs: 60_000 - 1000 * second }),
      cost,
    );
  return all;
}

/** A sliding window of ten seconds of 10, of which another request is used every second. */
function sliding() {
  const all = mirrored();
  for (let second = 0; second < 10; second++)
    all.reply(1000 * second, told(9 - Math.min(second, 8), { limit: 10, resetMs: 10_000 - 3 }));
  return all;
}

describe('a told limit', () => {
  it('holds nothing back before anything is told, or where only what is left is', () => {
    const { mirror, reply } = mirrored();
    assert.deepEqual([mirror.waitMs(1, 0), mirror.perMinute], [0, undefined]);
    reply(0, told(0));
    assert.deepEqual([mirror.waitMs(1, 0), mirror.perMinute], [0, undefined]);
  });

  it('is waited for evenly also where nothing of this run was sent before', () => {
    const mirror = new LimitMirror();
    mirror.told(told(50, { limit: 60, resetMs: 10_500 }), { number: 1, sentMs: 0 }, 0);
    assert.equal(mirror.waitMs(1, 0), 0);
  });

  it('that becomes another one forgets how fast the former filled', () => {
    const { mirror, reply } = mirrored();
    reply(0, told(30, { limit: 60, resetMs: 30_500 }));
    assert.ok(mirror.perMinute! < 60);
    reply(100, told(30));
    assert.ok(mirror.perMinute! < 60, 'no other size is told');
    reply(200, told(90, { limit: 120 }));
    assert.equal(mirror.perMinute, 120);
  });

  it('whose size is told late goes on at the rate that was measured', () => {
    const { mirror, reply } = mirrored();
    for (let at = 0; at <= 8; at++) reply(1000 * at, told(50 - at / 2));
    assert.equal(mirror.perMinute, 60_000 * (4 / 8000), 'eight used, four fewer');
    reply(8100, told(45, { limit: 60 }));
    assert.equal(mirror.perMinute, 60_000 * (4 / 8000));
  });

  it('that is full is full again when its time has passed, however much was sent', () => {
    const { mirror, reply, send } = mirrored();
    reply(0, told(10, { limit: 10, resetMs: 5500 }));
    for (let at = 0; at < 10; at++) send(10);
    assert.ok(mirror.waitMs(1, 100) > 4000, String(mirror.waitMs(1, 100)));
    assert.ok(mirror.waitMs(1, 5499) > 0);
    assert.equal(mirror.waitMs(1, 5500), 0);
    for (let at = 0; at < 10; at++) send(5600);
    assert.ok(mirror.waitMs(1, 5700) > 1000, 'what was sent since counts');
  });

  it('without a size lets the last of what is left go at once', () => {
    const { mirror, reply } = mirrored();
    reply(0, told(1, { resetMs: 5500 }));
    assert.equal(mirror.waitMs(1, 1), 0);
    reply(2, told(0, { resetMs: 5500 }));
    assert.equal(mirror.waitMs(1, 2), 5500, 'then at its reset');
  });

  it('explains a refusal where hardly any of it was left, and is used up then', () => {
    const plain = windowed();
    const before = plain.send(19_100);
    plain.reply(19_200, told(3, { limit: 100, resetMs: 40_800 }));
    assert.equal(plain.mirror.refused(before, 1, 19_300), false, 'sent before the reply');
    // 5 % of it, and two requests, are near.
    for (const [cost, remaining, isNear] of [
      [1, 5, true],
      [1, 7, false],
      [30, 60, true],
      [30, 63, false],
      [0.5, 5, true],
      [0.5, 7, false],
    ] as const) {
      const { mirror, send, reply } = windowed();
      reply(20_000, told(remaining, { limit: 100, resetMs: 40_000 }));
      const sent = send(20_100, cost);
      assert.equal(mirror.refused(sent, cost, 20_200), isNear, `${String(cost)} of ${String(remaining)}`);
      assert.equal(mirror.waitMs(1, 20_300) >= 39_000, isNear, String(mirror.waitMs(1, 20_300)));
    }
    const bucket = mirrored();
    bucket.reply(0, told(0, { limit: 60, resetMs: 60_500 }));
    assert.equal(bucket.mirror.refused(bucket.send(10), 1, 20), false, 'a bucket fills meanwhile');
  });

  it('of a sliding window is as it was sent when its last reply is older than the window', () => {
    const { mirror, send } = sliding();
    assert.equal(mirror.perMinute! > 50, true, 'it slides');
    send(9500);
    assert.ok(mirror.waitMs(1, 9600) > 0);
    // What others used is gone by then, and one of this run is not.
    assert.equal(mirror.waitMs(1, 30_000), 0);
    for (let at = 0; at < 10; at++) send(30_000);
    const waitMs = mirror.waitMs(1, 30_100);
    assert.ok(waitMs > 9800 && waitMs < 10_100, String(waitMs));
  });

  it('of a sliding window that others used up is waited for until it is said to be full', () => {
    const { mirror, reply } = sliding();
    reply(60_000, told(0, { limit: 10, resetMs: 9997 }));
    const waitMs = mirror.waitMs(5, 60_001);
    assert.ok(waitMs > 9900 && waitMs <= 10_000, String(waitMs));
  });
});
