// The queue of one account: who is sent when, by what the server tells, by what was learned, in an outage, and by the places under way.
import assert from 'node:assert/strict';
import type { Usage } from '../../../src/engine/provider';
import { createConcurrencyLimit } from '../../../src/providers/concurrencyLimit';
import { Lane, type LaneWait, type Pass } from '../../../src/providers/pacing/lane';
import type { StatedLimit } from '../../../src/providers/rateLimits';
import { manualClock } from '../../support/fakeClock';

function laneOf({ concurrency = 100, isProven = true }: { concurrency?: number; isProven?: boolean } = {}) {
  const slept: number[] = [];
  const moved = manualClock();
  const clock = {
    ...moved,
    get sleepers() {
      return moved.sleepers;
    },
    sleep: (ms: number, signal?: AbortSignal) => {
      slept.push(ms);
      return moved.sleep(ms, signal);
    },
  };
  const places = createConcurrencyLimit(concurrency);
  if (isProven) for (let at = 0; at < 2 * concurrency; at++) places.succeeded();
  const waits: LaneWait[] = [];
  const lane = new Lane(clock, places, 900_000, (wait) => waits.push(wait));
  const passes: (Pass & { readonly name: string })[] = [];
  const rejected: string[] = [];
  /** Asks to be sent. */
  const enter = (
    name: string,
    ask: {
      readonly ticket?: number;
      readonly bytes?: number;
      readonly notBeforeMs?: number;
      readonly signals?: AbortSignal[];
    } = {},
  ) => {
    const { ticket = lane.ticket(), bytes = 100, notBeforeMs, signals = [] } = ask;
    lane.enter({ ticket, bytes, ...(notBeforeMs !== undefined && { notBeforeMs }) }, signals).then(
      (pass) => passes.push({ ...pass, name }),
      (error: unknown) => rejected.push(`${name}: ${(error as Error).message}`),
    );
  };
  const settle = (ms = 0) => clock.advance(ms);
  /** Those who were sent since it was asked last. */
  const sent = async (ms = 0) => {
    const before = passes.length;
    await settle(ms);
    return passes.slice(before).map(({ name }) => name);
  };
  const passOf = (name: string) => passes.findLast((pass) => pass.name === name)!;
  const answer = (name: string, usage: Usage = {}, limits?: StatedLimit[], bytes = 100) => {
    const ended = lane.answered(passOf(name), bytes, usage, limits);
    lane.leave(passOf(name));
    return ended;
  };
  const refuse = (name: string, statedMs?: number) => {
    const who = lane.refused(passOf(name), 100, statedMs);
    lane.leave(passOf(name));
    return who;
  };
  return { clock, slept, places, lane, waits, passes, rejected, enter, sent, answer, refuse, passOf };
}
const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const requests = (remaining: number, limit = 60, resetMs = (limit - remaining) * 1000): StatedLimit => ({
  ...{ name: 'requests', unit: 'requests', limit, remaining, resetMs },
});

