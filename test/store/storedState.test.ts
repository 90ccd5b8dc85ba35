import assert from 'node:assert/strict';
import type { RunEvent } from '../../src/engine/events';
import { standingAtRest } from '../../src/engine/runState';
import { openRun, type OpenRun } from '../../src/store/runFolder';
import { readRunState } from '../../src/store/runList';
import { newRun } from './runs';
import { scratchFolder } from './scratch';

const started = (isResumed: boolean): RunEvent => ({
  ...{ type: 'run-started', runId: 'r', dataset: 'd.csv', rows: 100, distinctRows: 90, models: ['small', 'big'] },
  ...{ reference: 'big', strategy: 'certified', accuracy: 0.9, confidence: 0.95, allowed: 10, seed: 1, isResumed },
});
const profiled: RunEvent = { type: 'model-profiled', model: 'small', asked: 20, agreed: 19, status: 'satisfied' };
const failed = (row: number): RunEvent => ({
  type: 'row-failed',
  row,
  model: 'big',
  kind: 'network',
  message: 'Gone.',
});
const progressed = (callsDone: number, elapsedMs: number): RunEvent => ({
  ...{ type: 'progressed', perModel: { small: { asked: callsDone, delivered: 0, costUsd: 0.5 } }, rowsDone: 0 },
  ...{ spentUsd: 0.5, elapsedMs, callsDone, callsPlanned: 90 },
});
const paused: RunEvent = { type: 'run-paused', reason: 'person', message: 'Paused.' };
const finished: RunEvent = {
  type: 'run-finished',
  promise: { rows: 1, covered: 1, allowed: 0, accuracy: 1, confidence: 0.95, reference: 'big', basis: 'certain' },
  ...{ perModel: {}, failedRows: 0, elapsedMs: 65_000 },
};

describe('what a journal tells of a run whose sessions are over', () => {
  const folder = scratchFolder();
  const tell = async ({ journal }: OpenRun, ...events: readonly RunEvent[]) => {
    for (const event of events) await journal.append({ type: 'event', event });
  };
  const answer = (row: number, billedUsd?: number) => ({
    ...{ type: 'answer' as const, model: 'small', row, usage: {} },
    answer: { status: 'valid' as const, key: 'a', text: 'a' },
    ...(billedUsd !== undefined && { billedUsd }),
  });

  it('keeps decisions of earlier sessions, which a later one does not write again', async () => {
    const run = await newRun(folder());
    await tell(run, started(false), profiled, failed(3), progressed(40, 60_000), paused);
    await run.close();
    const again = openRun(folder(), run.manifest.runId);
    await tell(again, started(true), progressed(45, 65_000));
    const resumed = readRunState(run.folder, assert.fail);
    assert.deepEqual(Object.keys(resumed.profiles), ['small']);
    assert.equal(resumed.failedRows, 1);
    assert.equal(resumed.paused, undefined);
    await tell(again, finished);
    await again.close();
    const state = readRunState(run.folder, assert.fail);
    assert.deepEqual([state.phase, state.history.length, state.progress?.callsDone], ['finished', 1, 45]);
  });

  it('forgets failures when the failed rows of a finished run are asked again', async () => {
    const run = await newRun(folder());
    await tell(run, started(false), failed(3), progressed(40, 60_000), finished, started(true));
    assert.deepEqual(readRunState(run.folder, assert.fail).failures, []);
    await run.close();
  });

  it('counts the answers that came after progress was kept the last time', async () => {
    const run = await newRun(folder());
    await tell(run, started(false), progressed(40, 60_000));
    for (const row of [1, 2, 3]) await run.journal.append(answer(row, 0.25));
    const { progress } = readRunState(run.folder, assert.fail);
    assert.deepEqual([progress?.callsDone, progress?.spentUsd, progress?.elapsedMs], [43, 1.25, 60_000]);
    assert.deepEqual(progress?.perModel.small, { asked: 43, delivered: 0, costUsd: 1.25 });
    await run.journal.append(answer(4));
    const unpriced = readRunState(run.folder, assert.fail);
    assert.deepEqual([unpriced.progress?.callsDone, unpriced.progress?.spentUsd], [44, undefined]);
    await run.close();
  });

  it('counts them of a run that was cut off before it kept any progress', async () => {
    const run = await newRun(folder());
    await tell(run, started(false));
    await run.journal.append(answer(1, 0.25));
    const { progress } = readRunState(run.folder, assert.fail);
    assert.deepEqual([progress?.callsDone, progress?.spentUsd], [1, 0.25]);
    await run.close();
  });

  it('tells a cancelled run from a paused one, and one whose window closed from both', () => {
    const by = (reason: 'person' | 'cancelled' | 'closed') =>
      standingAtRest({ phase: 'paused', paused: { type: 'run-paused', reason, message: '' } });
    assert.deepEqual([by('person'), by('cancelled'), by('closed')], ['paused', 'cancelled', 'interrupted']);
    assert.deepEqual(standingAtRest({ phase: 'apply' }), 'interrupted');
  });
});
