// A process that keeps test files loaded and runs them against one mutant after the other: most of the time that a mutant takes is the start of
// a process otherwise. Where a mutant cannot be tried so (its code runs when a file is loaded, or it spoilt the process), a fresh one tries it.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export type TestRequest =
  | { readonly type: 'look'; readonly file: string }
  | {
      readonly type: 'try';
      readonly mutant: string;
      readonly file: string;
      /** Full titles of tests of the file; undefined: all of them. */
      readonly titles: readonly string[] | undefined;
      /** How long these take undisturbed, together. */
      readonly ms: number;
      /** Comings to the mutant after which it throws. */
      readonly hitLimit: number;
    };

/** How often each mutant, by number, was come to. */
export type Counts = Record<string, number>;

/** A test file run while nothing is broken. */
export type FileRun = {
  readonly file: string;
  readonly isPassed: boolean;
  /** Mutants whose code runs as soon as the file is loaded. */
  readonly atLoad: readonly string[];
  /** Those reached before or after all tests of a suite. */
  readonly inHooks: Counts;
  readonly tests: readonly {
    readonly title: string;
    readonly ms: number;
    /** Of the processor, so that a busy machine makes no difference. */
    readonly cpuMs: number;
    readonly hits: Counts;
  }[];
};

/** `spoilt`: the test fails without the mutant as well by now, or did not run. */
export type Outcome = 'passed' | 'failed' | 'timed out' | 'spoilt';
/** And the test that failed, if it was a test and no hook. */
export type Tried = { readonly outcome: Outcome; readonly title?: string | undefined };

export class WarmTests {
  private child: ChildProcess | undefined;

  /** @param root of the sandbox. @param env of the tests. */
  constructor(
    private readonly root: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  async look(file: string): Promise<FileRun> {
    const answer = await this.ask({ type: 'look', file }, 15 * 60_000);
    if ('tests' in answer) return answer;
    throw new Error(`${file} does not end although nothing is broken; fix it first.`);
  }

  /** Where it takes far longer than undisturbed, the process is ended, with those that its tests started: such a mutant is noticed. */
  async try(request: Omit<Extract<TestRequest, { type: 'try' }>, 'type'>): Promise<Tried> {
    const answer = await this.ask({ type: 'try', ...request }, 8000 + 30 * request.ms);
    const tried: Tried = 'tests' in answer ? { outcome: 'spoilt' } : answer;
    if (tried.outcome === 'timed out' || tried.outcome === 'spoilt') this.end();
    return tried;
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

  private ask(request: TestRequest, limitMs: number): Promise<FileRun | Tried> {
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
      const settle = (answer: FileRun | Tried) => {
        clearTimeout(timer);
        child.removeAllListeners();
        resolve(answer);
      };
      const timer = setTimeout(() => {
        settle({ outcome: 'timed out' });
      }, limitMs);
      child.once('message', (answer) => {
        settle(answer as FileRun | Tried);
      });
      child.once('exit', () => {
        this.child = undefined;
        settle({ outcome: 'spoilt' });
      });
      child.send(request);
    });
  }
}
