// `npm run test:nodes`: the unit tests and the demo under each Node that package.json names, from the oldest of each line on. The binaries
// come from npm's `node` package, once. Arguments: major versions to narrow to (`22 24`), then whatever unit.run takes (`engine/stats`).
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { projectRoot } from './host/hostFolder';
import { formatCounts, readCounts } from './host/testCounts';
import { runNpm } from './machine/npm';

/** `engines.node` of package.json: the oldest that it takes, and of the open-ended line a recent one. */
const versions = ['20.19.0', '22.13.0', '24.21.0'];

/** Path of that Node; installs it where it is not there yet. */
function ensureNode(version: string): string {
  const folder = join(projectRoot, 'node_modules', '.cache', 'nodes', version);
  const program = join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(program)) {
    console.log(`installing Node ${version} (once) ...`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    // Its install script chooses the package of this system.
    runNpm(['install', `node@${version}`], { cwd: folder });
  }
  const found = execFileSync(program, ['--version'], { encoding: 'utf8' }).trim();
  if (found !== `v${version}`) throw new Error(`${program} says that it is ${found}.`);
  return program;
}

/** @returns one line for the summary. */
function tryNode(version: string, parts: readonly string[]): { readonly line: string; readonly isGood: boolean } {
  console.log(`\n== Node ${version}`);
  const program = ensureNode(version);
  const folder = mkdtempSync(join(tmpdir(), 'smart-counts-'));
  const file = join(folder, 'counts.json');
  const run = (script: string, args: readonly string[]) =>
    spawnSync(program, [join(projectRoot, 'dist', script), ...args], {
      cwd: projectRoot,
      env: {
        ...process.env,
        PATH: `${dirname(program)}${delimiter}${process.env.PATH ?? ''}`,
        SMART_TEST_RESULT: file,
      },
      stdio: 'inherit',
    }).status ?? 1;
  const counts = readCounts(file, run('test/unit.run.js', parts));
  rmSync(folder, { recursive: true });
  const isDemoGood = run('cli.js', ['demo']) === 0;
  return {
    line: `Node ${version}: ${formatCounts(counts)}; demo ${isDemoGood ? 'passed' : 'FAILED'}`,
    isGood: counts.failed === 0 && isDemoGood,
  };
}

const majors = process.argv.slice(2).filter((argument) => /^\d+$/.test(argument));
const parts = process.argv.slice(2).filter((argument) => !/^\d+$/.test(argument));
const results = versions
  .filter((version) => majors.length === 0 || majors.includes(version.split('.')[0]!))
  .map((version) => tryNode(version, parts));
console.log(`\n${results.map(({ line }) => line).join('\n')}`);
process.exitCode = results.length > 0 && results.every(({ isGood }) => isGood) ? 0 : 1;
