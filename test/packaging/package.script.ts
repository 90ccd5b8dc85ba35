// `npm run package`: the .vsix, without dev files. Puts the sample's sentences beside the bundle first (the packages themselves stay out), has
// vsce package the folder, and refuses a content list that has anything unexpected or lacks something needed.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder';
import { runNpm } from '../machine/npm';

const vsce = '@vscode/vsce@4.1.0';
const sentences = join('sentiment', 'test', 'fixtures');
const needed = [
  'dist/extension.js',
  'dist/onDemand.js',
  'dist/webview.js',
  'dist/webview.css',
  'media/embedded/heads.json',
];
const allowed =
  /^(dist\/(extension|onDemand|webview)\.(js|css)|dist\/node_modules\/sentiment\/.*|media\/.*|l10n\/.*|package(\.nls.*)?\.json|(readme|changelog)\.md|license(\.txt)?)$/i;

const { name, version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as Record<string, string>;
const file = join(projectRoot, `${name!}-${version!}.vsix`);

function run(...args: readonly string[]): string {
  return runNpm(['exec', '--yes', `--package=${vsce}`, '--', 'vsce', ...args], { cwd: projectRoot });
}

/** The labelled sentences of the sample, read at run time from the package that brings them. */
function addSentences(): void {
  const from = join(projectRoot, 'node_modules', sentences);
  const to = join(projectRoot, 'dist', 'node_modules', sentences);
  mkdirSync(to, { recursive: true });
  for (const source of ['amazon', 'imdb', 'yelp']) cpSync(join(from, `${source}.json`), join(to, `${source}.json`));
  writeFileSync(join(to, '..', '..', 'package.json'), '{ "name": "sentiment", "version": "0.0.0" }\n');
}

function main(): void {
  rmSync(file, { force: true });
  addSentences();
  const listed = run('ls', '--no-dependencies')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('INFO'));
  const unexpected = listed.filter((path) => !allowed.test(path));
  const missing = needed.filter((path) => !listed.includes(path));
  if (unexpected.length > 0) throw new Error(`would package files that do not belong: ${unexpected.join(', ')}`);
  if (missing.length > 0) throw new Error(`would leave out ${missing.join(', ')}`);
  run('package', '--no-dependencies', '--out', file);
  if (!existsSync(file)) throw new Error('vsce wrote no package');
  console.log(`${file}: ${(statSync(file).size / 1e6).toFixed(1)} MB, ${String(listed.length)} files`);
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
