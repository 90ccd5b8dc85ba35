// The notices of third parties: each package once, with the texts that it brings or the standard text of the licence that it names.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { thirdPartyNotices } from './notices';

describe('notices of third parties', () => {
  const root = mkdtempSync(join(tmpdir(), 'smart-notices-'));
  const add = (folder: string, manifest: object, files: Readonly<Record<string, string>> = {}) => {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, 'package.json'), JSON.stringify({ name: folder, version: '1.0.0', ...manifest }));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, folder, name), text);
    return folder;
  };

  it('give the licence and the notice that a package brings, and nothing else of it', () => {
    const folder = add(
      'brings',
      { license: 'Apache-2.0' },
      { LICENSE: 'Terms.\r\n', NOTICE: 'Made by A.', 'a.js': 'let y' },
    );
    const text = thirdPartyNotices(root, [folder]);
    assert.match(text, /\n\nbrings 1\.0\.0 \(Apache-2\.0\)\n\nTerms\.\n\nMade by A\.\n$/);
    assert.doesNotMatch(text, /let y/);
  });

  it('give the standard text with the author where a package brings none, its notice or not', () => {
    const folder = add('bare', { license: 'ISC', author: { name: 'B. Author' } }, { NOTICE: 'Also C.' });
    assert.match(
      thirdPartyNotices(root, [folder]),
      /\(ISC\)\n\nCopyright \(c\) B\. Author\n\nPermission to use[^]*Also C\.\n$/,
    );
  });

  it('name a package once that is installed once, and both versions of one that is installed twice', () => {
    const once = add('once', { license: 'MIT' });
    const older = add('other', { name: 'once', version: '0.9.0', license: 'MIT' });
    const text = thirdPartyNotices(root, [once, older, once]);
    assert.equal(text.match(/^once 1\.0\.0 \(MIT\)$/gm)?.length, 1);
    assert.equal(text.match(/^once 0\.9\.0 \(MIT\)$/gm)?.length, 1);
  });

  it('cannot be made of a package without a licence, or with one whose text is nowhere', () => {
    assert.throws(() => thirdPartyNotices(root, [add('none', {})]), /none.package\.json names no licence/);
    assert.throws(() => thirdPartyNotices(root, [add('rare', { license: 'Rare-1.0' })]), /Rare-1\.0; add the text/);
  });
});
