import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs, { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRun } from '../../src/store/runFolder';
import { lockRun, RunLocked, runHolder, takeRunOver } from '../../src/store/runLock';
import { ourselves } from '../../src/store/lockHolder';
import { thisMachine } from '../../src/store/machine';
import { numberedAnswer } from './numbered';
import { newRun } from './runs';
import { filesOpenIn, scratchFolder } from './scratch';
import { standIns, systemError } from '../support/standIns';

describe('run lock', () => {
  const children: ChildProcess[] = [];
  // Before the scratch folder's own, which removes what they write.
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
  const folder = scratchFolder();

  async function appenderOn(runId: string): Promise<ChildProcess> {
    const child = spawn(process.execPath, [join(__dirname, 'appender.script.js'), folder(), runId, '0', '1']);
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  }
  const holderNow = () => ourselves(thisMachine());
  const leave = (number: number, holder: object) => {
    writeFileSync(join(folder(), `lock.${String(number)}`), JSON.stringify(holder));
  };

  it('refuses a second holder in the same process until the first lets go', () => {
    const lock = lockRun(folder());
    assert.throws(() => lockRun(folder()), /being written by this same process; wait for it or stop it first\.$/);
    assert.equal(runHolder(folder())?.pid, process.pid);
    lock.release();
    assert.equal(runHolder(folder()), undefined);
    lockRun(folder()).release();
    assert.deepEqual(readdirSync(folder()), ['lock.2']);
    assert.deepEqual(filesOpenIn(folder()), []);
  });

  it('says nothing of the system of a holder that did not tell it', () => {
    leave(1, { host: 'elsewhere', pid: 1 });
    assert.throws(
      () => lockRun(folder()),
      (error) => error instanceof RunLocked && !error.message.includes('(undefined)'),
    );
  });

  it('is freed by whoever knows that its holder is gone, but for one of this process', () => {
    leave(1, { ...holderNow(), platform: 'another system' });
    assert.ok(runHolder(folder()));
    takeRunOver(folder());
    assert.equal(runHolder(folder()), undefined);
    const lock = lockRun(folder());
    assert.throws(() => {
      takeRunOver(folder());
    }, RunLocked);
    lock.release();
  });

  it('is held up by no file that is none of its own', () => {
    for (const name of ['lock.0', 'lock.01', 'lock.x', 'lock.1234567890123456', 'unlock.3'])
      writeFileSync(join(folder(), name), '');
    assert.equal(runHolder(folder()), undefined);
    const lock = lockRun(folder());
    lock.assertHeld();
    assert.ok(readdirSync(folder()).includes('lock.1'));
    lock.release();
  });

  it('refuses a run that another process writes, and takes over at once when that one is killed', async () => {
    const run = await newRun(folder());
    await run.close();
    const { runId } = run.manifest;
    const child = await appenderOn(runId);
    await assert.rejects(
      () => openRun(folder(), runId),
      new RegExp(`being written by process ${String(child.pid)} on`),
    );
    child.kill('SIGKILL');
    await once(child, 'close');
    const again = await openRun(folder(), runId);
    await again.close();
  });

  it('lets exactly one of many processes in', async () => {
    const run = await newRun(folder());
    await run.close();
    const script = join(__dirname, 'appender.script.js');
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const child = spawn(process.execPath, [script, folder(), run.manifest.runId, '0', '1']);
        children.push(child);
        let told = '';
        child.stdout.on('data', () => (told = 'in'));
        child.stderr.on('data', (chunk: Buffer) => (told ||= chunk.toString()));
        await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
        return told;
      }),
    );
    assert.equal(outcomes.filter((told) => told === 'in').length, 1, outcomes.join('\n'));
    for (const told of outcomes) if (told !== 'in') assert.match(told, /is being written by/);
  });

  it('does not take a later process with the same id for the holder', function () {
    if (!holderNow().processStart) this.skip();
    leave(3, { ...holderNow(), processStart: '1' });
    lockRun(folder()).release();
    assert.deepEqual(readdirSync(folder()), ['lock.4']);
  });

  it('frees the locks of an earlier boot', function () {
    if (!holderNow().boot) this.skip();
    leave(1, { ...holderNow(), boot: 'an earlier one', takenMs: thisMachine().bootedMs - 1000 });
    lockRun(folder()).release();
  });

  it('leaves a lock of another machine to the user, although no process here has that number', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    leave(1, { ...holderNow(), pid });
    assert.equal(runHolder(folder()), undefined);
    leave(1, { ...holderNow(), pid, host: 'elsewhere', boot: 'another', machineId: 'another' });
    assert.throws(
      () => lockRun(folder()),
      (error) =>
        error instanceof RunLocked &&
        error.holder?.host === 'elsewhere' &&
        new RegExp(`process ${String(pid)} on elsewhere; .*surely gone, take the run over: --take-over`).test(
          error.message,
        ),
    );
  });

  it('is taken over where the user says so, and never from this same process', () => {
    leave(1, { ...holderNow(), platform: 'another system' });
    assert.throws(() => lockRun(folder()), /\(another system\); wait for it or stop it first/);
    const lock = lockRun(folder(), true);
    assert.deepEqual(readdirSync(folder()), ['lock.2']);
    // The system is told where it is another, and known.
    assert.throws(
      () => lockRun(folder()),
      (error) => error instanceof RunLocked && !/\(undefined\)/.test(error.message),
    );
    assert.throws(() => lockRun(folder(), true), /this same process/);
    lock.release();
  });

  it('is noticed as lost by its holder, whose journal takes nothing more', async () => {
    const run = await newRun(folder());
    await run.journal.append(numberedAnswer(0));
    const { runId } = run.manifest;
    // As another system sees it: there the holder cannot be looked for.
    const path = join(run.folder, 'lock.1');
    writeFileSync(path, JSON.stringify({ ...holderNow(), platform: 'another system' }));
    const taken = await openRun(folder(), runId, undefined, { takesOver: true });
    await assert.rejects(run.journal.append(numberedAnswer(1)), /was taken over by another process/);
    await assert.rejects(run.close(), /taken over/);
    await taken.journal.append(numberedAnswer(2));
    await taken.close();
    const again = await openRun(folder(), runId);
    assert.deepEqual(
      [...again.journal.earlier].map((record) => record.type === 'answer' && record.row),
      [0, 2],
    );
    assert.deepEqual(again.journal.problems, []);
    await again.close();
  });

  it('is let go of in this process even where the disk does not take it', () => {
    const lock = lockRun(folder());
    // What a release that fails leaves behind.
    const path = join(folder(), 'lock.1');
    const content = readFileSync(path);
    lock.release();
    writeFileSync(path, content);
    lockRun(folder()).release();
  });

  it('holds an empty lock file for held while its maker may still be filling it, and for dead later', () => {
    leave(1, {});
    const path = join(folder(), 'lock.1');
    writeFileSync(path, '');
    assert.throws(() => lockRun(folder()), /just starting/);
    assert.deepEqual(runHolder(folder()), { host: thisMachine().host, pid: 0 });
    utimesSync(path, new Date(2020, 1, 1), new Date(2020, 1, 1));
    lockRun(folder()).release();
  });

  it('holds an empty lock file for dead that was made hours ahead of a clock that was set back since', () => {
    const path = join(folder(), 'lock.1');
    writeFileSync(path, '');
    const ahead = new Date(Date.now() + 3_600_000);
    utimesSync(path, ahead, ahead);
    lockRun(folder()).release();
  });

  describe('beside others', () => {
    const standIn = standIns();
    /** What happens just before a lock file gets its name, the first time, and just after. */
    function around(before: () => void, after: () => void = () => undefined) {
      let isFirst = true;
      standIn(fs, 'linkSync', (link) => (from, to) => {
        const isNow = isFirst;
        isFirst = false;
        if (isNow) before();
        link(from, to);
        if (isNow) after();
      });
    }
    for (const code of ['EACCES', 'EBUSY', 'EPERM', 'EIO', 'ESTALE', 'UNKNOWN'])
      it(`is held where nobody can read who holds it, until the user says that nobody does: ${code}`, () => {
        leave(1, ended());
        standIn(fs, 'openSync', (open) => (path, ...rest) => {
          if (String(path).endsWith('lock.1')) throw systemError(code);
          return open(path, ...rest);
        });
        assert.throws(
          () => lockRun(folder()),
          (error) =>
            error instanceof RunLocked &&
            error.canBeTakenOver &&
            error.message.includes(`its lock cannot be read (${code})`) &&
            /If no process of anybody writes it, take the run over: --take-over/.test(error.message),
        );
        assert.deepEqual(runHolder(folder()), { host: thisMachine().host, pid: 0 });
        takeRunOver(folder());
        lockRun(folder()).release();
      });

    const ended = () => ({ ...holderNow(), isReleased: true });
    const locks = () => readdirSync(folder()).sort();

    it('is tried again by whoever comes second, under the next number', () => {
      around(() => {
        leave(1, ended());
      });
      const lock = lockRun(folder());
      assert.deepEqual(locks(), ['lock.2']);
      lock.assertHeld();
      lock.release();
    });

    it('goes to the one of two that made the higher number; the other leaves none behind', () => {
      around(
        () => undefined,
        () => {
          leave(5, { ...holderNow(), platform: 'another system' });
        },
      );
      assert.throws(() => lockRun(folder()), RunLocked);
      assert.deepEqual(locks(), ['lock.5']);
    });

    // What FAT32, exFAT, network disks, FUSE and 9p say, on Windows and elsewhere.
    for (const code of [
      'EPERM',
      'EISDIR',
      'EINVAL',
      'UNKNOWN',
      'ENOTSUP',
      'EOPNOTSUPP',
      'ENOSYS',
      'EMLINK',
      'EXDEV',
      'EIO',
    ])
      it(`is made on a disk that answers links with ${code}`, () => {
        standIn(fs, 'linkSync', () => () => {
          throw systemError(code);
        });
        const lock = lockRun(folder());
        assert.deepEqual(locks(), ['lock.1']);
        assert.throws(() => lockRun(folder()), RunLocked);
        lock.release();
      });

    it("is made all the same on a disk without links, and is nobody else's there either", () => {
      standIn(fs, 'linkSync', () => () => {
        throw systemError('EPERM');
      });
      const lock = lockRun(folder());
      assert.deepEqual(locks(), ['lock.1']);
      assert.equal(runHolder(folder())?.pid, process.pid);
      lock.release();
      // Between the look and the making somebody else makes the same one.
      standIn(fs, 'linkSync', () => () => {
        if (!fs.existsSync(join(folder(), 'lock.2'))) leave(2, ended());
        throw systemError('EPERM');
      });
      lockRun(folder()).release();
      assert.deepEqual(locks(), ['lock.3']);
    });

    it('gives up with a sentence where others are always quicker', () => {
      standIn(fs, 'linkSync', () => () => {
        throw systemError('EEXIST');
      });
      assert.throws(() => lockRun(folder()), /could not be locked in 100 tries/);
    });

    it('tells what the disk says where no lock can be made', () => {
      standIn(fs, 'linkSync', () => () => {
        throw systemError('ENOSPC');
      });
      assert.throws(() => lockRun(folder()), /is full/);
      assert.deepEqual(locks(), []);
    });
  });

  it("is nobody's where what stands in its place is no file", () => {
    fs.mkdirSync(join(folder(), 'lock.1'));
    assert.equal(runHolder(folder()), undefined);
  });

  it('says so when the folder is gone', () => {
    rmSync(folder(), { recursive: true });
    assert.throws(() => lockRun(folder()), /is gone/);
  });
});
