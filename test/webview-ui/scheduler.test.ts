import assert from 'node:assert/strict';
import { drawIntervalMs, makeDrawScheduler } from '../../webview-ui/scheduler';

describe('draw scheduler', () => {
  it('draws the first request at once and never more than ten times a second', () => {
    let nowMs = 0;
    const due: { atMs: number; callback: () => void }[] = [];
    const drawnMs: number[] = [];
    const drawSoon = makeDrawScheduler(() => drawnMs.push(nowMs), {
      now: () => nowMs,
      later: (callback, delayMs) => due.push({ atMs: nowMs + delayMs, callback }),
      onFrame: (callback) => due.push({ atMs: nowMs + 16, callback }),
    });
    for (; nowMs < 2000; nowMs++) {
      for (const task of due.filter(({ atMs }) => atMs <= nowMs)) {
        due.splice(due.indexOf(task), 1);
        task.callback();
      }
      drawSoon();
    }
    assert.equal(drawnMs[0], 16);
    assert.ok(drawnMs.length >= 15 && drawnMs.length <= 20, String(drawnMs.length));
    drawnMs.slice(1).forEach((at, index) => {
      assert.ok(at - drawnMs[index]! >= drawIntervalMs, `${String(drawnMs[index])} then ${String(at)}`);
    });
  });
});
