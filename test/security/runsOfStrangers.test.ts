// Folders with runs that somebody else made, or changed: findings 1, 3, 5, 6, 8, 18, 19 of the threat table in SECURITY.md.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/engine/inputError';
import { makeInstallation, newInstallationKey } from '../../src/store/installation';
import { formatLine } from '../../src/store/journalLine';
import { createRun, openRun } from '../../src/store/runFolder';
import { listRuns, readRunState } from '../../src/store/runList';
import { lockRun, runHolder } from '../../src/store/runLock';
import { readWholeOrigin, originPath } from '../../src/store/runOrigin';
import { numberedAnswer } from '../store/numbered';
import { dataset, job, newRun } from '../store/runs';
import { scratchFolder } from '../store/scratch';

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('runs of strangers', () => {
  const folder = scratchFolder();
  const runs = () => join(folder(), '.smart', 'runs');
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  const made = async (changes: object = {}) => {
    const run = await newRun(runs(), changes);
    await run.journal.append(numberedAnswer(1));
    await run.close();
    return run;
  };
  const isForeign = (run: { folder: string }) =>
    assert.rejects(
      () => openRun(runs(), run.folder.split('/').at(-1)!, { job, dataset }),
      /not started by this installation.*--trust-answers/,
    );

  it('1: our own run goes on; one of another key, without origin, copied, or with other words in it does not', async () => {
    const own = await made();
    await (await openRun(runs(), own.manifest.runId, { job, dataset })).close();
    const copy = join(runs(), 'copy');
    cpSync(own.folder, copy, { recursive: true });
    await isForeign({ folder: copy });
    const changes: Record<string, (run: string) => void> = {
      manifest: (run) => {
        const path = join(run, 'manifest.json');
        writeFileSync(path, readFileSync(path, 'utf8').replace('"createdAt": "2026', '"createdAt": "2126'));
      },
      journal: (run) => {
        const path = join(run, 'journal.smartlog');
        const [header] = readFileSync(path, 'utf8').split('\n');
        writeFileSync(path, `${header!}\n${formatLine(['a', 'tiny', 1, 'valid', 'planted', true]).toString()}`);
      },
      origin: (run) => {
        rmSync(originPath(run));
      },
      outputs: (run) => {
        const file = JSON.parse(readFileSync(originPath(run), 'utf8')) as { facts: { outputs: object[] } };
        file.facts.outputs.push({ path: join(folder(), '.profile'), sha256: 'ab' });
        writeFileSync(originPath(run), JSON.stringify(file));
      },
      'origin as a link': (run) => {
        cpSync(originPath(run), join(folder(), 'kept.json'));
        rmSync(originPath(run));
        symlinkSync(join(folder(), 'kept.json'), originPath(run));
      },
    };
    for (const [what, change] of Object.entries(changes)) {
      const run = await made();
      change(run.folder);
      await assert.rejects(() => openRun(runs(), run.manifest.runId, { job, dataset }), InputError, what);
    }
    const other = { installation: makeInstallation([newInstallationKey()]) };
    const theirs = await made({ trust: other });
    await isForeign(theirs);
    await (await openRun(runs(), theirs.manifest.runId, { job, dataset }, undefined, other)).close();
  });

  it('1: the word of the user lets it go on, and it stays marked; its answers are taken over by that word only', async () => {
    const theirs = await made({ trust: { installation: makeInstallation([newInstallationKey()]) } });
    const create = (foreignAnswers: boolean) =>
      newRun(runs(), { importFrom: theirs.folder, trust: { foreignAnswers } });
    await assert.rejects(create(false), /--trust-answers/);
    const taking = await create(true);
    assert.deepEqual([taking.imported.answers, taking.hasForeignAnswers], [1, true]);
    await taking.close();
    const again = await openRun(runs(), theirs.manifest.runId, { job, dataset }, undefined, { foreignAnswers: true });
    assert.ok(again.hasForeignAnswers);
    await again.close();
    const third = await openRun(runs(), theirs.manifest.runId, { job, dataset });
    assert.ok(third.hasForeignAnswers, 'agreed to once');
    await third.close();
    await assert.rejects(newRun(runs(), { importFrom: theirs.folder }), /--trust-answers/);
  });

  it('1: a run that was killed is still ours', async () => {
    const run = await newRun(runs());
    await run.journal.append(numberedAnswer(1));
    cpSync(run.folder, join(folder(), 'image'), { recursive: true });
    await run.close();
    rmSync(run.folder, { recursive: true });
    cpSync(join(folder(), 'image'), run.folder, { recursive: true });
    rmSync(join(run.folder, 'lock.1'));
    const again = await openRun(runs(), run.manifest.runId, { job, dataset });
    assert.deepEqual([...again.journal.earlier], [numberedAnswer(1)]);
    await again.close();
  });

  it('sorts below ours, whatever time it claims', async () => {
    const own = await made();
    await made({
      createdAt: '2999-01-01T00:00:00Z',
      trust: { installation: makeInstallation([newInstallationKey()]) },
    });
    const listed = listRuns(runs());
    assert.deepEqual(
      listed.map((run) => run.type === 'run' && [run.runId === own.manifest.runId, run.isOwn]),
      [
        [true, true],
        [false, false],
      ],
    );
  });

  for (const name of [
    'lock.9007199254740992',
    'lock.9007199254740991',
    'lock.1000000000',
    `lock.${'9'.repeat(200)}`,
    'lock.1e9',
  ])
    it(`5: ${name} freezes nothing`, () => {
      mkdirSync(join(folder(), 'run'));
      writeFileSync(join(folder(), 'run', name), '{}');
      try {
        lockRun(join(folder(), 'run')).release();
      } catch (error) {
        assert.match((error as Error).message, /SMART never made .*delete it/);
      }
    });

  it('5: a lock that is a pipe, a link or nonsense waits for nothing', () => {
    const traps: ((path: string) => void)[] = [
      (path) => execFileSync('mkfifo', [path]),
      (path) => {
        symlinkSync('/dev/zero', path);
      },
      (path) => {
        writeFileSync(path, 'null');
      },
      (path) => {
        writeFileSync(path, '{"host":{},"pid":"1; ps"}');
      },
    ];
    traps.forEach((trap, at) => {
      const run = join(folder(), `run-${String(at)}`);
      mkdirSync(run);
      trap(join(run, 'lock.1'));
      runHolder(run);
    });
  });

  it('6, 18: a list shows what is sound, and names what is not: devices, pipes, sparse files, events of wrong types', async () => {
    const sound = await made();
    const traps: Record<string, (run: string) => void> = {
      'device-manifest': (run) => {
        rmSync(join(run, 'manifest.json'));
        symlinkSync('/dev/zero', join(run, 'manifest.json'));
      },
      'pipe-manifest': (run) => {
        rmSync(join(run, 'manifest.json'));
        execFileSync('mkfifo', [join(run, 'manifest.json')]);
      },
      'sparse-manifest': (run) => {
        truncateSync(join(run, 'manifest.json'), 5 * 2 ** 30);
      },
      'pipe-journal': (run) => {
        rmSync(join(run, 'journal.smartlog'));
        execFileSync('mkfifo', [join(run, 'journal.smartlog')]);
      },
    };
    for (const [name, trap] of Object.entries(traps)) {
      cpSync(sound.folder, join(runs(), name), { recursive: true });
      trap(join(runs(), name));
    }
    cpSync(sound.folder, join(runs(), 'sparse-journal'), { recursive: true });
    truncateSync(join(runs(), 'sparse-journal', 'journal.smartlog'), 6 * 2 ** 30);
    cpSync(sound.folder, join(runs(), 'wrong-events'), { recursive: true });
    const events = [
      { type: 'event', event: { type: 'progressed', perModel: 7 } },
      { type: 'event', event: null },
      { type: 'event', event: { type: 'run-finished', promise: 'x', perModel: {}, failedRows: 'many', elapsedMs: 1 } },
      { type: 'event', event: { type: 'unheard-of' } },
      ['a', 'tiny', -1, 'valid', 'x', true, -1000],
      [],
      7,
    ];
    writeFileSync(
      join(runs(), 'wrong-events', 'journal.smartlog'),
      Buffer.concat(events.map((event) => formatLine(event))),
    );
    const listed = listRuns(runs());
    assert.deepEqual(
      new Set(listed.filter(({ type }) => type === 'broken').map(({ runId }) => runId)),
      new Set(Object.keys(traps)),
    );
    assert.ok(listed.some(({ type, runId }) => type === 'run' && runId === sound.manifest.runId));
    await assert.rejects(
      () => readRunState(join(runs(), 'sparse-journal'), () => undefined),
      /holds hardly any of them/,
    );
    const problems: string[] = [];
    const { phase } = await readRunState(join(runs(), 'wrong-events'), (problem) => problems.push(problem));
    assert.equal(phase, 'idle');
    assert.ok(problems.length >= 4, problems.join('\n'));
  });

  it('8: no link is written through: .smart, the folder of runs, a journal, a lock', async () => {
    const victim = join(folder(), 'victim');
    mkdirSync(join(victim, 'runs'), { recursive: true });
    symlinkSync(victim, join(folder(), '.smart'));
    await assert.rejects(newRun(runs()), /is a link/);
    assert.throws(() => listRuns(runs()), /is a link/);
    assert.deepEqual(readdirSync(join(victim, 'runs')), []);
    rmSync(join(folder(), '.smart'));
    const run = await made();
    const target = join(folder(), 'precious');
    writeFileSync(target, 'precious');
    rmSync(join(run.folder, 'journal.smartlog'));
    symlinkSync(target, join(run.folder, 'journal.smartlog'));
    await assert.rejects(
      () => openRun(runs(), run.manifest.runId, { job, dataset }, undefined, { foreignAnswers: true }),
      /is a link/,
    );
    assert.equal(readFileSync(target, 'utf8'), 'precious');
  });

  it('19: runs are for the user alone', async () => {
    const run = await made();
    for (const path of [join(folder(), '.smart'), runs(), run.folder]) assert.equal(mode(path), '700', path);
    for (const name of readdirSync(run.folder)) assert.equal(mode(join(run.folder, name)), '600', name);
  });

  it('makes no run where the folder of runs is replaced by a file', async () => {
    mkdirSync(join(folder(), '.smart'));
    writeFileSync(runs(), '');
    await assert.rejects(
      createRun(runs(), { job, dataset, software: { name: 'smart', version: '0' }, createdAt: '2026-01-01T00:00:00Z' }),
      /cannot be kept there/,
    );
    assert.ok(existsSync(runs()));
    assert.equal(await readWholeOrigin(folder(), makeInstallation([])), undefined);
  });
});
