// Requests under way that a server lets through at once are learned from what passed and what was refused beside how many; no limit a minute is taken for it.
import assert from 'node:assert/strict';
import { UnderWayLimit } from '../../../src/providers/pacing/underWayLimit';
import { createLimiter, type LimiterOptions } from '../../support/limiter';
import { manualClock } from '../../support/fakeClock';
import { simulate } from './simulate';

/** Asks with so many at once, or as many as it says, of a server that lets `places` through at once; an answer takes 300 ms, a refusal 30. */
async function seen(places: number, asked: number, requests: number) {
  const clock = manualClock();
  const limit = new UnderWayLimit();
  const ends: { readonly atMs: number; readonly number: number; readonly isPassed: boolean }[] = [];
  const refused: number[] = [];
  for (let number = 1; number <= requests;) {
    while (ends.length < Math.min(asked, limit.flight ?? Infinity) && number <= requests) {
      const isPassed = ends.filter((end) => end.isPassed).length < places;
      const sent = { number, sentMs: clock.nowMs() };
      limit.sent(sent);
      if (!isPassed) refused.push(number);
      ends.push({ number, isPassed, atMs: clock.nowMs() + (isPassed ? 250 + ((number * 37) % 100) : 30) });
      number++;
    }
    ends.sort((a, b) => a.atMs - b.atMs);
    const next = ends.shift()!;
    await clock.advance(next.atMs - clock.nowMs());
    limit.replied({ number: next.number, sentMs: 0 }, next.isPassed, clock.nowMs());
  }
  return { limit, refused };
}

