import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { openDataset } from '../../src/datasets/openDataset';
import { writeResults } from '../../src/datasets/results/writeResults';
import { asDiskError } from '../../src/datasets/diskError';
import { DiskError } from '../../src/engine/diskError';
import { scratchFolder } from './scratchFolder';

describe('a disk that refuses', () => {
  const scratch = scratchFolder();
  const content = `id,text\n${'1,some text\n'.repeat(20_000)}`;
  const write = async (outPath: string) => {
    const dataset = await openDataset(scratch.write('in.csv', content));
    await writeResults({ dataset, outPath, columns: ['r'], valuesOf: () => ['an answer'] });
  };

  it('full: a sentence, nothing left behind, the input untouched', async function () {
    const folder = scratch.path('small');
    mkdirSync(folder);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=100k', 'tmpfs', folder], { stdio: 'ignore' });
    } catch {
      // Mounting needs root; the last test covers the translation of the error at least.
      this.skip();
    }
    try {
      await assert.rejects(write(`${folder}/out.csv`), (error: Error) => {
        assert.ok(error instanceof DiskError);
        assert.equal(error.kind, 'full');
        assert.match(error.message, /^No room left on the disk for .*out\.csv/);
        return true;
      });
      assert.deepEqual(readdirSync(folder), []);
      assert.equal(readFileSync(scratch.path('in.csv'), 'utf8'), content);
    } finally {
      execFileSync('umount', [folder]);
    }
  });

  it('read-only: a sentence, before anything is read', async function () {
    const folder = scratch.path('locked');
    mkdirSync(folder);
    let unlock = () => {
      chmodSync(folder, 0o755);
    };
    if (process.getuid?.() === 0) {
      // Root may write anywhere but on a read-only disk.
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', folder], { stdio: 'ignore' });
        unlock = () => void execFileSync('umount', [folder]);
      } catch {
        this.skip();
      }
    } else chmodSync(folder, 0o555);
    try {
      await assert.rejects(write(`${folder}/out.csv`), (error: Error) => {
        assert.ok(error instanceof DiskError, error.message);
        assert.equal(error.kind, 'read-only');
        return true;
      });
    } finally {
      unlock();
    }
  });

  it('has a sentence for each refusal, and hands back what is none', () => {
    const failed = (code: string) => Object.assign(new Error(code), { code });
    const kindOf = (code: string) => (asDiskError(failed(code), 'out.csv') as DiskError).kind;
    for (const [kind, codes] of Object.entries({
      full: ['ENOSPC', 'EDQUOT', 'EFBIG'],
      gone: ['ENOENT', 'ENOTDIR', 'ESTALE'],
      'read-only': ['EROFS', 'EACCES', 'EPERM'],
      busy: ['EBUSY', 'ETXTBSY'],
      name: ['ENAMETOOLONG', 'ELOOP', 'EILSEQ'],
      other: ['EIO', 'EMFILE', 'ENFILE', 'ENOTCONN', 'EAGAIN', 'ENOMEM', 'ENOTEMPTY', 'EXDEV', 'EOVERFLOW', 'UNKNOWN'],
    }))
      for (const code of codes) assert.equal(kindOf(code), kind, code);
    const other = failed('ECONNRESET');
    assert.equal(asDiskError(other, 'out.csv'), other);
  });
});
