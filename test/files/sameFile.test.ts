import assert from 'node:assert/strict';
import fs, { linkSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isSameFile, pathKey } from '../../src/files/sameFile';
import { scratchFolder } from '../store/scratch';
import { standIns } from '../support/standIns';

describe('the same file', () => {
  const folder = scratchFolder();
  const standIn = standIns();
  const at = (name: string) => join(folder(), name);

  it('is known by another spelling, a link on the way and a second name', () => {
    mkdirSync(at('data'));
    writeFileSync(at('data/x.csv'), '');
    symlinkSync(at('data'), at('way'));
    linkSync(at('data/x.csv'), at('second.csv'));
    for (const other of [
      relative(process.cwd(), at('data/x.csv')),
      `${folder()}/./data/../data/x.csv`,
      at('way/x.csv'),
      at('second.csv'),
    ])
      assert.ok(isSameFile(at('data/x.csv'), other), other);
    writeFileSync(at('y.csv'), '');
    assert.ok(!isSameFile(at('data/x.csv'), at('y.csv')));
  });

  it('is known by its path on a disk that numbers files anew at each look, where two files are two', () => {
    for (const name of ['x.csv', 'y.csv']) writeFileSync(at(name), '');
    let looks = 0n;
    standIn(
      fs,
      'statSync',
      (stat) =>
        ((path: string, options: { bigint: true }) =>
          Object.assign(stat(path, options), { ino: 1000n + ++looks })) as never,
    );
    assert.ok(isSameFile(at('x.csv'), `${folder()}/./x.csv`));
    assert.ok(!isSameFile(at('x.csv'), at('y.csv')));
  });

  it('is known where it is not there any more, by its folder', () => {
    mkdirSync(at('data'));
    symlinkSync(at('data'), at('way'));
    assert.ok(isSameFile(at('data/gone.csv'), at('way/gone.csv')));
    writeFileSync(at('data/moved.csv'), '');
    renameSync(at('data/moved.csv'), at('moved.csv'));
    assert.ok(!isSameFile(at('data/moved.csv'), at('moved.csv')));
  });

  it('is known by a composed accent or not, and by case where disks ignore it', () => {
    assert.equal(pathKey(at('caf\u00e9.csv'), 'linux'), pathKey(at('cafe\u0301.csv'), 'linux'));
    assert.notEqual(pathKey(at('X.csv'), 'linux'), pathKey(at('x.csv'), 'linux'));
    for (const platform of ['win32', 'darwin'])
      assert.equal(pathKey(at('X.csv'), platform), pathKey(at('x.csv'), platform));
  });
});