describe('a limit of requests under way that is not told', () => {
  for (const places of [1, 2, 3])
    it(`of ${String(places)} is known after a few refusals, and one more is tried seldom`, async () => {
      const { limit, refused } = await seen(places, places + 8, 1000);
      assert.equal(limit.flight, places);
      const late = refused.filter((number) => number > 200);
      assert.ok(late.length > 0 && late.length <= 20, String(late.length));
    });

  it('that is raised is found out', async () => {
    const { limit } = await seen(3, 12, 600);
    assert.equal(limit.flight, 3);
    // From here on everything passes, also what is tried beyond the three.
    let number = 10_000;
    for (let atMs = 1e6; atMs < 2e6; atMs += 1000) {
      const together = limit.flight ?? 8;
      const all = Array.from({ length: together }, () => ({ number: number++, sentMs: atMs }));
      for (const sent of all) limit.sent(sent);
      for (const sent of all) limit.replied(sent, true, atMs + 500);
    }
    assert.equal(limit.flight, undefined);
  });

  it('is none where the limit is one of requests a minute', async () => {
    const kinds: readonly LimiterOptions[] = [
      { perMinute: 60 },
      { perMinute: 60, capacity: 1 },
      { perMinute: 600, kind: 'sliding', windowMs: 10_000 },
      { perMinute: 600, kind: 'window', windowMs: 1000 },
    ];
    for (const options of kinds)
      for (const gapMs of [40, 300, 900]) {
        const clock = manualClock();
        const limiter = createLimiter(options, clock);
        const limit = new UnderWayLimit();
        let believed = 0;
        const open: {
          readonly number: number;
          readonly sentMs: number;
          readonly atMs: number;
          readonly isPassed: boolean;
        }[] = [];
        for (let number = 1; number <= 600; number++) {
          await clock.advance(gapMs);
          while (open.length > 0 && open[0]!.atMs <= clock.nowMs()) {
            const { atMs, isPassed, ...sent } = open.shift()!;
            limit.replied(sent, isPassed, atMs);
          }
          const isPassed = limiter.remaining() >= 1;
          if (isPassed) limiter.take(1);
          const sent = { number, sentMs: clock.nowMs() };
          limit.sent(sent);
          open.push({ ...sent, isPassed, atMs: clock.nowMs() + (isPassed ? 300 : 30) });
          open.sort((a, b) => a.atMs - b.atMs);
          if (limit.flight !== undefined) believed++;
        }
        // Six may be refused beside one that passed before the next is refused beside none.
        assert.ok(believed <= 8, `${String(believed)}: ${JSON.stringify(options)} every ${String(gapMs)} ms`);
      }
  });

  for (const [concurrent, used] of [
    [1, 0.9],
    [2, 0.5],
    [3, 0.55],
  ] as const)
    it(`of ${String(concurrent)}, bare, costs few refusals in a run`, async () => {
      const rows = 300 * concurrent;
      const { m } = await simulate({ m: { bucket: { perMinute: 1e9 }, concurrent } }, rows);
      assert.equal(m!.failed, 0);
      assert.ok(m!.refusalsPer100 <= 5, String(m!.refusalsPer100));
      // An answer takes 315 ms.
      const leastMinutes = (300 * 315) / 60_000;
      assert.ok(m!.minutes <= leastMinutes / used, `${String(m!.minutes)} min of ${String(leastMinutes)}`);
    });

  /** Requests that are all sent at once, of which so many pass; an answer takes 300 ms, a refusal 30. */
  function rounds(limit: UnderWayLimit, count: number, together: number, passing: number, fromMs = 0): number {
    let number = fromMs;
    for (let round = 0; round < count; round++) {
      const sentMs = fromMs + 1000 * round;
      const all = Array.from({ length: together }, () => ({ number: ++number, sentMs }));
      for (const sent of all) limit.sent(sent);
      for (const [at, sent] of all.entries()) if (at >= passing) limit.replied(sent, false, sentMs + 30);
      for (const [at, sent] of all.entries()) if (at < passing) limit.replied(sent, true, sentMs + 300);
    }
    return fromMs + 1000 * count;
  }

  it('is believed from six refusals on, and forgotten when more pass, for as long as that counts', () => {
    for (const [refused, flight] of [
      [5, undefined],
      [6, 2],
    ] as const) {
      const limit = new UnderWayLimit();
      rounds(limit, refused, 3, 2);
      assert.equal(limit.flight, flight, String(refused));
    }
    const limit = new UnderWayLimit();
    let atMs = rounds(limit, 10, 3, 2);
    assert.equal(limit.flight, 2);
    atMs = rounds(limit, 1, 3, 3, atMs);
    assert.equal(limit.flight, undefined, 'three have passed');
    // A contradiction counts 1.5 % less with each outcome: a tenth is left after 153.
    atMs = rounds(limit, 37, 4, 3, atMs);
    assert.equal(limit.flight, undefined);
    rounds(limit, 3, 4, 3, atMs);
    assert.equal(limit.flight, 3);
  });

  it('of four or more is not believed, nor one by which a request alone was refused', () => {
    const limit = new UnderWayLimit();
    rounds(limit, 20, 5, 4);
    assert.equal(limit.flight, undefined);
    const alone = new UnderWayLimit();
    rounds(alone, 8, 1, 0, rounds(alone, 10, 2, 1));
    assert.equal(alone.flight, undefined);
    const nothing = new UnderWayLimit();
    rounds(nothing, 8, 1, 0);
    assert.equal(nothing.flight, undefined);
  });

  it('lets one more be tried after a hundred with all places taken, then after ever twice as many', () => {
    const limit = new UnderWayLimit();
    const tries: number[] = [];
    let number = 0;
    let passed = 0;
    for (let atMs = 0; passed < 1600; atMs += 1000) {
      const together = passed < 12 ? 3 : limit.flight!;
      const all = Array.from({ length: together }, () => ({ number: ++number, sentMs: atMs }));
      for (const sent of all) limit.sent(sent);
      for (const sent of all.slice(2)) {
        if (passed >= 12) tries.push(passed);
        limit.replied(sent, false, atMs + 30);
      }
      for (const sent of all.slice(0, 2)) limit.replied(sent, true, atMs + 300);
      passed += 2;
    }
    const gaps = tries.map((at, before) => at - (tries[before - 1] ?? 0));
    assert.deepEqual(
      gaps.map((gap) => Math.round(gap / 2)),
      [99, 200, 400],
    );
  });

  it('counts a request without a reply as passed when two hundred later ones have theirs, and none that it does not know', () => {
    const limit = new UnderWayLimit();
    limit.replied({ number: 7, sentMs: 0 }, false, 10);
    limit.sent({ number: 1, sentMs: 0 });
    for (let number = 2; number <= 201; number++) {
      limit.sent({ number, sentMs: 1000 * number });
      limit.replied({ number, sentMs: 0 }, number % 20 !== 0, 1000 * number + 300);
    }
    assert.equal(limit.flight, undefined);
    const open = new UnderWayLimit();
    let atMs = rounds(open, 10, 2, 1);
    assert.equal(open.flight, 1);
    // This one never comes; what was refused beside nobody contradicts the limit only when it is judged.
    open.sent({ number: atMs + 1, sentMs: atMs });
    for (let at = 0; at < 199; at++) {
      atMs += 1000;
      const sent = { number: atMs + 5, sentMs: atMs };
      open.sent(sent);
      open.replied(sent, false, atMs + 30);
    }
    assert.equal(open.flight, 1, 'nothing was judged');
    atMs += 1000;
    open.sent({ number: atMs + 5, sentMs: atMs });
    open.replied({ number: atMs + 5, sentMs: atMs }, false, atMs + 30);
    assert.equal(open.flight, undefined);
  });
});