describe('the queue of an account', () => {
  it('sends four until the first reply, and as many more for each', async () => {
    const { lane, enter, sent, answer } = laneOf();
    for (const letter of letters.slice(0, 14)) enter(letter);
    assert.deepEqual(await sent(), letters.slice(0, 4));
    assert.equal(lane.queued, 10);
    assert.deepEqual(await sent(5000), []);
    answer('a');
    assert.deepEqual(await sent(), letters.slice(4, 9));
    answer('b');
    assert.deepEqual(await sent(), letters.slice(9, 14));
    assert.equal(lane.queued, 0);
  });

  it('shares the few places of an account without an answer with other models, and gets more where the first reply takes its time', async () => {
    for (const isRefused of [false, true]) {
      const { enter, sent, places, clock, refuse } = laneOf({ isProven: false });
      const other = new Lane(clock, places, 900_000);
      for (const bytes of [1, 2]) await other.enter({ ticket: other.ticket(), bytes }, []);
      for (const letter of 'abcd') enter(letter);
      assert.deepEqual(await sent(), ['a', 'b']);
      if (isRefused) refuse('a');
      const before = await sent(1999);
      assert.equal(places.limit, 4);
      const after = await sent(1);
      assert.equal(places.limit, isRefused ? 4 : 10, 'a refusal is a reply');
      assert.deepEqual([before, after], isRefused ? [['c'], []] : [[], ['c', 'd']]);
    }
  });

  it('sends one at a time after a failure before the first answer', async () => {
    const { lane, enter, sent, answer, places, passOf } = laneOf({ isProven: false });
    for (const letter of letters.slice(0, 8)) enter(letter);
    assert.equal((await sent()).length, 4);
    lane.doubted();
    assert.equal(places.limit, 1);
    for (const name of ['a', 'b', 'c']) lane.leave(passOf(name));
    assert.deepEqual(await sent(), []);
    lane.leave(passOf('d'));
    assert.deepEqual(await sent(), ['e']);
    answer('e');
    assert.deepEqual(await sent(), ['f'], 'there is one place');
    places.succeeded();
    assert.deepEqual(await sent(), ['g', 'h']);
  });

  it('is doubted however many places there are', async () => {
    const { lane, enter, sent, answer, passOf } = laneOf();
    for (const letter of letters.slice(0, 8)) enter(letter);
    assert.equal((await sent()).length, 4);
    lane.doubted();
    for (const name of ['a', 'b', 'c']) lane.leave(passOf(name));
    assert.deepEqual(await sent(), []);
    lane.leave(passOf('d'));
    assert.deepEqual(await sent(), ['e']);
    answer('e');
    assert.deepEqual(await sent(), ['f', 'g', 'h']);
  });

  it('is first come, first served, and one that comes again goes back to its place', async () => {
    const { lane, enter, sent, answer } = laneOf({ concurrency: 1 });
    const [first, second, third, fourth] = [lane.ticket(), lane.ticket(), lane.ticket(), lane.ticket()];
    assert.deepEqual([first, second, third, fourth], [0, 1, 2, 3]);
    enter('first', { ticket: first! });
    assert.deepEqual(await sent(), ['first']);
    enter('fourth', { ticket: fourth! });
    enter('second', { ticket: second! });
    enter('third', { ticket: third! });
    answer('first');
    assert.deepEqual(await sent(), ['second']);
    enter('first', { ticket: first! });
    for (const name of ['second', 'first', 'third']) {
      answer(name);
      await sent();
    }
    assert.equal(lane.queued, 0);
  });

  it('sends one that is to wait by itself when its time has come, others meanwhile', async () => {
    const { lane, enter, sent, answer, slept } = laneOf();
    enter('first');
    await sent();
    answer('first');
    enter('late', { notBeforeMs: 5000 });
    enter('later', { notBeforeMs: 7000 });
    enter('now');
    assert.deepEqual(await sent(), ['now']);
    assert.equal(lane.queued, 2);
    assert.deepEqual(await sent(4999), []);
    assert.deepEqual(await sent(1), ['late']);
    enter('soon', { notBeforeMs: 5500 });
    assert.deepEqual(await sent(499), []);
    assert.deepEqual(await sent(1), ['soon'], 'sooner than what was waited for');
    assert.deepEqual(await sent(1499), []);
    assert.deepEqual(await sent(1), ['later']);
    assert.deepEqual(slept, [5000, 2000, 500, 1500], 'woken when something is to be done, and at no other time');
  });

  it('waits for a place, once, and takes the next that is free', async () => {
    const { enter, sent, answer, places } = laneOf({ concurrency: 2 });
    const { whenFree } = places;
    let asked = 0;
    places.whenFree = (wake) => {
      asked++;
      whenFree(wake);
    };
    for (const letter of 'abcd') enter(letter);
    assert.deepEqual(await sent(), ['a', 'b']);
    answer('b');
    assert.deepEqual(await sent(), ['c']);
    enter('e');
    answer('a');
    assert.deepEqual(await sent(), ['d']);
    answer('c');
    assert.deepEqual(await sent(), ['e']);
    assert.equal(asked, 3, 'once for each place that became free');
  });

  it('leaves places to others of the account, and is told of those that they leave', async () => {
    const { enter, sent, places } = laneOf({ concurrency: 1 });
    assert.equal(places.tryEnter(), true);
    enter('a');
    enter('b');
    assert.deepEqual(await sent(), []);
    places.leave();
    assert.deepEqual(await sent(), ['a']);
    assert.equal(places.underWay, 1);
  });

  it('forgets whoever gives up while waiting, and nobody else', async () => {
    const { lane, enter, sent, answer, rejected, clock } = laneOf({ concurrency: 1 });
    const [stop, pause] = [new AbortController(), new AbortController()];
    enter('a');
    await sent();
    answer('a');
    enter('b', { signals: [stop.signal], notBeforeMs: 5000 });
    enter('c', { signals: [pause.signal, stop.signal], notBeforeMs: 6000 });
    await sent();
    assert.equal(clock.sleepers, 1);
    pause.abort(new Error('paused'));
    await sent();
    assert.deepEqual(rejected, ['c: paused']);
    assert.equal(lane.queued, 1);
    assert.equal(clock.sleepers, 1, 'one still waits');
    stop.abort(new Error('stopped'));
    await sent();
    assert.deepEqual(rejected, ['c: paused', 'b: stopped']);
    assert.deepEqual([lane.queued, clock.sleepers], [0, 0], 'and nothing is woken for nobody');
    enter('d', { signals: [stop.signal] });
    enter('e', { signals: [new AbortController().signal, pause.signal] });
    await sent();
    assert.deepEqual(rejected.slice(2), ['d: stopped', 'e: paused']);
    enter('f', { notBeforeMs: 5500 });
    assert.deepEqual(await sent(5500), ['f'], 'the queue goes on');
  });

  it('forgets whoever gives up while waiting for a place', async () => {
    const { lane, enter, sent, answer, rejected } = laneOf({ concurrency: 1 });
    const stop = new AbortController();
    enter('a');
    await sent();
    answer('a');
    enter('b');
    enter('c', { signals: [stop.signal] });
    await sent();
    stop.abort(new Error('stopped'));
    await sent();
    assert.deepEqual([rejected, lane.queued], [['c: stopped'], 0]);
  });

  it('tells the pace when it was idle: nothing was under way, and nothing waited', async () => {
    const { lane, enter, sent, answer } = laneOf({ concurrency: 1 });
    let idled = 0;
    lane.pace.idled = () => void idled++;
    enter('a');
    await sent();
    assert.equal(idled, 1);
    enter('b');
    enter('c');
    answer('a');
    await sent();
    assert.equal(idled, 1, 'one was under way');
    answer('b');
    await sent();
    answer('c');
    enter('d', { notBeforeMs: 9000 });
    assert.equal(idled, 2);
    enter('e', { notBeforeMs: 9000 });
    assert.equal(idled, 2, 'one was waiting');
  });

  it('lets one probe besides those that were sent before, when many had passed', async () => {
    const { lane, enter, sent, answer, passOf } = laneOf();
    for (let at = 0; at < 50; at++) {
      enter('a');
      await sent();
      answer('a');
    }
    for (const letter of 'bc') enter(letter);
    assert.deepEqual(await sent(), ['b', 'c']);
    assert.equal(passOf('b').isProbe, false);
    const lost = { isUnreachable: true, isAway: false, isHang: false, isSilent: false, isFirst: false };
    lane.outage.failed({ attempts: 0, hangs: 0, lastFailedMs: undefined, isSuspect: false }, 0, 0, lost);
    for (const letter of 'de') enter(letter);
    assert.deepEqual(await sent(1000), ['d']);
    assert.equal(passOf('d').isProbe, true);
  });

  it('does not give up what was sent', async () => {
    const { lane, enter, sent, rejected } = laneOf();
    const stop = new AbortController();
    enter('a', { signals: [stop.signal] });
    assert.deepEqual(await sent(), ['a']);
    enter('b', { notBeforeMs: 1000 });
    stop.abort(new Error('stopped'));
    await sent();
    assert.deepEqual(rejected, []);
    assert.equal(lane.queued, 1, 'b still waits');
  });
});

