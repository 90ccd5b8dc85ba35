// The list of packaged files: nothing strange, nothing missing, nothing that the product never opens; and the README that goes with it.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder';
import { packagedReadme } from './packagedReadme';
import { faultsOfFiles } from './shippedFiles';

const whole = [
  'dist/extension.js',
  'dist/onDemand.js',
  'dist/webview.js',
  'dist/webview.css',
  'media/embedded/heads.json',
  'THIRD-PARTY-NOTICES.txt',
  'package.json',
];

describe('files of the package', () => {
  it('are without fault where each is needed or used', () => {
    assert.deepEqual(faultsOfFiles([...whole, 'media/icon.png'], ['"media/icon.png"', "read('heads.json')"]), []);
  });

  it('are named where they do not belong, are missing, or are used by nothing', () => {
    const without = whole.filter((path) => path !== 'THIRD-PARTY-NOTICES.txt');
    assert.deepEqual(faultsOfFiles([...without, 'src/cli.ts', 'media/old.png'], ['heads.json']), [
      'would package src/cli.ts, which does not belong',
      'would leave out THIRD-PARTY-NOTICES.txt',
      'would package media/old.png, which nothing uses',
    ]);
  });
});

describe('README of the package', () => {
  it('has its pictures in itself and no link that leads nowhere', () => {
    const root = mkdtempSync(join(tmpdir(), 'smart-readme-'));
    writeFileSync(join(root, 'a.png'), 'picture');
    const text = '![A run](a.png) by [the guide](docs/x.md), [there](https://example.org/y), [below](#below).';
    assert.equal(
      packagedReadme(root, text),
      '![A run](data:image/png;base64,cGljdHVyZQ==) by the guide, [there](https://example.org/y), [below](#below).',
    );
  });

  it("is so for the project's own", () => {
    const text = packagedReadme(projectRoot, readFileSync(join(projectRoot, 'README.md'), 'utf8'));
    assert.match(text, /!\[[^\]]+\]\(data:image\/(png|gif);base64,/);
    for (const [link, target] of text.matchAll(/\[[^\]]*\]\(([^)]{1,200})/g))
      assert.match(target!, /^(https:|#|data:)/, link);
  });
});
