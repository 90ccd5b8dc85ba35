import assert from 'node:assert/strict';
import fs, { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiskError } from '../../src/engine/diskError';
import type { RunEvent } from '../../src/engine/events';
import { emptyRunState } from '../../src/engine/runState';
import { deleteRun, listRuns, listRunsInTurns, readRunState } from '../../src/store/runList';
import { openRun } from '../../src/store/runFolder';
import { deleteAnswers, runBytes } from '../../src/store/runSize';
import { numberedAnswer } from './numbered';
import { newRun } from './runs';
import { standIns, systemError } from '../support/standIns';
import { scratchFolder } from './scratch';

const paused: RunEvent = { type: 'run-paused', reason: 'budget', message: 'The budget of $2 is reached.' };
const finished: RunEvent = {
  type: 'run-finished',
  promise: { rows: 1, covered: 1, allowed: 0, accuracy: 1, confidence: 0.95, reference: 'big', basis: 'certain' },
  perModel: {},
  failedRows: 0,
  elapsedMs: 5,
};

const realRename = fs.renameSync;
const realReaddir = fs.readdirSync;

describe('list of runs', () => {
  const standIn = standIns();
  const folder = scratchFolder();
  const day = (number: number) => ({ createdAt: `2026-11-0${String(number)}T00:00:00Z` });

  it('is newest first, with how each run stands, and survives broken folders', async () => {
    const first = await newRun(folder(), day(1));
    await first.journal.append({ type: 'event', event: paused });
    await first.close();
    const second = await newRun(folder(), day(2));
    await second.journal.append({ type: 'event', event: paused });
    for (let row = 0; row < 9000; row++) void second.journal.append(numberedAnswer(row));
    await second.journal.append({ type: 'event', event: finished });
    await second.close();
    const third = await newRun(folder(), day(3));
    const fourth = await newRun(folder(), day(4));
    await fourth.close();
    mkdirSync(join(folder(), 'unrelated'));
    mkdirSync(join(folder(), 'broken'));
    writeFileSync(join(folder(), 'broken', 'manifest.json'), '{"format": "smart-r');

    const listed = listRuns(folder()).map((run) =>
      run.type === 'run' ? `${run.manifest.createdAt.slice(8, 10)} ${run.standing}` : `${run.runId}: ${run.problem}`,
    );
    assert.deepEqual(listed.slice(0, 4), ['04 interrupted', '03 running', '02 finished', '01 paused']);
    assert.match(listed[4]!, /^unrelated: .*manifest\.json cannot be read/);
    assert.match(listed[5]!, /^broken: .*not valid JSON/);
    await third.close();
    assert.deepEqual(listRuns(join(folder(), 'absent')), []);
  });

  it('may rest after each run that it has looked at, and lists the same', async () => {
    for (let number = 1; number <= 5; number++) await (await newRun(folder(), day(number))).close();
    let rests = 0;
    const turns = { isDue: () => true, next: () => Promise.resolve(void rests++) };
    const listed = await listRunsInTurns(folder(), undefined, turns);
    assert.deepEqual(listed, listRuns(folder()));
    assert.equal(rests, 5);
  });

  it('has a run that is finished for finished, even while its process still holds it', async () => {
    const run = await newRun(folder());
    const standing = () => listRuns(folder()).map((listed) => listed.type === 'run' && listed.standing);
    assert.deepEqual(standing(), ['running']);
    await run.journal.append({ type: 'event', event: finished });
    assert.deepEqual(standing(), ['finished']);
    await run.close();
  });

  it('folds all events of a run', async () => {
    const run = await newRun(folder());
    await run.journal.append({ type: 'event', event: { type: 'noted', message: 'first' } });
    await run.journal.append(numberedAnswer(0));
    await run.journal.append({ type: 'event', event: paused });
    const state = await readRunState(run.folder, assert.fail);
    assert.deepEqual([state.phase, state.notes, state.paused], ['paused', ['first'], paused]);
    await run.close();
  });

  it('has no events of a run without a journal', async () => {
    const run = await newRun(folder());
    await run.close();
    rmSync(join(run.folder, 'journal.smartlog'));
    assert.deepEqual(await readRunState(run.folder, assert.fail), emptyRunState);
    const [listed] = listRuns(folder());
    assert.ok(listed?.type === 'run' && listed.standing === 'interrupted' && listed.journalBytes === 0);
  });

  it('counts answers that came after the last progress, but for a run that is finished', async () => {
    const started: RunEvent = {
      ...{ type: 'run-started', runId: 'r', dataset: 'd', rows: 9, distinctRows: 9, models: ['tiny', 'big'] },
      ...{ reference: 'big', strategy: 'certified', accuracy: 0.9, confidence: 0.95, allowed: 0, seed: 1 },
      isResumed: false,
    };
    const progressOf = async (end: RunEvent) => {
      const run = await newRun(folder());
      await run.journal.append({ type: 'event', event: started });
      await run.journal.append(numberedAnswer(0));
      await run.journal.append({ type: 'event', event: end });
      await run.close();
      return (await readRunState(run.folder, assert.fail)).progress;
    };
    assert.equal((await progressOf(paused))?.callsDone, 1);
    assert.equal(await progressOf(finished), undefined);
  });

  it('deletes a run, but not one that is being written nor anything else', async () => {
    const run = await newRun(folder());
    assert.throws(() => {
      deleteRun(folder(), run.manifest.runId);
    }, /is being written by .*; wait for it or stop it first/);
    await run.close();
    deleteRun(folder(), run.manifest.runId);
    assert.ok(!existsSync(run.folder));
    mkdirSync(join(folder(), 'photos'));
    assert.throws(() => {
      deleteRun(folder(), 'photos');
    }, /is not the folder of a run; nothing was deleted/);
    assert.throws(() => {
      deleteRun(folder(), '..');
    }, /is not the id of a run/);
  });

  it('says what the disk says where a run cannot be deleted', async () => {
    const run = await newRun(folder());
    await run.close();
    standIn(fs, 'rmSync', () => () => {
      throw systemError('EROFS');
    });
    assert.throws(
      () => {
        deleteRun(folder(), run.manifest.runId);
      },
      (error) => error instanceof DiskError && error.kind === 'read-only' && error.message.startsWith(run.folder),
    );
  });

  it('deletes what is left of a run: a manifest alone, or a journal alone', async () => {
    for (const name of ['manifest.json', 'journal.smartlog']) {
      const run = await newRun(folder());
      await run.close();
      rmSync(join(run.folder, name));
      deleteRun(folder(), run.manifest.runId);
      assert.ok(!existsSync(run.folder), name);
    }
  });

  it('names runs of one moment from the last to the first', async () => {
    for (let made = 0; made < 3; made++) await (await newRun(folder(), day(1))).close();
    assert.deepEqual(
      listRuns(folder()).map(({ runId }) => runId.replace('2026-11-01T00-00-00-reviews', '')),
      ['-3', '-2', ''],
    );
    const sorted = listRuns(folder());
    for (const order of [1, -1]) {
      standIn(
        fs,
        'readdirSync',
        () =>
          ((path: string, options: { readonly withFileTypes: true }) =>
            realReaddir(path, options).sort((a, b) => (a.name < b.name ? -order : order))) as never,
      );
      assert.deepEqual(listRuns(folder()), sorted, 'in whatever order the disk has them');
    }
  });

  it('reads no journal again that did not change, and sees at once what did', async () => {
    const run = await newRun(folder());
    await run.journal.append({ type: 'event', event: finished });
    await run.close();
    const only = () => {
      const [listed] = listRuns(folder());
      return listed?.type === 'run' ? listed : assert.fail();
    };
    const first = only();
    assert.equal(only().lastState, first.lastState, 'the same object: nothing was read');
    assert.equal(
      first.bytes,
      readdirSync(run.folder).reduce((sum, name) => sum + statSync(join(run.folder, name)).size, 0),
    );
    const again = await openRun(folder(), run.manifest.runId);
    await again.journal.append({ type: 'event', event: paused });
    assert.equal(only().standing, 'running');
    await again.close();
    assert.equal(only().standing, 'paused');
    assert.notEqual(only().lastState, first.lastState);
  });

  it('keeps what a run came to when its answers are deleted, and does not go on with it', async () => {
    const run = await newRun(folder());
    for (let row = 0; row < 500; row++) void run.journal.append(numberedAnswer(row));
    await run.journal.append({ type: 'event', event: paused });
    await run.close();
    const { runId } = run.manifest;
    assert.throws(() => {
      deleteAnswers(run.folder);
    }, /is not finished, and its answers are paid for/);
    const again = await openRun(folder(), runId);
    await again.journal.append({ type: 'event', event: finished });
    await again.close();
    const before = runBytes(run.folder);
    standIn(fs, 'renameSync', (real) => (from, to) => {
      if (/journal/.test(String(to))) throw systemError('EIO');
      real(from, to);
    });
    assert.throws(() => {
      deleteAnswers(run.folder);
    }, /EIO/);
    standIn(fs, 'renameSync', () => realRename);
    await (await openRun(folder(), runId)).close();
    deleteAnswers(run.folder);
    assert.ok(runBytes(run.folder) < before / 3);
    assert.deepEqual(
      listRuns(folder()).map((listed) => listed.type === 'run' && [listed.standing, listed.isOwn]),
      [['finished', true]],
    );
    const problems: string[] = [];
    const state = await readRunState(run.folder, (problem) => problems.push(problem));
    assert.deepEqual(state.finished, finished);
    assert.deepEqual(problems, []);
    await assert.rejects(() => openRun(folder(), runId), /The answers of run .* were deleted/);
  });
});
