import assert from 'node:assert/strict';
import type { RunEvent } from '../../src/engine/events';
import { workOf } from '../../src/engine/plannedWork';
import { emptyRunState, foldEvent } from '../../src/engine/runState';

const started: RunEvent = {
  ...{ type: 'run-started', runId: 'r', dataset: 'd.csv', rows: 1000, distinctRows: 900, models: ['s', 'l'] },
  ...{
    reference: 'l',
    strategy: 'certified',
    accuracy: 0.9,
    confidence: 0.95,
    allowed: 100,
    seed: 1,
    isResumed: false,
  },
};
const progressed = (callsDone: number, callsPlanned: number, perSecond?: number): RunEvent => ({
  ...{ type: 'progressed', perModel: {}, rowsDone: 4, elapsedMs: 1000, callsDone, callsPlanned },
  ...(perSecond !== undefined && { perSecond }),
});
const apply: RunEvent = { type: 'phase-started', phase: 'apply', calls: 800 };
const after = (...events: RunEvent[]) => workOf(events.reduce(foldEvent, emptyRunState));

describe('planned work', () => {
  it('is unknown before the run has begun', () => {
    assert.equal(after(), undefined);
  });

  it('grows with the requests while the rows that are done stand still', () => {
    const shares = [100, 400, 800].map((done) => after(started, apply, progressed(done, 850))!.share);
    assert.deepEqual(shares, [100 / 850, 400 / 850, 800 / 850]);
  });

  it('expects a request a row until it is decided which model answers what', () => {
    assert.deepEqual(after(started, progressed(90, 100)), { done: 90, expected: 900, share: 0.1 });
    assert.equal(after(started, apply, progressed(90, 100))!.expected, 100);
  });

  it('tells the time left by the last minute, in every phase', () => {
    assert.equal(after(started, progressed(100, 100, 8))!.leftMs, 100_000);
    assert.equal(after(started, apply, progressed(100, 300, 4))!.leftMs, 50_000);
    assert.equal(after(started, apply, progressed(100, 300, 0))!.leftMs, undefined);
  });

  it('is whole only when the run is finished', () => {
    const state = [started, apply, progressed(300, 300, 5)].reduce(foldEvent, emptyRunState);
    assert.deepEqual([workOf(state)!.share, workOf(state)!.leftMs], [0.99, undefined]);
  });
});
