// What `npm test` runs: types, lint and format; unit and property tests; tests in a real VS Code; the packaged extension end to end. The
// last line sums everything up as `N passed, N failed`. A part that crashes, never runs or reports nothing counts as a failure; what this
// machine cannot have is skipped and named (machine/unavailable.ts).
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './host/hostFolder';
import { readCounts, type TestCounts } from './host/testCounts';
import { toolScript } from './machine/npm';

type Part = {
  readonly name: string;
  /** Arguments of Node. */
  readonly script: readonly string[];
  readonly kind: 'check' | 'tests';
};

const built = (name: string) => join(projectRoot, 'dist', 'test', name);

const parts: readonly Part[] = [
  { name: 'types', script: [toolScript('typescript', 'tsc'), '-p', '.'], kind: 'check' },
  { name: 'types of the panel', script: [toolScript('typescript', 'tsc'), '-p', 'webview-ui'], kind: 'check' },
  { name: 'lint', script: [toolScript('eslint'), '.'], kind: 'check' },
  { name: 'format', script: [toolScript('prettier'), '--check', '--log-level', 'warn', '.'], kind: 'check' },
  { name: 'unit tests', script: [built('unit.run.js')], kind: 'tests' },
  { name: 'host tests', script: [built('host.run.js')], kind: 'tests' },
  { name: 'packaging', script: [built('packaging/package.script.js')], kind: 'check' },
  { name: 'end-to-end tests', script: [built('e2e.run.js')], kind: 'tests' },
];

/** Longest that a part may take; beyond it, it is ended and counts as failed. The unit tests take 18 minutes on two slow cores. */
const patienceMs = 40 * 60_000;

function runPart({ name, script, kind }: Part): Promise<TestCounts> {
  console.log(`\n== ${name}`);
  const folder = mkdtempSync(join(tmpdir(), 'smart-counts-'));
  const resultFile = join(folder, 'counts.json');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, script, {
      cwd: projectRoot,
      env: { ...process.env, SMART_TEST_RESULT: resultFile },
      stdio: 'inherit',
      timeout: patienceMs,
    });
    const end = (exitCode: number) => {
      const counts =
        kind === 'tests'
          ? readCounts(resultFile, exitCode)
          : { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
      rmSync(folder, { recursive: true, force: true });
      if (counts.failed > 0) console.log(`== ${name}: FAILED`);
      resolve(counts);
    };
    child.once('error', (error) => {
      console.error(String(error));
      end(1);
    });
    child.once('exit', (code) => {
      end(code ?? 1);
    });
  });
}

async function main(): Promise<void> {
  let passed = 0;
  let failed = 0;
  const broken: string[] = [];
  const skipped: string[] = [];
  const failures: string[] = [];
  for (const part of parts) {
    const counts = await runPart(part);
    passed += counts.passed;
    failed += counts.failed;
    if (counts.failed > 0) broken.push(part.name);
    for (const failure of counts.failures ?? []) failures.push(`${part.name}: ${failure}`);
    if (counts.unavailable !== undefined) skipped.push(`${part.name} (${counts.unavailable})`);
    else if (counts.skipped > 0) skipped.push(`${String(counts.skipped)} of the ${part.name} (named above)`);
  }
  for (const failure of failures) console.log(`\n${failure}`);
  if (skipped.length > 0) console.log(`\nskipped: ${skipped.join('; ')}`);
  if (broken.length > 0) console.log(`\nfailed: ${broken.join(', ')}`);
  console.log(`\n${String(passed)} passed, ${String(failed)} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
