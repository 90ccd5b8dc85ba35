// A copy of the project in which files are changed and tests are run, so that the checkout stays as it is.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder';

/** Not copied: what is built, installed, or belongs to git and editors. */
const left = new Set(['node_modules', 'dist', '.git', '.vscode-host', '.smart', '.stryker-tmp']);

export type Outcome = 'passed' | 'failed' | 'timed out';

export class Sandbox {
  private readonly parent = mkdtempSync(join(tmpdir(), 'smart-mutation-'));
  private readonly root = join(this.parent, 'project');
  private readonly running = new Set<number>();

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        this.remove();
        process.exit(130);
      });
    mkdirSync(this.root);
    for (const name of readdirSync(projectRoot))
      if (!left.has(name) && !name.endsWith('.vsix'))
        cpSync(join(projectRoot, name), join(this.root, name), { recursive: true });
    symlinkSync(join(projectRoot, 'node_modules'), join(this.root, 'node_modules'), 'junction');
  }

  /** Builds with these files (by path from the root) in place of the project's; all others are the project's. @throws {Error} where it fails. */
  build(contents: ReadonlyMap<string, string>): void {
    for (const [file, content] of contents) writeFileSync(join(this.root, file), content);
    const { status, stderr } = spawnSync(process.execPath, ['esbuild.js', '--tests'], {
      cwd: this.root,
      encoding: 'utf8',
    });
    for (const file of contents.keys()) cpSync(join(projectRoot, file), join(this.root, file));
    if (status !== 0) throw new Error(`The build with mutants failed: ${stderr}`);
  }

  /** Test files that lie in one of these folders of `test`, as built: `engine/money/budget.test.js`. */
  testFiles(folders: readonly string[]): string[] {
    return folders.flatMap((folder) =>
      readdirSync(join(this.root, 'dist', 'test', folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.test.js'))
        .map((file) => join(folder, file)),
    );
  }

  /** @param limitMs after which the tests are ended, with the processes that they started. */
  runTests(files: readonly string[], env: Record<string, string>, limitMs: number): Promise<Outcome> {
    return new Promise((resolve) => {
      // A group of its own, so that processes started by tests end with it.
      const child = spawn(process.execPath, [join(this.root, 'dist', 'test', 'mutation', 'tests.run.js'), ...files], {
        cwd: this.root,
        env: { ...process.env, ...env },
        stdio: 'ignore',
        detached: process.platform !== 'win32',
      });
      if (child.pid !== undefined) this.running.add(child.pid);
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        endGroup(child.pid);
      }, limitMs);
      child.once('exit', (code) => {
        clearTimeout(timer);
        this.running.delete(child.pid!);
        if (!isLate) endGroup(child.pid);
        resolve(isLate ? 'timed out' : code === 0 ? 'passed' : 'failed');
      });
    });
  }

  /** Numbers of the mutants whose code the test file reaches; undefined: it fails although no mutant is switched on. */
  async coverage(file: string, env: Record<string, string>): Promise<ReadonlySet<string> | undefined> {
    const counts = join(this.parent, 'coverage.json');
    rmSync(counts, { force: true });
    const outcome = await this.runTests([file], { ...env, SMART_COVERAGE: counts }, 15 * 60_000);
    return outcome === 'passed' ? new Set(JSON.parse(readFileSync(counts, 'utf8')) as string[]) : undefined;
  }

  /** Ends what runs in it, too. */
  remove(): void {
    for (const pid of this.running) endGroup(pid);
    rmSync(this.parent, { recursive: true, force: true, maxRetries: 5 });
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
