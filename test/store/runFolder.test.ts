import assert from 'node:assert/strict';
import fs, { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiskError } from '../../src/engine/diskError';
import type { Job } from '../../src/engine/job';
import { InputError } from '../../src/engine/inputError';
import type { RunDataset } from '../../src/store/manifest';
import { makeInstallation, userInstallation } from '../../src/store/installation';
import { ourselves } from '../../src/store/lockHolder';
import { thisMachine } from '../../src/store/machine';
import { openRun, type NewRun, type Trust } from '../../src/store/runFolder';
import { readManifest } from '../../src/store/runFiles';
import { readOrigin, readWholeOrigin, sha256 } from '../../src/store/runOrigin';
import { readCarried, type StoredCarried } from '../../src/store/tableFile';
import { standIns, systemError } from '../support/standIns';
import { numberedAnswer } from './numbered';
import { big, dataset, job, newRun, tiny } from './runs';
import { scratchFolder } from './scratch';

const realRename = fs.renameSync;

/** As a process does that takes the run over: a lock of the next number. */
function takeLockAway(run: string): void {
  const numbers = readdirSync(run).flatMap((name) => /^lock\.(\d+)$/.exec(name)?.[1] ?? []);
  const next = Math.max(...numbers.map(Number)) + 1;
  writeFileSync(join(run, `lock.${String(next)}`), JSON.stringify(ourselves(thisMachine())));
}

