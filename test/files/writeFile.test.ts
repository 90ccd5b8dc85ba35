import assert from 'node:assert/strict';
import fs, {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../../src/engine/inputError';
import {
  isThere,
  makeFile,
  makePrivateFolder,
  makeResultFolder,
  nameNewFile,
  openNewHandle,
  removeFile,
  removeFolder,
  replaceFile,
  replaceFileBeside,
  saveNamedFile,
  temporaryBeside,
} from '../../src/files/writeFile';
import { scratchFolder } from '../store/scratch';
import { standIns, systemError } from '../support/standIns';
import { turnsOfOthersDuring } from '../support/turnsOfOthers';

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('writing files', () => {
  // Before the scratch folder's own, which removes what was written.
  const standIn = standIns();
  const folder = scratchFolder();
  const at = (name: string) => join(folder(), name);
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  it('replaces whole, for the user alone, and leaves nothing else behind', () => {
    for (const content of ['first', 'second']) {
      replaceFile(at('file.json'), content);
      assert.equal(readFileSync(at('file.json'), 'utf8'), content);
    }
    assert.equal(mode(at('file.json')), '600');
    assert.deepEqual(readdirSync(folder()), ['file.json']);
  });

  it('replaces a large file whole and in order, beside other work, for the user alone', async () => {
    writeFileSync(at('file.json'), 'old');
    const pieces = Array.from({ length: 40 }, (_, piece) => String.fromCodePoint(0xe0 + piece).repeat(100_000));
    const turnsOfOthers = await turnsOfOthersDuring(() => replaceFileBeside(at('file.json'), pieces));
    assert.equal(readFileSync(at('file.json'), 'utf8'), pieces.join(''));
    assert.equal(mode(at('file.json')), '600');
    assert.ok(turnsOfOthers > 3, String(turnsOfOthers));
    await replaceFileBeside(at('file.json'), []);
    assert.equal(readFileSync(at('file.json'), 'utf8'), '');
    assert.deepEqual(readdirSync(folder()), ['file.json']);
  });

  it('leaves the old large file where the new one fails half-way', async () => {
    writeFileSync(at('file.json'), 'old');
    const failing = function* () {
      yield 'x'.repeat(3_000_000);
      throw systemError('EIO');
    };
    await assert.rejects(replaceFileBeside(at('file.json'), failing()), /EIO/);
    assert.equal(readFileSync(at('file.json'), 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder()), ['file.json']);
  });

  it('never writes through a link: not at the name, not at a temporary name', async () => {
    writeFileSync(at('victim'), 'precious');
    symlinkSync(at('victim'), at('link'));
    replaceFile(at('link'), 'ours');
    assert.ok(lstatSync(at('link')).isFile());
    symlinkSync(at('victim'), at('other'));
    assert.throws(() => {
      makeFile(at('other'), 'ours');
    }, /EEXIST/);
    await assert.rejects(openNewHandle(at('other')), /EEXIST/);
    assert.equal(readFileSync(at('victim'), 'utf8'), 'precious');
  });

  it('writes names as long as the disk takes, in any script, and refuses longer ones and those of devices with a sentence', () => {
    const long = at(`${'评'.repeat(83)}.csv`);
    saveNamedFile(long, 'all of it');
    assert.equal(readFileSync(long, 'utf8'), 'all of it');
    assert.throws(() => {
      saveNamedFile(at(`${'评'.repeat(84)}.csv`), '');
    }, /cannot be written: a name has at most 255 .*; choose another name\.$/);
    const { platform } = process;
    Object.defineProperty(process, 'platform', { value: 'win32' });
    try {
      assert.throws(() => {
        saveNamedFile(at('nul.csv'), '');
      }, /nul\.csv cannot be written: Windows takes this name for a device; choose another name\.$/);
    } finally {
      Object.defineProperty(process, 'platform', { value: platform });
    }
    assert.deepEqual(readdirSync(folder()), [basename(long)]);
  });

  it('uses names that nobody can guess', () => {
    const names = new Set(Array.from({ length: 100 }, () => temporaryBeside(at('delivery.json'))));
    assert.equal(names.size, 100);
    for (const name of names) {
      assert.equal(dirname(name), folder());
      assert.match(basename(name), /^\.delivery\.json\.[0-9a-f]{16}\.tmp$/);
    }
  });

  it('names a file only where the name is free, be it taken by a dangling link', () => {
    writeFileSync(at('made'), 'new');
    symlinkSync(at('nowhere'), at('taken'));
    assert.throws(
      () => {
        nameNewFile(at('made'), at('taken'));
      },
      { code: 'EEXIST' },
    );
    assert.ok(isThere(at('taken')) && !existsSync(at('nowhere')));
    nameNewFile(at('made'), at('free'));
    assert.deepEqual([readFileSync(at('free'), 'utf8'), existsSync(at('made'))], ['new', false]);
  });

  it('makes folders for the user alone, and none through a link, nor through one in place of .smart', () => {
    makePrivateFolder(at('new/.smart/runs'));
    assert.deepEqual([mode(at('new/.smart')), mode(at('new/.smart/runs'))], ['700', '700']);
    mkdirSync(at('victim/runs'), { recursive: true });
    symlinkSync(at('victim'), at('.smart'));
    symlinkSync(at('victim'), at('runs'));
    writeFileSync(at('file'), '');
    for (const path of [at('.smart/runs'), at('.smart/notebooks'), at('runs'), at('file')])
      assert.throws(() => {
        makePrivateFolder(path);
      }, InputError);
    assert.deepEqual(readdirSync(at('victim')), ['runs']);
  });

  it('makes no folder named ~ where a shell left that in a path, and goes into one that is there', () => {
    for (const make of [makePrivateFolder, makeResultFolder]) {
      for (const name of ['~', '~/runs', 'a/~/runs'])
        assert.throws(() => {
          make(join(folder(), name));
        }, / has a ~, which your shell did not replace; write the home folder out/);
      assert.deepEqual(readdirSync(folder()), []);
    }
    makeResultFolder(join(folder(), 'a~b/~c'));
    mkdirSync(join(folder(), '~'));
    makePrivateFolder(join(folder(), '~/runs'));
    assert.deepEqual(readdirSync(join(folder(), '~')), ['runs']);
  });

  it('removes a folder with the links in it, and nothing that they lead to', () => {
    mkdirSync(at('run'));
    writeFileSync(at('victim'), 'precious');
    symlinkSync(at('victim'), at('run/journal'));
    removeFolder(at('run'));
    assert.deepEqual([isThere(at('run')), existsSync(at('victim'))], [false, true]);
  });

  it('names a new file on a disk without links, whatever that disk calls it, and never over another', () => {
    for (const code of ['EPERM', 'EISDIR', 'EINVAL', 'UNKNOWN', 'ENOTSUP']) {
      standIn(fs, 'linkSync', () => () => {
        throw systemError(code);
      });
      writeFileSync(at('temporary'), code);
      nameNewFile(at('temporary'), at(code));
      assert.equal(readFileSync(at(code), 'utf8'), code);
      writeFileSync(at('temporary'), 'later');
      assert.throws(() => {
        nameNewFile(at('temporary'), at(code));
      }, /exists already/);
    }
  });

  it('tells what went wrong first, although nothing can be cleaned up after it', () => {
    standIn(fs, 'renameSync', () => () => {
      throw systemError('ENOSPC');
    });
    standIn(fs, 'rmSync', () => () => {
      throw systemError('EPERM');
    });
    assert.throws(() => {
      replaceFile(at('file.json'), 'content');
    }, /ENOSPC/);
    standIn(fs, 'fsyncSync', () => () => {
      throw systemError('EIO');
    });
    assert.throws(() => {
      makeFile(at('other.json'), 'content');
    }, /EIO/);
  });

  it('removes in the end what somebody else has open for a moment', () => {
    let refusals = 3;
    standIn(fs, 'rmSync', (remove) => (path, options) => {
      if (refusals-- > 0) throw systemError('EBUSY');
      remove(path, options);
    });
    makeFile(at('scanned'), 'content');
    removeFile(at('scanned'));
    mkdirSync(at('folder'));
    refusals = 3;
    removeFolder(at('folder'));
    assert.deepEqual(readdirSync(folder()), []);
  });

  it('follows a link of the user where they said the file goes', () => {
    writeFileSync(at('real.json'), 'old');
    symlinkSync(at('real.json'), at('mine.json'));
    saveNamedFile(at('mine.json'), 'new');
    assert.equal(readFileSync(at('real.json'), 'utf8'), 'new');
    assert.ok(lstatSync(at('mine.json')).isSymbolicLink());
  });
});
