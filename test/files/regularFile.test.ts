import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/engine/inputError';
import {
  openRegular,
  openRegularHandle,
  readNamedText,
  readRegularText,
  statRegular,
} from '../../src/files/regularFile';
import { scratchFolder } from '../store/scratch';

describe('files of strangers', function () {
  const folder = scratchFolder();
  const at = (name: string) => join(folder(), name);
  const isSentence = (error: unknown) => error instanceof InputError && error.message.includes(folder());

  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  it('are read when they are regular, and absent ones are undefined', () => {
    writeFileSync(at('note'), 'text');
    assert.equal(readRegularText(at('note')), 'text');
    assert.equal(readRegularText(at('absent')), undefined);
    assert.equal(statRegular(at('note'))?.size, 4);
  });

  const traps: Readonly<Record<string, (path: string) => void>> = {
    'a link to a file': (path) => {
      writeFileSync(at('target'), 'secret');
      symlinkSync(at('target'), path);
    },
    'a link to a device': (path) => {
      symlinkSync('/dev/zero', path);
    },
    'a dangling link': (path) => {
      symlinkSync(at('nowhere'), path);
    },
    'a folder': (path) => {
      mkdirSync(path);
    },
    'a FIFO': (path) => execFileSync('mkfifo', [path]),
  };
  for (const [name, make] of Object.entries(traps))
    it(`are refused, and nothing waits: ${name}`, async () => {
      make(at('trap'));
      for (const access of ['read', 'update', 'append'] as const) {
        assert.throws(() => openRegular(at('trap'), access), isSentence);
        await assert.rejects(openRegularHandle(at('trap'), access), isSentence);
      }
      assert.throws(() => readRegularText(at('trap')), isSentence);
      assert.throws(() => statRegular(at('trap')), isSentence);
    });

  it('are not read when they are larger than expected, sparse ones included', () => {
    writeFileSync(at('large'), '');
    truncateSync(at('large'), 6 * 2 ** 30);
    assert.throws(() => readRegularText(at('large')), /6,144 MB; at most 16 MB/);
    assert.throws(() => readNamedText(at('large')), /6,144 MB/);
  });

  it('may be links where the user names them, to regular files only', () => {
    writeFileSync(at('ladder.json'), '[]');
    symlinkSync(at('ladder.json'), at('mine.json'));
    symlinkSync('/dev/zero', at('zero.json'));
    assert.equal(readNamedText(at('mine.json')), '[]');
    assert.throws(() => readNamedText(at('zero.json')), InputError);
    assert.throws(() => readNamedText(at('absent.json')), /There is no file .*absent\.json/);
  });
});
