// From the first refusal of a limit that is not told to the first request that passes again: the guess of a minute's allowance, and the waits.
import assert from 'node:assert/strict';
import { Opening } from '../../../src/providers/pacing/opening';

/** What each of so many refusals at that moment waits. */
const waits = (opening: Opening, count: number, nowMs: number) =>
  Array.from({ length: count }, () => opening.refused(nowMs));

describe('the opening of a limit', () => {
  it('guesses that what passed was a minute full and what has filled since', () => {
    assert.equal(new Opening(1000, 31_000, 45).guessPerMs, 45 / 90_000);
    assert.equal(new Opening(0, 0, 60).guessPerMs, 60 / 60_000);
    assert.deepEqual(
      [0, 3, 4, 100].map((passed) => new Opening(0, 5000, passed).isTelling),
      [false, false, true, true],
    );
  });

  it('waits a second, then ever twice as long, a minute at most', () => {
    // Long after the minute's end.
    assert.deepEqual(waits(new Opening(0, 100_000, 0), 9, 200_000), [
      ...[1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000],
    ]);
  });

  it('waits at least what one request takes by a guess, from the second refusal on', () => {
    // 6 in 60 s and 60 s: one in 20 s.
    const [first, second, third] = waits(new Opening(0, 60_000, 6), 3, 200_000);
    assert.equal(first, 1000);
    assert.ok(Math.abs(second! - 1.03 * 20_000) < 1e-6, String(second));
    assert.ok(Math.abs(third! - 2 * 1.03 * 20_000) < 1e-6, String(third));
    // 4 in 60 s and 540 s: one in 150 s is more than anybody waits.
    assert.deepEqual(waits(new Opening(0, 540_000, 4), 2, 900_000), [1000, 60_000]);
    // Three say too little for a guess.
    assert.deepEqual(waits(new Opening(0, 60_000, 3), 2, 200_000), [1000, 2000]);
  });

  it("waits for the minute's end where it is near", () => {
    const endMs = 5000 + 60_000 + 400;
    for (const [nowMs, waitMs] of [
      [endMs - 1500, 1000],
      [endMs - 1499, 1499],
      [endMs - 200, 200],
      [endMs, 1000],
      [endMs + 10, 1000],
    ] as const)
      assert.equal(new Opening(5000, 10_000, 2).refused(nowMs), waitMs, String(nowMs - endMs));
  });

  it('goes on with the guess, or with one in the time that the first took to pass', () => {
    const opening = new Opening(0, 10_000, 70);
    assert.equal(opening.paceFrom(10_500), 1 / 500);
    assert.equal(opening.paceFrom(12_000), 70 / 70_000);
    assert.equal(opening.paceFrom(10_000), 1, 'at most one in a millisecond');
  });

  it('sees that all of a minute went by', () => {
    const opening = new Opening(5000, 6000, 9);
    assert.deepEqual(
      [6000, 5000 + 60_000 - 401, 5000 + 60_000 - 400, 70_000].map((sentMs) => opening.isMinute(sentMs)),
      [false, false, true, true],
    );
  });
});
