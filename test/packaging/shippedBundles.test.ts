// What the packaged extension's code holds: nothing of the command line's own packages, each package in the notices of third parties, and no more
// bytes than its budget.
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
  'dist/onDemand.js': 2_850_000,
  'dist/webview.js': 140_000,
  'dist/webview.css': 10_000,
};

/** What only the command line's queue of workers needs. */
const queuePackages = ['bullmq', 'ioredis', 'msgpackr'];

const nameOf = (folder: string) => folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);

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

  it('hold nothing of the queue of workers, and ask for nothing at run time that is not there', () => {
    const there = new Set(['vscode', ...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);
    for (const { file, packages, required, contents } of readable) {
      const text = Buffer.from(contents).toString();
      assert.deepEqual(
        required.filter((name) => !there.has(name)),
        [],
        file,
      );
      for (const name of queuePackages) {
        assert.ok(!packages.map(nameOf).includes(name), `${file} holds ${name}`);
        assert.doesNotMatch(text, new RegExp(`(?:require|import)\\(["']${name}["'/]`), `${file} asks for ${name}`);
      }
    }
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
