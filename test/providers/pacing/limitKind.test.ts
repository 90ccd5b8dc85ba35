// Which kind of limit a server's replies tell of, and how long its window is.
import assert from 'node:assert/strict';
import { KindOfLimit, type ToldReset } from '../../../src/providers/pacing/limitKind';

type Reply = readonly [atMs: number, resetMs: number, missing: number];
const limit = 60;

function after(replies: readonly Reply[], kind = new KindOfLimit(), size = limit): KindOfLimit {
  for (const [atMs, resetMs, missing] of replies) {
    kind.seen(resetMs);
    kind.told({ atMs, resetMs, missing, limit: size } satisfies ToldReset);
  }
  return kind;
}
/** One request a second; of a bucket of one a second ten are missing to begin with, and one more every fourth second. */
const bucket = (count: number, fromMs = 0): Reply[] =>
  Array.from({ length: count }, (_, at) => [
    fromMs + 1000 * at,
    1000.5 * (10 + Math.floor(at / 4)),
    10 + Math.floor(at / 4),
  ]);
const sliding = (count: number, fromMs = 0): Reply[] =>
  Array.from({ length: count }, (_, at) => [fromMs + 1000 * at, 9999.5, 20 + 5 * (at % 5)]);
const windowReset = (atMs: number) => 10_000.5 - (atMs % 10_000);
const windowed = (moments: readonly number[]): Reply[] =>
  moments.map((atMs) => [atMs, windowReset(atMs), 1 + Math.floor((atMs % 10_000) / 500)]);
const every = (gapMs: number, count: number, fromMs = 0) =>
  Array.from({ length: count }, (_, at) => fromMs + gapMs * at);

describe('the kind of a told limit', () => {
  it('is a bucket until something else is told', () => {
    assert.deepEqual([new KindOfLimit().kind, new KindOfLimit().windowMs], ['bucket', undefined]);
    const { kind, windowMs, isCoarse } = after(bucket(40));
    assert.deepEqual([kind, windowMs, isCoarse], ['bucket', undefined, false]);
  });

  it('slides where its reset stays as it is', () => {
    const { kind, windowMs } = after(sliding(30));
    assert.deepEqual([kind, windowMs], ['sliding', 9999.5]);
  });

  it('is a window where its reset draws nearer whatever is missing, seldom as it is used', () => {
    for (const moments of [every(700, 60), [...every(700, 40), ...every(23_700, 40, 40_100)], every(3300, 40)]) {
      const { kind, windowMs } = after(windowed(moments));
      assert.equal(kind, 'window', JSON.stringify(moments.slice(-3)));
      assert.ok(windowMs! > 5000 && windowMs! <= 10_000.5, String(windowMs));
    }
  });

  it('is not learned from a limit that is full, or has no time to fill', () => {
    const odd: readonly Reply[] = [
      [100, 0, 0],
      [200, 7000.5, 0],
      [300, 0, 3],
      [400, 8000.5, -1],
      [500, -5, 3],
    ];
    for (const reply of odd) {
      const kind = after([reply, ...bucket(20, 1000)]);
      assert.equal(kind.kind, 'bucket', JSON.stringify(reply));
      after([[21_000 + reply[0], reply[1], reply[2]], ...bucket(20, 22_000)], kind);
      assert.equal(kind.kind, 'bucket', JSON.stringify(reply));
      // And nothing of it stays that would hide what comes.
      after(sliding(40, 50_000), kind);
      assert.equal(kind.kind, 'sliding', JSON.stringify(reply));
    }
  });

  it('is learned anew when its size changes', () => {
    const kind = after(bucket(20));
    // Ten times as fast.
    after(
      bucket(20, 20_000).map(([atMs, resetMs, missing]): Reply => [atMs, resetMs / 10, missing]),
      kind,
      600,
    );
    assert.equal(kind.kind, 'bucket');
    after(sliding(40, 50_000), kind, 600);
    assert.equal(kind.kind, 'sliding');
  });

  it('is not learned from whole seconds that hardly are one, nor from replies that come late', () => {
    const coarse = after(every(1000, 12).map((atMs): Reply => [atMs, 3000, 5]));
    assert.deepEqual(
      [coarse.kind, coarse.isCoarse, coarse.isVague(3999), coarse.isVague(4000)],
      ['bucket', true, true, false],
    );
    const late = after([...bucket(20), ...sliding(40).map(([, resetMs, missing]): Reply => [100, resetMs, missing])]);
    assert.equal(late.kind, 'bucket');
    const whole = after(every(1000, 40).map((atMs, at): Reply => [atMs, 20_000, 8 + Math.min(10, at)]));
    assert.deepEqual([whole.kind, whole.isCoarse], ['sliding', true]);
  });
});
