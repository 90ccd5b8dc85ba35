// What the packaged extension's code holds: all that it asks for at run time, each package in the notices of third parties, and no more bytes than
// its budget.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { projectRoot } from '../host/hostFolder';
import { dataPackages, thirdPartyNotices } from './notices';
import { buildShipped, packagesOf, type ShippedBundle } from './shippedBundles';

/** Bytes as a .vsix holds them, deflated; a tenth to a third above what was measured. Activation reads the first alone. */
const budgets: Readonly<Record<string, number>> = {
  'dist/extension.js': 2_000,
  'dist/onDemand.js': 3_140_000,
  'dist/webview.js': 140_000,
  'dist/webview.css': 10_000,
};

/** Other stores than Redis that BullMQ asks for when they are used, and we use none. */
const neverAsked = ['@valkey/valkey-glide', 'pg'];

describe('the bundles of the packaged extension', () => {
  let readable: ShippedBundle[];
  let small: ShippedBundle[];

  before(async () => {
    readable = await buildShipped({ minify: false });
    small = await buildShipped({ minify: true });
  });

  it('are those that have a budget, each within it', () => {
    assert.deepEqual(small.map(({ file }) => file).sort(), Object.keys(budgets).sort());
    for (const { file, contents } of small) {
      const bytes = deflateRawSync(contents).length;
      assert.ok(bytes <= budgets[file]!, `${file}: ${String(bytes)} bytes, ${String(budgets[file])} allowed`);
    }
  });

  it('are held in memory in one byte a character, since all of them are ASCII', () => {
    for (const { file, contents } of [...small, ...readable]) {
      if (!/(?:extension|onDemand)\.js$/.test(file)) continue;
      assert.ok(contents.length > 1000);
      assert.equal(
        contents.find((byte) => byte > 127),
        undefined,
        file,
      );
    }
  });

  it('ask for nothing at run time that is not there', () => {
    const there = new Set([
      'vscode',
      ...neverAsked,
      ...builtinModules,
      ...builtinModules.map((name) => `node:${name}`),
    ]);
    for (const { file, required } of readable)
      assert.deepEqual(
        required.filter((name) => !there.has(name)),
        [],
        file,
      );
  });

  it('have every package in the notices of third parties', () => {
    const notices = thirdPartyNotices(projectRoot, [...small.flatMap(({ packages }) => packages), ...dataPackages]);
    // Found another way than the notices': esbuild names above each module, in a bundle that is not minified, the file that it is from.
    const modules = readable.flatMap(({ contents }) =>
      [
        ...Buffer.from(contents)
          .toString()
          .matchAll(/^ *(?:\/\/|\/\*) (node_modules\/\S+)/gm),
      ].map(([, path]) => path!),
    );
    const folders = [...packagesOf(modules), ...dataPackages];
    assert.ok(folders.length > 25, folders.join());
    for (const folder of folders) {
      const { name, version } = JSON.parse(readFileSync(join(projectRoot, folder, 'package.json'), 'utf8')) as {
        name: string;
        version: string;
      };
      assert.ok(
        notices.includes(`\n\n${name} ${version} (`),
        `${name} ${version} is in a bundle and not in the notices`,
      );
    }
  });
});
