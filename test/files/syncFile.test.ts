import assert from 'node:assert/strict';
import fs, { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { syncData, syncFile, syncHandle } from '../../src/files/syncFile';
import { makeFile, replaceFile } from '../../src/files/writeFile';
import { scratchFolder } from '../store/scratch';
import { standIns, systemError } from '../support/standIns';

describe('a disk that knows no syncing', () => {
  const folder = scratchFolder();
  const standIn = standIns();
  const ways = ['fsyncSync', 'fdatasync'] as const;

  /** Whatever is synced is answered so. */
  function answering(code: string) {
    for (const way of ways)
      standIn(fs, way, () => (_file: number, done?: (error: Error) => void) => {
        if (done === undefined) throw systemError(code);
        done(systemError(code));
      });
  }

  for (const code of ['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'])
    it(`is written to all the same: ${code}`, async () => {
      answering(code);
      const path = join(folder(), 'file');
      makeFile(path, 'content');
      replaceFile(path, 'other');
      assert.equal(fs.readFileSync(path, 'utf8'), 'other');
      const file = openSync(path, 'r+');
      try {
        syncFile(file);
        await syncData(file);
      } finally {
        closeSync(file);
      }
      const handle = await open(path, 'r+');
      try {
        standIn(handle, 'sync', () => () => Promise.reject(systemError(code)));
        await syncHandle(handle);
      } finally {
        await handle.close();
      }
    });

  for (const code of ['EIO', 'ENOSPC'])
    it(`is not taken for one that failed: ${code}`, async () => {
      answering(code);
      const path = join(folder(), 'file');
      assert.throws(() => {
        makeFile(path, 'content');
      }, new RegExp(code));
      assert.deepEqual(fs.readdirSync(folder()), []);
      await assert.rejects(syncData(0), new RegExp(code));
    });
});
