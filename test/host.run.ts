// Runs test/host in a real VS Code, launched by @vscode/test-electron: the desktop VS Code where it can be downloaded and shown, the
// code-server host otherwise. SMART_TEST_HOST=desktop|server takes the choice away. An argument narrows to tests whose title has it.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { hostFolder, projectRoot } from './host/hostFolder';
import { installHost } from './host/installHost';
import { endWithout, formatCounts, readCounts, writeCounts } from './host/testCounts';
import { makeTestWorkspace } from './host/testWorkspace';

const resultFile = process.env.SMART_TEST_RESULT ?? join(mkdtempSync(join(tmpdir(), 'smart-result-')), 'counts.json');

/** Path of the desktop VS Code; undefined with a reason on the console where there is none to be had. */
async function desktopVscode(): Promise<string | undefined> {
  if (process.env.SMART_TEST_HOST === 'server') return undefined;
  const needsDisplay = process.platform === 'linux' && (process.env.DISPLAY ?? '') === '';
  if (needsDisplay && process.env.SMART_TEST_HOST !== 'desktop') {
    console.log('[host] desktop VS Code: no display (run under xvfb-run to have one)');
    return undefined;
  }
  try {
    return await downloadAndUnzipVSCode({ cachePath: join(hostFolder, 'desktop'), timeout: 20_000 });
  } catch (error) {
    console.log(`[host] desktop VS Code: not to be had (${error instanceof Error ? error.message : String(error)})`);
    return undefined;
  }
}

/** Under a display of its own where there is none but xvfb-run. */
function rerunUnderXvfb(): number | undefined {
  const isWanted = process.platform === 'linux' && (process.env.DISPLAY ?? '') === '' && !process.env.SMART_TEST_HOST;
  if (!isWanted || spawnSync('xvfb-run', ['--help']).status !== 0) return undefined;
  return spawnSync('xvfb-run', ['-a', process.execPath, ...process.argv.slice(1)], { stdio: 'inherit' }).status ?? 1;
}

async function main(): Promise<number> {
  const rerun = rerunUnderXvfb();
  if (rerun !== undefined) return rerun;
  rmSync(resultFile, { force: true });
  const desktop = await desktopVscode();
  let executable = desktop;
  if (executable === undefined) {
    installHost();
    executable = join(projectRoot, 'dist', 'test', 'host', 'codeHost.script.js');
    chmodSync(executable, 0o755);
  }
  console.log(
    `[host] tests run in ${desktop === undefined ? 'code-server (VS Code server, Chromium)' : 'the desktop VS Code'}`,
  );
  const { workspace, userData } = makeTestWorkspace();
  try {
    const exitCode = await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: [projectRoot, join(projectRoot, 'test', 'host', 'languageModels')],
      extensionTestsPath: join(projectRoot, 'dist', 'test', 'host', 'suite.run.js'),
      launchArgs: [workspace, `--user-data-dir=${userData}`],
      extensionTestsEnv: {
        SMART_TEST_RESULT: resultFile,
        ...(process.argv[2] ? { SMART_TEST_GREP: process.argv[2] } : {}),
      },
    }).catch((error: unknown) => {
      console.error(`[host] ${error instanceof Error ? error.message : String(error)}`);
      return 1;
    });
    const counts = readCounts(resultFile, exitCode);
    mkdirSync(hostFolder, { recursive: true });
    writeCounts(counts, resultFile);
    console.log(`host tests: ${formatCounts(counts)}`);
    return counts.failed === 0 ? 0 : 1;
  } finally {
    rmSync(workspace, { recursive: true, force: true });
    rmSync(userData, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => endWithout('host tests', error),
);
