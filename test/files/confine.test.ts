import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertInside, isInside, realPath } from '../../src/files/confine';
import { scratchFolder } from '../store/scratch';

describe('confined paths', () => {
  const scratch = scratchFolder();
  const at = (name: string) => join(scratch(), name);

  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
    mkdirSync(at('home/sub'), { recursive: true });
    mkdirSync(at('home-2'));
    mkdirSync(at('private'));
    writeFileSync(at('private/x.csv'), '');
    symlinkSync(at('private'), at('home/way'));
    symlinkSync(at('private/new.csv'), at('home/dangling.csv'));
    symlinkSync(at('home/sub'), at('home/inner'));
    symlinkSync(at('home/ring'), at('home/ring'));
  });

  const inside = ['', 'a.csv', 'sub/a.csv', 'sub/../a.csv', 'inner/a.csv', 'none/deep/a.csv', '..a.csv', '...'];
  const outside = [
    '..',
    '../a.csv',
    '../home-2/a.csv',
    'way',
    'way/x.csv',
    'way/new.csv',
    'dangling.csv',
    'ring',
    'ring/a',
  ];
  for (const name of inside)
    it(`inside: "${name}"`, () => {
      assert.ok(isInside(at('home'), `${at('home')}/${name}`));
    });
  for (const name of outside)
    it(`outside: "${name}"`, () => {
      assert.ok(!isInside(at('home'), `${at('home')}/${name}`));
      assert.throws(() => {
        assertInside(at('home'), `${at('home')}/${name}`, 'say so');
      }, /lies outside .*say so/);
    });

  it('reaches the folder itself by a link', () => {
    symlinkSync(at('home'), at('project'));
    assert.ok(isInside(at('project'), at('home/sub/a.csv')) && isInside(at('home'), at('project/a.csv')));
    assert.equal(realPath(at('home/dangling.csv')), join(realpathSync(at('private')), 'new.csv'));
  });
});
