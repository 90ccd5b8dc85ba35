import assert from 'node:assert/strict';
import { createPaceKeeper } from '../../webview-ui/run/pace';

const at = (elapsedMs: number, callsDone: number, callsPlanned = 1000) =>
  ({ type: 'progressed', perModel: {}, rowsDone: 0, elapsedMs, callsDone, callsPlanned }) as const;

describe('pace', () => {
  it('knows nothing before the first answers', () => {
    const { note, pace } = createPaceKeeper();
    assert.deepEqual(pace(), {});
    note(at(0, 0));
    assert.deepEqual(pace(), {});
  });

  it('takes the recent seconds, not the average since the start', () => {
    const { note, pace } = createPaceKeeper();
    for (let s = 0; s <= 60; s++) note(at(s * 1000, s <= 30 ? s : 30 + (s - 30) * 10));
    assert.equal(pace().callsPerSecond, 10);
    assert.equal(pace().leftMs, 67_000);
  });

  it('falls back to the overall average with one event, as after a reload', () => {
    const { note, pace } = createPaceKeeper();
    note(at(10_000, 50));
    assert.deepEqual(pace(), { callsPerSecond: 5, leftMs: 190_000 });
  });

  it('does not claim that no time is left when the step under way is done', () => {
    const { note, pace } = createPaceKeeper();
    note(at(10_000, 50, 50));
    assert.equal(pace().leftMs, undefined);
  });
});
