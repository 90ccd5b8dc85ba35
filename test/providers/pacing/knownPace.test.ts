// The pace of a limit whose kind is known, and how many requests may be under way until it has shown to be right.
import assert from 'node:assert/strict';
import { GrowingPace } from '../../../src/providers/pacing/growingPace';
import { KnownPace } from '../../../src/providers/pacing/knownPace';
import type { KnownLimit } from '../../../src/providers/pacing/untoldLimit';

const limitOf = (least: number, below: number, holdsOne = false): KnownLimit => ({
  least,
  below,
  holdsOne,
  freeAtMs: 0,
  contradictions: 0,
});

/** Sent at each of these moments, and replied to in the same. */
function seen(outcomes: readonly (readonly [atMs: number, isPassed: boolean])[], statedMs?: number): KnownPace {
  const known = new KnownPace();
  for (const [at, [sentMs, isPassed]] of outcomes.entries()) {
    const sent = { number: at + 1, sentMs };
    known.sent(sent);
    if (isPassed) known.passed(sent, sentMs + 50);
    else known.refused(sent, sentMs + 50, statedMs);
  }
  return known;
}

/** A bucket of a minute that holds 60: used up at once, then one a second passes, and one in between is refused. */
const ofSixty = [
  ...Array.from({ length: 60 }, () => [0, true] as const),
  [10, false] as const,
  ...Array.from({ length: 12 }, (_, at) => [
    [1000 * (at + 1) + 5, true] as const,
    [1000 * (at + 1) + 900, false] as const,
  ]).flat(),
];
/** Ten in ten milliseconds, sliding by the second: 600 a minute and more. */
const ofSeconds = Array.from({ length: 8 }, (_, second) => [
  ...Array.from({ length: 10 }, (_, at) => [1010 * second + at, true] as const),
  [1010 * second + 90, false] as const,
]).flat();

describe('the pace of a known limit', () => {
  it('is a hair below what passes, or the middle of what may, where a little more costs nothing', () => {
    for (const [name, limit, base] of [
      ['more than one is left over: what surely passes', limitOf(0.01, 0.02), 0.0099],
      ['one is, known exactly', limitOf(0.01, 0.0105, true), 0.0099],
      ['one is, known less: the middle', limitOf(0.01, 0.012, true), 0.011],
      ['but a quarter more at most', limitOf(0.01, 0.09, true), 0.0125],
    ] as const)
      assert.ok(Math.abs(new KnownPace().follow(limit, 0).base - base) < 1e-12, name);
  });

  it('lets one be under way, and one more for each that passes, until there are 32', () => {
    const known = new KnownPace();
    known.allowOneMore();
    assert.equal(known.flight, undefined);
    known.beginAlone();
    assert.equal(known.flight, 1);
    for (let flight = 2; flight <= 32; flight++) {
      known.allowOneMore();
      assert.equal(known.flight, flight);
    }
    known.allowOneMore();
    assert.equal(known.flight, undefined);
  });

  it('knows a limit without stated waits, and with them only one of few requests', () => {
    const plain = seen(ofSixty);
    assert.ok(plain.limit && Math.abs(60_000 * plain.limit.least - 60) < 3, JSON.stringify(plain.limit));
    assert.equal(plain.hasStatedWait, false);
    assert.equal(plain.exactLimit, undefined, 'no wait was stated');
    const told = seen(ofSixty, 100);
    assert.equal(told.hasStatedWait, true);
    assert.deepEqual(told.limit, plain.limit, '60 a minute are few');
    assert.deepEqual(told.exactLimit, plain.limit);
    const many = seen(ofSeconds, 100);
    assert.ok(seen(ofSeconds).limit);
    assert.equal(many.limit, undefined, 'whole seconds blur what kind it is');
    assert.ok(many.exactLimit);
  });

  it('does not know to a hair what two refusals far apart leave open', () => {
    // One passes 500 ms after another, and none 400 ms after it.
    const known = seen(
      [
        [0, true],
        [400, false],
        [1000, true],
        [1500, true],
        [1900, false],
      ],
      100,
    );
    assert.ok(known.limit && known.limit.below > 1.05 * known.limit.least, JSON.stringify(known.limit));
    assert.equal(known.limit.contradictions, 0);
    assert.equal(known.exactLimit, undefined);
  });

  it('explains a refusal by what it knows, or where the pace is a guess or far above by what it knows exactly', () => {
    const at = (perMinute: number) => new GrowingPace(perMinute / 60_000, 0, 0);
    const few = seen(ofSixty);
    assert.deepEqual(few.explains(at(30), false), few.limit);
    const many = seen(ofSeconds, 100);
    const exact = many.exactLimit!;
    const perMinute = 60_000 * exact.below;
    assert.deepEqual(many.explains(at(perMinute), true), exact);
    assert.equal(many.explains(at(1.24 * perMinute), false), undefined);
    assert.deepEqual(many.explains(at(1.26 * perMinute), false), exact);
    assert.equal(new KnownPace().explains(at(60), true), undefined);
  });

  it('goes on at a known limit, faster where it is known to let more through', () => {
    const known = seen(ofSixty);
    const paced = 0.99 * known.limit!.least;
    const slow = new GrowingPace(0.5 * paced, 0, 0);
    assert.equal(known.after(slow, 1000).base, paced);
    const fast = new GrowingPace(1.5 * paced, 0, 0);
    assert.equal(known.after(fast, 1000), fast);
  });

  it('is raised by a tenth as it grows where more passes than was known to', () => {
    const known = new KnownPace();
    const pace = new GrowingPace(0.01, 0, 0);
    assert.equal(known.after(pace, 1000), pace, 'nothing was followed');
    const followed = known.follow(limitOf(0.01, 0.0101), 0);
    for (let at = 0; at < 32; at++) followed.hasPassed();
    const raised = known.after(followed, 30_000);
    assert.equal(raised.base, followed.at(30_000));
    for (let at = 0; at < 16; at++) raised.hasPassed();
    assert.ok(Math.abs(raised.at(1e6) / raised.base - 1.1) < 1e-9);
    assert.equal(known.after(raised, 31_000), raised, 'once');
    known.follow(limitOf(0.01, 0.0101), 0);
    known.leave();
    assert.equal(known.after(pace, 1000), pace);
  });
});
