// What the extension adds to VS Code's start, measured in the real extension host (the bar is 50 ms), and what its first use costs after that.
// An extension that does nothing costs something, too; it is measured beside and taken off. Each figure is of a window of its own. `npm run bench activation`.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { emptyExtensions, type ActivationTimes, type Taken } from './activationTimes';
import { projectRoot } from './hostFolder';
import { installHost } from './installHost';
import { makeTestWorkspace } from './testWorkspace';

const windows = 3;
const barMs = 50;

/** @returns the folder of an extension that does nothing. */
function makeEmptyExtension(folder: string, name: string): string {
  const made = join(folder, name);
  mkdirSync(made);
  const manifest = { name, publisher: 'bench', version: '0.0.1', engines: { vscode: '^1.100.0' }, main: './main.js' };
  writeFileSync(join(made, 'package.json'), JSON.stringify({ ...manifest, activationEvents: ['onCommand:none'] }));
  writeFileSync(join(made, 'main.js'), 'exports.activate = () => undefined;\n');
  return made;
}

async function measure(): Promise<ActivationTimes> {
  const executable = join(projectRoot, 'dist', 'test', 'host', 'codeHost.script.js');
  chmodSync(executable, 0o755);
  const { workspace, userData } = makeTestWorkspace();
  const folder = mkdtempSync(join(tmpdir(), 'smart-activation-'));
  const resultFile = join(folder, 'times.json');
  try {
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: [projectRoot, ...emptyExtensions.map((name) => makeEmptyExtension(folder, name))],
      extensionTestsPath: join(projectRoot, 'dist', 'test', 'host', 'activationSuite.run.js'),
      launchArgs: [workspace, `--user-data-dir=${userData}`],
      extensionTestsEnv: { SMART_TEST_RESULT: resultFile },
    });
    return JSON.parse(readFileSync(resultFile, 'utf8')) as ActivationTimes;
  } finally {
    for (const made of [workspace, userData, folder]) rmSync(made, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function main(): Promise<void> {
  installHost();
  const bytes = statSync(join(projectRoot, 'dist', 'extension.js')).size;
  const times: ActivationTimes[] = [];
  for (let window = 0; window < windows; window++) times.push(await measure());
  const median = (what: (time: ActivationTimes) => number) =>
    times
      .map(what)
      .sort((a, b) => a - b)
      [Math.floor(windows / 2)]!.toFixed(1);
  const shown = (taken: (time: ActivationTimes) => Taken) =>
    `${median((time) => taken(time).cpuMs)} ms of the processor, ${median((time) => taken(time).wallMs)} ms by the clock`;
  console.log(`waking ours up: ${shown(({ activate }) => activate)} (${(bytes / 1024).toFixed(1)} KiB read)`);
  console.log(`waking an empty extension up: ${shown(({ empty }) => empty)}`);
  console.log(
    `added: ${median(({ activate, empty }) => activate.cpuMs - empty.cpuMs)} ms of the processor; the bar is ${String(barMs)} ms`,
  );
  console.log(`first command after it: ${shown(({ firstUse }) => firstUse)}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
