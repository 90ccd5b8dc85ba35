// Files of a run are replaced whole; what the disk says against it is a sentence.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiskError } from '../../src/engine/diskError';
import { writeFileAtomically, writeLargeFileAtomically } from '../../src/store/atomicFile';
import { scratchFolder } from './scratch';

describe('a file of a run', () => {
  const folder = scratchFolder();

  it('is replaced whole, with nothing left beside it', () => {
    for (const content of ['one', 'two']) {
      writeFileAtomically(join(folder(), 'file'), content);
      assert.equal(readFileSync(join(folder(), 'file'), 'utf8'), content);
    }
    assert.deepEqual(readdirSync(folder()), ['file']);
  });

  it('says what stopped it: a folder that is gone, a folder in its place', () => {
    const path = join(folder(), 'gone', 'file');
    assert.throws(
      () => {
        writeFileAtomically(path, 'x');
      },
      (error) => error instanceof DiskError && error.kind === 'gone' && error.message.startsWith(`${path} is gone`),
    );
    mkdirSync(join(folder(), 'taken', 'inside'), { recursive: true });
    assert.throws(() => {
      writeFileAtomically(join(folder(), 'taken'), 'x');
    }, DiskError);
    assert.deepEqual(readdirSync(folder()), ['taken']);
  });

  it('is written in pieces as well, and says what stopped that', async () => {
    await writeLargeFileAtomically(join(folder(), 'file'), ['one', ' and ', 'two']);
    assert.equal(readFileSync(join(folder(), 'file'), 'utf8'), 'one and two');
    const path = join(folder(), 'gone', 'file');
    await assert.rejects(
      writeLargeFileAtomically(path, ['x']),
      (error) => error instanceof DiskError && error.kind === 'gone' && error.message.startsWith(`${path} is gone`),
    );
    assert.deepEqual(readdirSync(folder()), ['file']);
  });
});
