import assert from 'node:assert/strict';
import { WatchedTime } from '../../../src/providers/pacing/watchedTime';

const tryMs = 300_000;

describe('how long a trouble has lasted', () => {
  it('is the time between tries, each for no longer than its wait and one long try', () => {
    const time = new WatchedTime();
    assert.equal(time.ms, 0);
    for (const [nowMs, waitMs, ms] of [
      [5000, 1000, 0],
      [6500, 2000, 1500],
      [6500 + 2000 + tryMs, 0, 1500 + 2000 + tryMs],
      // A laptop that slept for three hours.
      [20_000_000, 500, 1500 + 2000 + 2 * tryMs],
      [20_000_100, 0, 1500 + 2000 + 2 * tryMs + 100],
    ] as const) {
      time.seen(nowMs, waitMs);
      assert.equal(time.ms, ms, String(nowMs));
    }
    time.ended();
    assert.equal(time.ms, 0);
    time.seen(30_000_000, 0);
    assert.equal(time.ms, 0, 'it begins anew');
  });
});
