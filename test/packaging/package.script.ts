// `npm run package`: the .vsix, as users get it. Builds the bundles small, puts the sample's sentences beside them (the packages themselves stay
// out), gathers what .vscodeignore lets through in a folder of its own with the notices of third parties, has vsce package that folder, and
// refuses a package that has anything unexpected or unused, lacks something needed, or is too large.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from '../host/hostFolder';
import { runNpm } from '../machine/npm';
import { dataPackages, thirdPartyNotices } from './notices';
import { packagedReadme } from './packagedReadme';
import { buildShipped } from './shippedBundles';
import { faultsOfFiles, vsixBudget } from './shippedFiles';

const vsce = '@vscode/vsce@4.1.0';
const sentences = join('sentiment', 'test', 'fixtures');
const stage = join(projectRoot, 'dist', 'package');

const { name, version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as Record<string, string>;
const file = join(projectRoot, `${name!}-${version!}.vsix`);

function list(cwd: string): string[] {
  return run(cwd, 'ls', '--no-dependencies')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('INFO'));
}

function run(cwd: string, ...args: readonly string[]): string {
  return runNpm(['exec', '--yes', `--package=${vsce}`, '--', 'vsce', ...args], { cwd });
}

/** The labelled sentences of the sample, read at run time from the package that brings them. */
function addSentences(): void {
  const from = join(projectRoot, 'node_modules', sentences);
  const to = join(projectRoot, 'dist', 'node_modules', sentences);
  mkdirSync(to, { recursive: true });
  for (const source of ['amazon', 'imdb', 'yelp']) cpSync(join(from, `${source}.json`), join(to, `${source}.json`));
  writeFileSync(join(to, '..', '..', 'package.json'), '{ "name": "sentiment", "version": "0.0.0" }\n');
}

/** What may name a file of `media`: the manifest and the code. */
function users(): string[] {
  const code = ['src', 'webview-ui'].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|css)$/.test(path))
      .map((path) => join(folder, path)),
  );
  return ['package.json', ...code].map((path) => readFileSync(join(projectRoot, path), 'utf8'));
}

async function fillStage(): Promise<void> {
  rmSync(stage, { recursive: true, force: true });
  addSentences();
  for (const path of [...list(projectRoot), '.vscodeignore']) {
    mkdirSync(join(stage, dirname(path)), { recursive: true });
    cpSync(join(projectRoot, path), join(stage, path));
  }
  const bundles = await buildShipped({ minify: true });
  for (const { file: path, contents } of bundles) writeFileSync(join(stage, path), contents);
  const packages = [...bundles.flatMap((bundle) => bundle.packages), ...dataPackages];
  writeFileSync(join(stage, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(projectRoot, packages));
  const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
  writeFileSync(join(stage, 'README.md'), packagedReadme(projectRoot, readme));
}

async function main(): Promise<void> {
  rmSync(file, { force: true });
  await fillStage();
  const listed = list(stage);
  const faults = faultsOfFiles(listed, users());
  if (faults.length > 0) throw new Error(faults.join('; '));
  run(
    stage,
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    file,
  );
  if (!existsSync(file)) throw new Error('vsce wrote no package');
  const bytes = statSync(file).size;
  const size = `${(bytes / 1e6).toFixed(2)} MB, ${String(listed.length)} files`;
  if (bytes > vsixBudget) throw new Error(`${file}: ${size}, over the budget of ${(vsixBudget / 1e6).toFixed(2)} MB`);
  console.log(`${file}: ${size}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
