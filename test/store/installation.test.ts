// By which key an installation knows what it wrote, where that key lies, and what happens where it cannot be had.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import fs, { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  installationKey,
  makeInstallation,
  newInstallationKey,
  useInstallationKeys,
  userInstallation,
} from '../../src/store/installation';
import { scratchFolder } from './scratch';
import { standIns, systemError } from '../support/standIns';

const [one, other] = ['ab'.repeat(32), 'cd'.repeat(32)];

describe('an installation', () => {
  const folder = scratchFolder();

  it('signs by its first key, and knows what any of its keys signed', () => {
    const both = makeInstallation([one, other]);
    const mac = createHmac('sha256', Buffer.from(one, 'hex')).update('text').digest('hex');
    assert.equal(both.sign('text'), mac);
    assert.ok(both.hasSigned('text', mac));
    assert.ok(both.hasSigned('text', makeInstallation([other]).sign('text')!));
    assert.ok(!makeInstallation([other]).hasSigned('text', mac));
    assert.ok(!both.hasSigned('another text', mac));
  });

  it('signs nothing and knows nothing without a key', () => {
    const none = makeInstallation([]);
    assert.equal(none.sign('text'), undefined);
    assert.ok(!none.hasSigned('text', makeInstallation([one]).sign('text')!));
  });

  it("is the user's own, and the one of other keys where those are to be used", () => {
    const before = userInstallation();
    assert.equal(userInstallation(), before, 'read once');
    try {
      const used = useInstallationKeys([one, other]);
      assert.equal(userInstallation(), used);
      assert.equal(used.sign('text'), makeInstallation([one]).sign('text'));
      assert.ok(used.hasSigned('text', makeInstallation([other]).sign('text')!));
    } finally {
      const key = installationKey();
      useInstallationKeys(key === undefined ? [] : [key]);
    }
    assert.equal(userInstallation().sign('text'), before.sign('text'));
  });

  it('takes nothing for a signature that is none', () => {
    const own = makeInstallation([one]);
    const mac = own.sign('text')!;
    for (const text of ['', 'x', mac.slice(1), `${mac}00`, ` ${mac}`, mac.toUpperCase(), 'z'.repeat(64)])
      assert.equal(own.hasSigned('text', text), false, text);
  });

  it('makes a key where there is none, for its user alone, and finds it again', () => {
    const home = join(folder(), 'deep', 'smart-llm');
    assert.equal(installationKey(home, one), one);
    const path = join(home, 'installation.key');
    assert.equal(readFileSync(path, 'utf8'), `${one}\n`);
    if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o077, 0);
    assert.equal(installationKey(home, other), one);
    assert.notEqual(newInstallationKey(), newInstallationKey());
    assert.match(newInstallationKey(), /^[0-9a-f]{64}$/);
  });

  it('has no key where the file holds something else, and leaves it as it is', () => {
    const path = join(folder(), 'installation.key');
    for (const content of ['', 'a secret', `${one}0`, `0${one}`]) {
      writeFileSync(path, content);
      assert.equal(installationKey(folder(), one), undefined, content);
      assert.equal(readFileSync(path, 'utf8'), content);
    }
  });

  it('has no key where none can be kept', () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    assert.equal(installationKey(join(file, 'smart-llm'), one), undefined);
    mkdirSync(join(folder(), 'installation.key'));
    assert.equal(installationKey(folder(), one), undefined);
  });

  describe('beside another process', () => {
    const standIn = standIns();

    it('has the key of a home where nothing can be made any more', () => {
      installationKey(folder(), one);
      for (const name of ['mkdirSync', 'openSync'] as const)
        standIn(
          fs,
          name,
          (real) =>
            ((path: string, flags: unknown, ...rest: unknown[]) => {
              const makes = name === 'mkdirSync' || (typeof flags === 'number' && (flags & fs.constants.O_CREAT) !== 0);
              if (makes) throw systemError('EROFS');
              return (real as (...args: unknown[]) => unknown)(path, flags, ...rest);
            }) as never,
        );
      assert.equal(installationKey(folder(), other), one);
      assert.equal(installationKey(join(folder(), 'none'), other), undefined);
    });

    for (const [content, key] of [
      [`${other}\n`, other],
      ['', undefined],
    ] as const)
      it(`has the key of the quicker one, once it is whole: ${key === undefined ? 'not yet' : 'whole'}`, () => {
        standIn(fs, 'openSync', (open) => (path, flags, mode) => {
          if (!String(path).endsWith('.key') || typeof flags !== 'number' || !(flags & fs.constants.O_EXCL))
            return open(path, flags, mode);
          standIn(fs, 'openSync', () => open);
          writeFileSync(path, content);
          throw systemError('EEXIST');
        });
        assert.equal(installationKey(folder(), one), key);
      });
  });

  describe('without a folder given', () => {
    const names = ['XDG_CONFIG_HOME', 'APPDATA', 'HOME', 'USERPROFILE'] as const;
    const platform = Object.getOwnPropertyDescriptor(process, 'platform')!;
    let kept: NodeJS.ProcessEnv;
    beforeEach(() => {
      kept = { ...process.env };
      for (const name of names) process.env[name] = join(folder(), name);
    });
    afterEach(() => {
      Object.defineProperty(process, 'platform', platform);
      for (const name of names) {
        if (kept[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = kept[name];
      }
    });
    const on = (system: string) => Object.defineProperty(process, 'platform', { ...platform, value: system });
    const keyIn = (...path: string[]) => readFileSync(join(folder(), ...path, 'smart-llm', 'installation.key'), 'utf8');

    it("lies where the user's configuration does", () => {
      assert.equal(installationKey(undefined, one), one);
      assert.equal(keyIn('XDG_CONFIG_HOME'), `${one}\n`);
      delete process.env['XDG_CONFIG_HOME'];
      on('linux');
      assert.equal(installationKey(undefined, other), other);
      assert.equal(keyIn(process.platform === platform.value ? 'HOME' : 'USERPROFILE', '.config'), `${other}\n`);
    });

    it('lies in APPDATA on Windows', function () {
      // Elsewhere a path of this system serves as well.
      delete process.env['XDG_CONFIG_HOME'];
      on('win32');
      assert.equal(installationKey(undefined, other), other);
      assert.equal(keyIn('APPDATA'), `${other}\n`);
    });
  });
});