describe('limits in the queue of an account', () => {
  it('that the server tells hold requests back, and are told of', async () => {
    const { lane, enter, sent, answer, waits } = laneOf();
    enter('a');
    await sent();
    assert.equal(lane.perMinute, undefined);
    answer('a', {}, [requests(0, 60, 60_000)]);
    enter('b');
    assert.deepEqual(await sent(), []);
    assert.equal(waits.length, 1);
    const { reason, untilMs, perMinute } = waits[0]!;
    assert.equal(reason, 'limit');
    assert.ok(untilMs > 900 && untilMs <= 1001, String(untilMs));
    assert.equal(perMinute, 60);
    assert.equal(lane.perMinute, 60);
    assert.deepEqual(await sent(999), []);
    assert.deepEqual(await sent(1), [], 'two requests are kept in reserve, below which it goes half as fast');
    assert.deepEqual(await sent(999), []);
    assert.deepEqual(await sent(1), ['b']);
  });

  it('of several the least counts, tokens being no requests', async () => {
    const { lane, enter, sent, answer } = laneOf();
    enter('a');
    await sent();
    answer('a', { inputTokens: 10, outputTokens: 1 }, [
      requests(50, 60, 10_000),
      { ...requests(100, 120, 10_000), name: 'requests-hour' },
      { name: 'tokens', unit: 'tokens', limit: 30, remaining: 25, resetMs: 10_000 },
    ]);
    assert.equal(lane.perMinute, 60);
  });

  it('of tokens hold back by what a request of so many bytes takes', async () => {
    for (const [unit, usage, tokens] of [
      ['tokens', { inputTokens: 40, outputTokens: 10 }, 50],
      ['tokens', { inputTokens: 40 }, 40],
      ['tokens', {}, 25],
      ['input-tokens', { inputTokens: 40, outputTokens: 10 }, 40],
      ['input-tokens', { outputTokens: 10 }, 25],
      ['output-tokens', { inputTokens: 40, outputTokens: 10 }, 10],
      ['output-tokens', { inputTokens: 40 }, 25],
    ] as const) {
      const { enter, sent, answer, waits } = laneOf();
      enter('a');
      await sent();
      // All is gone, and one fills in ten milliseconds: a window, so that no reserve is kept.
      answer('a', usage, [{ name: unit, unit, limit: 1000, remaining: 0, resetMs: 10_000 }]);
      enter('b');
      await sent();
      assert.equal(waits[0]!.untilMs, 10 * tokens, `${unit} ${JSON.stringify(usage)}`);
    }
  });

  it('of tokens follow the mean of what requests took, the latest counting a tenth', async () => {
    const { lane, enter, sent, answer, waits, passOf } = laneOf();
    for (const [name, bytes, inputTokens] of [
      ['a', 100, 40],
      ['b', 100, 60],
      ['c', 0, 900],
    ] as const) {
      enter(name);
      await sent();
      lane.answered(passOf(name), bytes, { inputTokens }, undefined);
      lane.leave(passOf(name));
    }
    enter('d');
    await sent();
    answer('d', {}, [{ name: 'tokens', unit: 'input-tokens', limit: 1000, remaining: 0, resetMs: 10_000 }]);
    enter('e', { bytes: 200 });
    await sent();
    assert.ok(Math.abs(waits[0]!.untilMs - 10 * 2 * 42) < 1e-6, String(waits[0]!.untilMs));
  });

  it('of tokens take one at least', async () => {
    const { enter, sent, answer, waits } = laneOf();
    enter('a');
    await sent();
    answer('a', {}, [{ name: 'tokens', unit: 'tokens', limit: 1000, remaining: 0, resetMs: 10_000 }]);
    enter('b', { bytes: 1 });
    await sent();
    assert.equal(waits[0]!.untilMs, 10);
  });

  it('count what was sent before they were told and was not refused, and what a reply says was used', async () => {
    const { enter, sent, answer, refuse, waits } = laneOf();
    for (const letter of 'abcd') enter(letter, { bytes: 400 });
    await sent();
    refuse('d');
    // After a, 250 were left, and ten fill in 100 ms; b and c take 100 each, and b really 30.
    const left: StatedLimit = { name: 'tokens', unit: 'input-tokens', limit: 1000, remaining: 250, resetMs: 7500 };
    answer('a', { inputTokens: 100 }, [left], 400);
    answer('b', { inputTokens: 30 }, undefined, 400);
    enter('e', { bytes: 2000 });
    await sent();
    const cost = 2000 * (0.9 * 0.25 + 0.1 * (30 / 400));
    assert.ok(Math.abs(waits.at(-1)!.untilMs - 10 * (cost - (250 - 30 - 100))) < 1e-6, String(waits.at(-1)!.untilMs));
  });

  it('of requests count each as one, whatever tokens it took', async () => {
    const { enter, sent, answer, waits } = laneOf();
    for (const letter of 'ab') enter(letter);
    await sent();
    answer('a', {}, [requests(2, 60)]);
    answer('b', { inputTokens: 40 });
    enter('c');
    await sent();
    assert.ok(
      waits.every(({ untilMs }) => untilMs <= 2001),
      JSON.stringify(waits),
    );
  });

  it('of which only what is left is told say nothing of a pace', async () => {
    const { lane, enter, sent, answer } = laneOf();
    enter('a');
    await sent();
    answer('a', {}, [{ name: 'requests', unit: 'requests', remaining: 5 }]);
    assert.equal(lane.perMinute, undefined);
  });

  it('that are told and of which enough is left explain no refusal', async () => {
    const { enter, sent, answer, refuse } = laneOf();
    enter('a');
    await sent();
    answer('a', {}, [requests(50)]);
    for (const letter of 'bcd') enter(letter);
    for (let at = 0; at < 60; at++) await sent(100);
    assert.deepEqual(
      ['b', 'c', 'd'].map((name) => refuse(name)),
      ['alone', 'alone', 'all'],
    );
  });

  it('told by replies that come out of order are those of the later request', async () => {
    const { lane, enter, sent, answer, waits } = laneOf();
    for (const letter of 'abc') enter(letter);
    await sent();
    answer('c', {}, [requests(0, 60, 60_000)]);
    answer('a', {}, [requests(59, 60, 1000)]);
    enter('d');
    await sent();
    assert.ok(waits.length === 1 && waits[0]!.untilMs >= 900, 'nothing is left');
    assert.equal(lane.perMinute, 60);
  });

  it('that are told explain refusals, for a while: then the pace learns', async () => {
    const { lane, enter, sent, answer, refuse } = laneOf();
    // A window of a minute, by what it tells.
    for (let second = 0; second < 20; second++) {
      enter('a');
      assert.deepEqual(await sent(1000), ['a']);
      answer('a', {}, [requests(99 - second, 100, 60_000 - 1000 * second)]);
    }
    const refused = letters.slice(1, 9);
    for (const letter of ['a', ...refused]) enter(letter);
    for (let at = 0; at < 200 && lane.queued > 0; at++) await sent(50);
    answer('a', {}, [requests(0, 100, 30_000)]);
    const who = refused.map((letter, at) => {
      assert.equal(lane.refusals, at);
      return refuse(letter);
    });
    // The fourth and the fifth are the first two that the pace hears of.
    assert.deepEqual(who, ['alone', 'alone', 'alone', 'alone', 'alone', 'all', 'all', 'all']);
    assert.equal(lane.refusals, 8);
    enter('z');
    for (let at = 0; at < 900 && lane.queued > 0; at++) await sent(100);
    answer('z');
    assert.deepEqual([lane.refusals, lane.refusedForMs], [0, 0]);
  });

  it('that nobody tells are learned: three refusals in a row hold all back', async () => {
    const { lane, enter, sent, refuse, waits } = laneOf();
    for (const letter of 'abc') enter(letter);
    await sent();
    assert.deepEqual(
      ['a', 'b', 'c'].map((name) => refuse(name)),
      ['alone', 'alone', 'all'],
    );
    enter('d');
    enter('e');
    assert.deepEqual(await sent(), []);
    assert.deepEqual(waits[0], { reason: 'limit', untilMs: 1000 });
    assert.deepEqual(await sent(999), []);
    assert.deepEqual(await sent(1), ['d'], 'one finds out');
    assert.equal(lane.queued, 1);
  });

  it('last as long as they are waited for, at the least', async () => {
    const { lane, enter, sent, refuse } = laneOf();
    enter('a');
    await sent();
    refuse('a', 30_000);
    assert.equal(lane.refusedForMs, 0);
    enter('b');
    await sent(400_000);
    refuse('b', 5000);
    assert.equal(lane.refusedForMs, 330_000, 'thirty seconds and one long try');
  });
});

describe('an outage in the queue of an account', () => {
  const lost = { isUnreachable: true, isAway: false, isHang: false, isSilent: false, isFirst: false };
  const row = () => ({ attempts: 0, hangs: 0, lastFailedMs: undefined, isSuspect: false });

  it('holds all back, and one probes', async () => {
    const { lane, enter, sent, answer, waits, passOf } = laneOf();
    enter('a');
    await sent();
    answer('a');
    for (const letter of 'bcd') enter(letter);
    await sent();
    assert.equal(lane.outage.failed(row(), 0, 0, lost), 'server');
    for (const name of ['b', 'c', 'd']) lane.leave(passOf(name));
    enter('e');
    enter('f');
    assert.deepEqual(await sent(), []);
    assert.deepEqual(waits.at(-1), { reason: 'outage', untilMs: 1000 });
    assert.deepEqual(await sent(1000), ['e']);
    assert.equal(passOf('e').isProbe, true);
    assert.equal(passOf('b').isProbe, true, 'before many have passed, all find out');
    assert.equal(answer('e'), true, 'it is over');
    assert.deepEqual(await sent(), ['f']);
    assert.equal(answer('f'), false);
  });
});
