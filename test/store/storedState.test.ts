// What a journal tells of a run whose sessions are over: answers that came after the last progress was kept are counted on top of it.
import assert from 'node:assert/strict';
import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../src/engine/events';
import type { JournalRecord } from '../../src/engine/journal';
import { emptyRunState } from '../../src/engine/runState';
import { foldStored, withLateAnswers } from '../../src/store/storedState';
import { newRun } from './runs';
import { scratchFolder } from './scratch';

const started: Extract<RunEvent, { type: 'run-started' }> = {
  ...{ type: 'run-started', runId: 'r', dataset: 'd', rows: 9, distinctRows: 9, models: ['tiny', 'big'] },
  ...{
    reference: 'big',
    strategy: 'certified',
    accuracy: 0.9,
    confidence: 0.95,
    allowed: 0,
    seed: 1,
    isResumed: false,
  },
};
const progressed: Extract<RunEvent, { type: 'progressed' }> = {
  ...{ type: 'progressed', rowsDone: 1, spentUsd: 2, elapsedMs: 700, callsDone: 4, callsPlanned: 5 },
  perModel: { tiny: { asked: 4, delivered: 1, costUsd: 2, inputTokens: 8 } },
};
const answer = (model: string, row: number, billedUsd?: number): JournalRecord => ({
  ...{ type: 'answer', model, row, answer: { status: 'valid', key: 'positive' }, usage: {} },
  ...(billedUsd !== undefined && { billedUsd }),
});
const event = (of: RunEvent): JournalRecord => ({ type: 'event', event: of });

describe('a stored run', () => {
  const folder = scratchFolder();

  async function stateOf(records: readonly JournalRecord[]) {
    const run = await newRun(folder());
    for (const record of records) void run.journal.append(record);
    await run.close();
    utimesSync(join(run.folder, 'manifest.json'), 1000, 1000);
    utimesSync(join(run.folder, 'journal.smartlog'), 1090, 1090);
    const events = records.flatMap((record) => (record.type === 'event' ? [record.event] : []));
    const state = events.reduce(foldStored, emptyRunState);
    return { state, found: await withLateAnswers(state, run.folder), run };
  }

  it('counts answers after the last progress, model by model, and what they cost', async () => {
    const late = [answer('tiny', 5, 0.5), answer('big', 5, 3), answer('tiny', 6, 0.25)];
    const { found } = await stateOf([event(started), answer('tiny', 1, 9), event(progressed), ...late]);
    assert.deepEqual(found.progress, {
      ...{ type: 'progressed', rowsDone: 1, spentUsd: 5.75, elapsedMs: 700, callsDone: 7, callsPlanned: 7 },
      perModel: {
        tiny: { asked: 6, delivered: 1, costUsd: 2.75, inputTokens: 8 },
        big: { asked: 1, delivered: 0, costUsd: 3 },
      },
    });
  });

  it('counts them whatever else was written behind them, but progress', async () => {
    const failure: JournalRecord = { type: 'failure', model: 'tiny', row: 7, kind: 'server', message: 'no' };
    const late = [answer('tiny', 5, 0.5), failure, event({ type: 'noted', message: 'm' })];
    const { found } = await stateOf([event(started), event(progressed), ...late]);
    assert.equal(found.progress?.callsDone, 5);
    assert.equal((await stateOf([event(started), ...late, event(progressed)])).found.progress?.callsDone, 4);
  });

  it('counts the money of replies that were no answers', async () => {
    const unread: JournalRecord = { type: 'unread', model: 'big', usage: { outputTokens: 2 }, billedUsd: 1.5 };
    const { progress } = (await stateOf([event(started), event(progressed), unread])).found;
    assert.deepEqual([progress?.spentUsd, progress?.callsDone], [3.5, 4]);
    assert.deepEqual(progress?.perModel['big'], { asked: 0, delivered: 0, costUsd: 1.5 });
  });

  it('began with its manifest, where no progress was kept', async () => {
    const { found, run } = await stateOf([event(started), answer('tiny', 0, 1)]);
    assert.deepEqual(found.progress, {
      ...{ type: 'progressed', rowsDone: 0, spentUsd: 1, elapsedMs: 90_000, callsDone: 1, callsPlanned: 1 },
      perModel: { tiny: { asked: 1, delivered: 0, costUsd: 1 } },
    });
    utimesSync(join(run.folder, 'manifest.json'), 2000, 2000);
    const { progress } = await withLateAnswers([started].reduce(foldStored, emptyRunState), run.folder);
    assert.equal(progress!.elapsedMs, 0, 'a clock that was set back');
    rmSync(join(run.folder, 'manifest.json'));
    const state = [started].reduce(foldStored, emptyRunState);
    assert.equal((await withLateAnswers(state, run.folder)).progress!.elapsedMs, 0, 'nobody knows when');
  });

  it('does not know what it cost where one answer does not say', async () => {
    const records = [event(started), answer('tiny', 0), answer('tiny', 1, 1), answer('big', 0, 2)];
    const { progress } = (await stateOf(records)).found;
    assert.ok(!('spentUsd' in progress!));
    assert.deepEqual(progress?.perModel, {
      tiny: { asked: 2, delivered: 0 },
      big: { asked: 1, delivered: 0, costUsd: 2 },
    });
  });

  it('is as its events say where no answer came late, or it never began', async () => {
    for (const records of [[event(started), event(progressed)], [event(started)], [answer('tiny', 0, 1)]]) {
      const { state, found } = await stateOf(records);
      assert.equal(found, state);
    }
    const state = [started].reduce(foldStored, emptyRunState);
    assert.equal(await withLateAnswers(state, join(folder(), 'absent')), state);
  });

  it('keeps the decisions of earlier sessions when it is gone on with, and forgets the pause', () => {
    const paused: RunEvent = { type: 'run-paused', reason: 'budget', message: 'm' };
    const noted: RunEvent = { type: 'noted', message: 'decided' };
    const failed: RunEvent = { type: 'row-failed', row: 3, model: 'big', kind: 'server', message: 'no' };
    const resumed: RunEvent = { ...started, isResumed: true, seed: 2 };
    const state = [started, noted, failed, paused, resumed].reduce(foldStored, emptyRunState);
    assert.deepEqual([state.phase, state.paused, state.notes, state.failedRows], ['plan', undefined, ['decided'], 1]);
    assert.equal(state.started, resumed);
    const finished: RunEvent = {
      ...{ type: 'run-finished', perModel: {}, failedRows: 1, elapsedMs: 5 },
      promise: { rows: 9, covered: 8, allowed: 0, accuracy: 1, confidence: 0.95, reference: 'big', basis: 'certain' },
    };
    const again = [started, noted, failed, finished, resumed].reduce(foldStored, emptyRunState);
    assert.deepEqual([again.finished, again.failedRows, again.failures], [undefined, 0, []], 'they are asked again');
    assert.deepEqual([started, noted, started].reduce(foldStored, emptyRunState).notes, []);
  });
});
