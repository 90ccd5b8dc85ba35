// An open file is watched at its path, on disks that number files anew as well.
import assert from 'node:assert/strict';
import fs, {
  appendFileSync,
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { watchPlace } from '../../src/store/stillThere';
import { standIns } from '../support/standIns';
import { filesOpenIn, scratchFolder } from './scratch';

describe('the place of an open file', () => {
  const folder = scratchFolder();
  const standIn = standIns();
  const path = () => join(folder(), 'journal');
  let file: number;
  beforeEach(() => {
    writeFileSync(path(), `${'a line of before\n'.repeat(400)}the last\n`);
    file = openSync(path(), 'a+');
  });
  afterEach(() => {
    closeSync(file);
  });

  /** As some network and FUSE disks: another number, or another device, at each look. */
  function numberAnew(what: 'ino' | 'dev'): void {
    let looks = 0n;
    standIn(
      fs,
      'statSync',
      (stat) =>
        ((at: string, options: { bigint: true }) => {
          const found = stat(at, options);
          return Object.assign(Object.create(found) as object, { [what]: found[what] + ++looks });
        }) as never,
    );
  }
  const gone = { code: 'ENOENT', message: /journal was removed or replaced$/ };

  for (const what of ['ino', 'dev'] as const)
    it(`is the same where the disk tells another ${what} at each look, and nothing is left open`, () => {
      numberAnew(what);
      const check = watchPlace(file, path());
      for (const line of ['one\n', 'two\n']) {
        appendFileSync(file, line);
        check();
      }
      closeSync(file);
      assert.deepEqual(filesOpenIn(folder()), []);
      file = openSync(path(), 'a+');
    });

  it('is another where a copy stands there, as soon as the two differ', () => {
    const check = watchPlace(file, path());
    copyFileSync(path(), `${path()}.copy`);
    renameSync(`${path()}.copy`, path());
    check();
    appendFileSync(file, 'into nothing\n');
    assert.throws(check, gone);
  });

  it('is another where a file of the same length stands there that ends otherwise', () => {
    numberAnew('ino');
    const check = watchPlace(file, path());
    const other = readFileSync(path(), 'utf8').replace('the last', 'another!');
    rmSync(path());
    writeFileSync(path(), other);
    assert.throws(check, gone);
  });

  it('is none where the file was removed', () => {
    const check = watchPlace(file, path());
    rmSync(path());
    assert.throws(check, { code: 'ENOENT' });
  });
});
