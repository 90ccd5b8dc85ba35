// A process that keeps test files loaded and runs them against one mutant after the other: most of the time that a mutant takes is the start of
// a process otherwise. Where a mutant cannot be tried so (its code runs when a file is loaded, or it spoilt the process), a fresh one tries it.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export type TestRequest =
  | { readonly type: 'look'; readonly file: string }
  | { readonly type: 'try'; readonly mutant: string; readonly files: readonly string[]; readonly hitLimit: number };

/** A test file run while nothing is broken. */
export type FileRun = {
  readonly file: string;
  readonly isPassed: boolean;
  readonly ms: number;
  /** Mutants whose code runs as soon as the file is loaded. */
  readonly atLoad: readonly string[];
  /** How often a run comes to each mutant. */
  readonly hits: Readonly<Record<string, number>>;
  /** Whether it passes a second time in the same process. */
  readonly isRepeatable: boolean;
};

/** `spoilt`: the test fails without the mutant as well by now. */
export type Outcome = 'passed' | 'failed' | 'timed out' | 'spoilt';

export class WarmTests {
  private child: ChildProcess | undefined;

  /** @param root of the sandbox. @param env of the tests. */
  constructor(
    private readonly root: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  async look(file: string): Promise<FileRun> {
    const answer = await this.ask({ type: 'look', file }, 15 * 60_000);
    if (typeof answer === 'object') return answer;
    throw new Error(`${file} does not end although nothing is broken; fix it first.`);
  }

  /**
   * @param limitMs after which the process is ended, with those that its tests started: a mutant that takes so long is noticed.
   * @param hitLimit of comings to the mutant, after which it throws.
   */
  async try(mutant: string, files: readonly string[], hitLimit: number, limitMs: number): Promise<Outcome> {
    const answer = await this.ask({ type: 'try', mutant, files, hitLimit }, limitMs);
    if (answer === 'passed' || answer === 'failed') return answer;
    this.end();
    return answer === 'timed out' ? answer : 'spoilt';
  }

  end(): void {
    const { child } = this;
    this.child = undefined;
    if (child?.pid === undefined) return;
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }

  private ask(request: TestRequest, limitMs: number): Promise<FileRun | Outcome> {
    const child = (this.child ??= spawn(
      process.execPath,
      [join(this.root, 'dist', 'test', 'mutation', 'tests.run.js')],
      {
        cwd: this.root,
        env: { ...process.env, ...this.env },
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        // A group of its own, so that processes started by tests end with it.
        detached: process.platform !== 'win32',
      },
    ));
    return new Promise((resolve) => {
      const settle = (answer: FileRun | Outcome) => {
        clearTimeout(timer);
        child.removeAllListeners();
        resolve(answer);
      };
      const timer = setTimeout(() => {
        settle('timed out');
      }, limitMs);
      child.once('message', (answer) => {
        settle(answer as FileRun | Outcome);
      });
      child.once('exit', () => {
        this.child = undefined;
        settle('spoilt');
      });
      child.send(request);
    });
  }
}
