import assert from 'node:assert/strict';
import { openSync, readSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { diskSentence } from '../../src/engine/diskError';

describe('what the system refused', () => {
  const refused = (code: string, more: object = { path: '/data/out.csv' }) =>
    diskSentence(Object.assign(new Error(`${code}: as the system says`), { code, syscall: 'lstat', ...more }));

  for (const [code, mend] of [
    ['ENOSPC', /^The disk .*\/data\/out\.csv is full .*free some space/],
    ['ENOENT', /^\/data\/out\.csv is not there any more .*put it back/],
    ['EPERM', /^\/data\/out\.csv may not be used .*permissions, and whether another program has it open/],
    ['EBUSY', /^\/data\/out\.csv is open in another program.*close it there/],
    ['EIO', /^\/data\/out\.csv cannot be used \(EIO: .*check the disk/],
    ['ENAMETOOLONG', /^\/data\/out\.csv is no path that the disk takes .*choose another one/],
    ['ELOOP', /^\/data\/out\.csv is no path that the disk takes .*a ring of links/],
    ['ENOTCONN', /^\/data\/out\.csv cannot be used \(ENOTCONN: /],
    ['UNKNOWN', /^\/data\/out\.csv cannot be used/],
  ] as const)
    it(`is one sentence that names file and mend: ${code}`, () => {
      assert.match(refused(code)!, mend);
      assert.match(refused(code, {})!, /^(A file|The disk \(or the quota\) that holds a file) /);
    });

  it('is told of errors of a real system', () => {
    assert.match(
      diskSentence(errorOf(() => openSync(join(__dirname, 'no such folder', 'file'), 'r')))!,
      /no such folder\/file is not there any more \(ENOENT\)/,
    );
    const folder = openSync(__dirname, 'r');
    try {
      assert.match(diskSentence(errorOf(() => readSync(folder, Buffer.alloc(1))))!, /^A file cannot be used \(EISDIR/);
    } finally {
      closeSync(folder);
    }
  });

  it("is nothing where the error is none of a disk's", () => {
    assert.equal(refused('ECONNRESET'), undefined);
    assert.equal(diskSentence(new Error('EPERM')), undefined);
    assert.equal(diskSentence('EPERM'), undefined);
  });

  function errorOf(act: () => unknown): unknown {
    try {
      act();
    } catch (error) {
      return error;
    }
    return assert.fail('nothing was refused');
  }
});
