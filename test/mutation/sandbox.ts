// A copy of the project in which files are changed and tests are run, so that the checkout stays as it is.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder';
import { WarmTests } from './warmTests';

/** Not copied: what is built, installed, or belongs to git and editors. */
const left = new Set(['node_modules', 'dist', '.git', '.vscode-host', '.smart', '.stryker-tmp']);

export class Sandbox {
  private readonly parent = mkdtempSync(join(tmpdir(), 'smart-mutation-'));
  private readonly root = join(this.parent, 'project');
  private readonly running = new Set<WarmTests>();

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

  /** Test files of these names or in these folders of `test`, as built: `engine/money/budget.test.js`. */
  testFiles(paths: readonly string[]): string[] {
    return paths.flatMap((path) => {
      if (path.endsWith('.test.js')) return [path];
      return readdirSync(join(this.root, 'dist', 'test', path), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.test.js'))
        .map((file) => join(path, file));
    });
  }

  /** SHA-256 of a test file as built. */
  hashOf(testFile: string): string {
    return createHash('sha256')
      .update(readFileSync(join(this.root, 'dist', 'test', testFile)))
      .digest('hex');
  }

  /** A process in which tests of the sandbox run. */
  tests(env: Readonly<Record<string, string>>): WarmTests {
    const tests = new WarmTests(this.root, env);
    this.running.add(tests);
    return tests;
  }

  /** Ends what runs in it, too. */
  remove(): void {
    for (const tests of this.running) tests.end();
    rmSync(this.parent, { recursive: true, force: true, maxRetries: 5 });
  }
}