describe('run folder', () => {
  const folder = scratchFolder();

  it('is named by time and dataset, ignored by git, and says what the run is', async () => {
    const first = await newRun(join(folder(), 'runs'));
    const second = await newRun(join(folder(), 'runs'));
    assert.equal(first.manifest.runId, '2026-11-22T10-22-05-reviews');
    assert.equal(second.manifest.runId, '2026-11-22T10-22-05-reviews-2');
    assert.equal(readFileSync(join(folder(), 'runs', '.gitignore'), 'utf8'), '*\n');
    assert.deepEqual(readManifest(first.folder), first.manifest);
    assert.deepEqual(first.manifest.job, job);
    await Promise.all([first.close(), second.close()]);
  });

  it('has a name of 40 letters of the dataset at most, none of which a shell or a disk minds', async () => {
    const idOf = async (name: string) => {
      const run = await newRun(join(folder(), 'runs'), { dataset: { ...dataset, name } });
      await run.close();
      return run.manifest.runId.replace('2026-11-22T10-22-05', '');
    };
    assert.equal(await idOf(`${'a'.repeat(60)}.csv`), `-${'a'.repeat(40)}`);
    assert.equal(await idOf('Über (2) & more.jsonl.gz'), '-U-ber-2-more');
    assert.equal(await idOf('评论.csv'), '');
    assert.equal(await idOf('--x--.csv'), '-x');
  });

  it('takes answers that this installation did not write only where the user trusts them, and remembers that', async () => {
    const stranger = makeInstallation(['ab'.repeat(32)]);
    const run = await newRun(folder());
    await run.close();
    const { runId } = run.manifest;
    const open = (trust?: Trust) => openRun(folder(), runId, undefined, undefined, trust);
    const own = await open();
    assert.equal(own.hasForeignAnswers, false);
    await own.close();
    const taking = await open({ takesForeign: true });
    assert.equal(taking.hasForeignAnswers, true);
    await taking.close();
    assert.equal((await readWholeOrigin(run.folder, userInstallation()))!.hasForeignAnswers, true);
    await assert.rejects(open({ installation: stranger }), /was not started by this installation of SMART here/);
    const trusted = await open({ installation: stranger, foreignAnswers: true });
    assert.equal(trusted.hasForeignAnswers, true);
    await trusted.close();
    const from = { importFrom: run.folder, createdAt: '2027-01-01T00:00:00Z' };
    await assert.rejects(newRun(folder(), from), /was not started by this installation of SMART here/);
    const taken = await newRun(folder(), { ...from, trust: { foreignAnswers: true } });
    assert.equal(taken.hasForeignAnswers, true);
    await taken.close();
  });

  it('writes no secret that rode along in a job', async () => {
    const settings = { ...tiny.settings, apiKey: 'sk-secret' };
    const leaky = {
      ...job,
      models: [{ ...tiny, settings, headers: { authorization: 'sk-secret' } }, big],
      token: 'sk-secret',
    };
    const run = await newRun(folder(), { job: leaky });
    await run.close();
    assert.ok(!readFileSync(join(run.folder, 'manifest.json'), 'utf8').includes('sk-secret'));
    assert.deepEqual(readManifest(run.folder).job, job);
  });

  it('goes on with the records of the earlier session', async () => {
    const run = await newRun(folder());
    await run.journal.append(numberedAnswer(5));
    await run.close();
    const again = await openRun(folder(), run.manifest.runId, { job, dataset });
    assert.deepEqual([...again.journal.earlier], [numberedAnswer(5)]);
    await again.close();
  });

  it('lets a resume change the cap, prices and how the output is written, and keeps them', async () => {
    const run = await newRun(folder());
    await run.close();
    const models = [big, { ...tiny, price: { type: 'unknown' } as const }];
    const wanted: Job = { ...job, budgetUsd: 9, out: 'other.csv', columns: { answer: 'sentiment' }, models };
    const again = await openRun(folder(), run.manifest.runId, { job: wanted, dataset });
    await again.close();
    assert.deepEqual(again.manifest.job, { ...wanted, models: [models[1], big] });
    assert.deepEqual(readManifest(run.folder), again.manifest);
  });

  const otherDataset = (changes: Partial<RunDataset>) => ({ dataset: { ...dataset, ...changes } });
  const otherJob = (changes: Partial<Job>) => ({ job: { ...job, ...changes } });
  const refusals: [string, { job?: Job; dataset?: RunDataset }, RegExp][] = [
    [
      'changed content',
      otherDataset({ hash: 'sha256-bb' }),
      /dataset reviews\.csv is not the one .*both have 1,000 rows, but the content changed/,
    ],
    ['other row count', otherDataset({ hash: 'b', rowCount: 1001 }), /1,000 rows then, 1,001 rows now/],
    [
      'prompt',
      otherJob({ prompt: 'Is this positive, negative? {{text}}' }),
      /prompt is another one \(from character 17: "s positive or negative\? \{\{text" then, "s positive, negative/,
    ],
    [
      'task',
      otherJob({ task: { type: 'text' } }),
      /task is another one \(\{"type":"labels".*then, \{"type":"text"\} now/,
    ],
    ['fewer models', otherJob({ models: [big] }), /ladder no longer has tiny/],
    ['more models', otherJob({ models: [tiny, big, { ...big, id: 'huge' }] }), /ladder also has huge now/],
    [
      'model settings',
      otherJob({ models: [{ ...tiny, settings: { temperature: 1 } }, big] }),
      /model tiny has other settings \(.*"temperature":0\} then, .*"temperature":1\} now/,
    ],
    [
      'examples',
      otherJob({ examples: [{ values: { text: 'a' }, answer: 'positive' }] }),
      /the examples are others \(0 examples then, 1 example now\)/,
    ],
    ['accuracy', otherJob({ accuracy: 0.9 }), /accuracy is 0\.9 now and was 0\.95/],
    ['confidence', otherJob({ confidence: 0.99 }), /confidence is 0\.99 now/],
    ['strategy', otherJob({ strategy: 'reference' }), /strategy is reference now and was certified/],
    ['seed', otherJob({ seed: 8 }), /seed is 8 now and was 7/],
    ['limit', otherJob({ limit: 10 }), /limit is 10 now and was not given/],
    ['student', otherJob({ student: false }), /student is false now and was not given/],
  ];
  for (const [name, change, sentence] of refusals) {
    it(`refuses to resume: ${name}`, async () => {
      const run = await newRun(folder());
      await run.close();
      const before = readFileSync(join(run.folder, 'manifest.json'), 'utf8');
      const open = () => openRun(folder(), run.manifest.runId, { job, dataset, ...change });
      await assert.rejects(
        open,
        (error) =>
          error instanceof InputError && sentence.test(error.message) && error.message.includes('start a new run'),
      );
      assert.equal(readFileSync(join(run.folder, 'manifest.json'), 'utf8'), before);
      await (await openRun(folder(), run.manifest.runId, { job, dataset })).close();
    });
  }

  it('takes over paid answers of an earlier run, billed nothing, where the question is the same', async () => {
    const old = await newRun(folder());
    for (const row of [3, 4, 400]) await old.journal.append(numberedAnswer(row));
    await old.journal.append({ ...numberedAnswer(5), model: 'big' } as never);
    await old.journal.append({ type: 'failure', model: 'tiny', row: 9, kind: 'server', message: 'no' });
    await old.close();
    const renamed = { ...tiny, id: 'small' };
    const otherBig = { ...big, settings: { temperature: 1 } };
    const changed = { ...job, accuracy: 0.9, limit: 100, models: [renamed, otherBig] };
    const run = await newRun(folder(), { job: changed, importFrom: old.folder });
    assert.deepEqual(run.imported, { answers: 2, verdicts: 0 });
    const taken = [3, 4].map((row) => ({
      ...numberedAnswer(row),
      model: 'small',
      billedUsd: 0,
      usage: {},
      isCached: true,
    }));
    assert.deepEqual([...run.journal.earlier], taken);
    await run.close();
    const fresh = await newRun(folder());
    assert.deepEqual(fresh.imported, { answers: 0, verdicts: 0 });
    await fresh.close();
  });

  it('takes over the verdicts of an earlier run with its answers, where it is told who judges', async () => {
    const judged: Job = { ...job, judge: { model: { ...big, id: 'fair', modelId: 'a-judge' } } };
    const old = await newRun(folder(), { job: judged });
    await old.journal.append({
      type: 'event',
      event: {
        ...{ type: 'run-started', runId: 'r', dataset: 'd', rows: 9, distinctRows: 9, models: ['tiny', 'big'] },
        ...{ reference: 'big', strategy: 'certified', accuracy: 0.9, confidence: 0.95, allowed: 0, seed: 1 },
        isResumed: false,
      },
    });
    await old.journal.append(numberedAnswer(3));
    await old.journal.append({
      ...{ type: 'verdict', model: 'fair', candidate: 'tiny', row: 3, verdict: { same: true } },
      ...{ billedUsd: 0.5, usage: {} },
    });
    await old.close();
    const importedBy = async (changes: Partial<NewRun>) => {
      const run = await newRun(folder(), { job: judged, importFrom: old.folder, ...changes });
      await run.close();
      return run.imported;
    };
    const verdicts = { judge: 'fair', reference: 'big' };
    assert.deepEqual(await importedBy({ verdicts }), { answers: 1, verdicts: 1 });
    assert.deepEqual(await importedBy({}), { answers: 1, verdicts: 0 });
  });

  it('that is gone on with notices where its lock is lost, and takes nothing more', async () => {
    const run = await newRun(folder());
    await run.close();
    const again = await openRun(folder(), run.manifest.runId);
    takeLockAway(run.folder);
    await assert.rejects(again.journal.append(numberedAnswer(0)), /was taken over by another process/);
    await assert.rejects(again.close(), /taken over/);
  });

  it('refuses to take over answers to another question, and leaves no folder behind', async () => {
    const old = await newRun(folder());
    await old.close();
    const other = newRun(folder(), {
      createdAt: '2027-01-01T00:00:00Z',
      job: { ...job, prompt: '{{text}}?' },
      importFrom: old.folder,
    });
    await assert.rejects(other, /Answers of run .* cannot be reused: the prompt/);
    assert.ok(!existsSync(join(folder(), '2027-01-01T00-00-00-reviews')));
  });

  it('says what is wrong with a manifest', async () => {
    const run = await newRun(folder());
    await run.close();
    const path = join(run.folder, 'manifest.json');
    const whole = readFileSync(path, 'utf8');
    const cases: [string, RegExp][] = [
      [whole.slice(0, 100), /manifest\.json is not valid JSON/],
      ['null', /is not the manifest of a run/],
      [whole.replace('"version": 1', '"version": 2'), /format version 2.*update SMART/],
      [whole.replace('"certified"', '"guesswork"'), /"job\.strategy"/],
    ];
    for (const [content, sentence] of cases) {
      writeFileSync(path, content);
      await assert.rejects(() => openRun(folder(), run.manifest.runId), sentence);
    }
  });

  it('says that a file stands where the runs were to be', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    for (const runs of [file, join(file, 'runs')])
      await assert.rejects(newRun(runs), (error) => {
        assert.ok(error instanceof InputError);
        assert.match(
          error.message,
          /^The runs cannot be kept (?:in .*: a file stands there, or above it; name another folder\.|there: )/,
        );
        return true;
      });
  });

  const carried: StoredCarried = {
    ...{
      from: 'earlier',
      models: ['tiny'],
      model: new Int16Array(1),
      trust: new Float32Array(1),
      batch: new Int32Array(1),
    },
    ...{ batches: [], drawn: [], chosen: [], allowed: 0, looks: [] },
    counts: { added: 1, changed: 0, removed: 0, reopened: 0 },
  };

  it('says which run it continues, and holds what is carried before anything is asked', async () => {
    const old = await newRun(folder());
    for (const row of [3, 4]) await old.journal.append(numberedAnswer(row));
    await old.close();
    const targetsOf = (row: number) => (row === 3 ? [7, 8] : []);
    const run = await newRun(folder(), { importFrom: old.folder, continuing: { targetsOf, carried } });
    assert.deepEqual(run.manifest.continues, { runId: 'earlier' });
    assert.deepEqual(readManifest(run.folder).continues, { runId: 'earlier' });
    assert.deepEqual(readCarried(run.folder, 1), carried);
    assert.deepEqual(run.imported, { answers: 2, verdicts: 0 });
    await run.close();
    assert.ok(!('continues' in old.manifest));
    assert.ok(!existsSync(join(old.folder, 'carried.json')));
  });

  describe('beside the disk', () => {
    const standIn = standIns();

    it('may begin in a folder at the same moment as another', async () => {
      standIn(fs, 'openSync', (real) => (path, ...rest) => {
        if (String(path).endsWith('.gitignore')) writeFileSync(real(path, 'w'), '*\n');
        return real(path, ...rest);
      });
      await (await newRun(join(folder(), 'runs'))).close();
    });

    it('does not begin where what keeps it out of a commit cannot be written', async () => {
      standIn(fs, 'openSync', (real) => (path, ...rest) => {
        if (String(path).endsWith('.gitignore')) throw systemError('ENOSPC');
        return real(path, ...rest);
      });
      await assert.rejects(
        newRun(join(folder(), 'runs')),
        (error) => error instanceof DiskError && error.kind === 'full',
      );
    });

    it('stays ours whichever manifest a crash leaves while a resume replaces it', async () => {
      const run = await newRun(folder());
      await run.close();
      const path = join(run.folder, 'manifest.json');
      const before = readFileSync(path, 'utf8');
      const wanted = { ...job, budgetUsd: 9 };
      const rename = (at: number) => {
        let count = 0;
        standIn(fs, 'renameSync', (real) => (...args) => {
          if (count++ >= at) throw systemError('EIO');
          real(...args);
        });
      };
      // The origin is written first, then the manifest, then the origin again.
      for (const at of [0, 1, 2]) {
        rename(at);
        await assert.rejects(openRun(folder(), run.manifest.runId, { job: wanted, dataset }), DiskError);
        assert.ok(readOrigin(run.folder, userInstallation()), `stopped at the ${String(at + 1)}th file`);
        standIn(fs, 'renameSync', () => realRename);
      }
      assert.notEqual(readFileSync(path, 'utf8'), before);
      const again = await openRun(folder(), run.manifest.runId, { job: wanted, dataset });
      await again.close();
      assert.deepEqual(readOrigin(run.folder, userInstallation())!.manifests, [sha256(readFileSync(path))]);
    });

    it('says that nothing can be made on a disk that is read-only', async () => {
      standIn(fs, 'mkdirSync', () => () => {
        throw systemError('ENOENT');
      });
      const asked: unknown[] = [];
      standIn(fs, 'accessSync', () => (path, mode) => {
        asked.push(path, mode);
        throw systemError('EROFS');
      });
      await assert.rejects(
        newRun(join(folder(), 'deep', 'runs')),
        (error) => error instanceof DiskError && error.kind === 'read-only',
      );
      assert.deepEqual(asked, [folder(), fs.constants.W_OK]);
    });

    it('says why a folder cannot be made, where the disk lets others be made', async () => {
      const isRuns = (path: unknown) => String(path).endsWith('reviews');
      standIn(
        fs,
        'mkdirSync',
        (real) =>
          ((path: string, options: object) => {
            if (isRuns(path)) throw systemError('ENOSPC');
            return real(path, options);
          }) as never,
      );
      await assert.rejects(newRun(folder()), (error) => error instanceof DiskError && error.kind === 'full');
      standIn(fs, 'mkdirSync', () => () => {
        throw systemError('ENOENT');
      });
      await assert.rejects(
        newRun(join(folder(), 'deep')),
        (error) => error instanceof DiskError && error.kind === 'gone',
      );
    });

    it('syncs the folders that it made', async () => {
      if (process.platform === 'win32') return;
      const synced: string[] = [];
      const opened = new Map<number, string>();
      standIn(fs, 'openSync', (real) => (path, ...rest) => {
        const file = real(path, ...rest);
        opened.set(file, String(path));
        return file;
      });
      standIn(fs, 'fsyncSync', (real) => (file) => {
        synced.push(opened.get(file)!);
        real(file);
      });
      const run = await newRun(join(folder(), 'runs'));
      assert.ok(synced.includes(run.folder) && synced.includes(join(folder(), 'runs')), synced.join());
      await run.close();
    });
  });

  it('refuses what is not the id of a run', async () => {
    for (const id of ['../elsewhere', '', '.', 'a/b', '..'])
      await assert.rejects(() => openRun(folder(), id), /is not the id of a run/);
    await assert.rejects(() => openRun(folder(), 'nothing-here'), /There is no run .*list the runs/);
  });
});
