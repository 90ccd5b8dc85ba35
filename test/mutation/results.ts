// Outcomes of mutants, kept as they come, so that a run that was stopped goes on and one after new tests tries only what had survived. An outcome
// holds as long as the tests it came from are built the same, sources and all: of a killed mutant the test file that killed it, of a survivor all.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder';
import { nameOf, type Mutant } from './mutants';

export type Outcome = 'failed' | 'timed out' | 'passed' | 'not reached';
/** A test file, and the full title of its test unless it was a hook. */
export type Killer = { readonly file: string; readonly title?: string | undefined };
export type Result = { readonly mutant: Mutant; readonly outcome: Outcome };
type Tried = Result & { readonly killer: Killer | undefined; readonly patienceMs: number };
type Line = {
  readonly name: string;
  readonly outcome: Outcome;
  readonly file: string | null;
  /** Full title of the test that noticed it, where it was one. */
  readonly title?: string | undefined;
  /** Of a survivor: after so much of the processor it was given up; absent: after all tests. */
  readonly patienceMs?: number | undefined;
  readonly state: string;
};

/** A folder for what is kept between runs, made where it is missing. */
export function cacheFolder(name: string): string {
  const folder = join(projectRoot, 'node_modules', '.cache', 'mutation', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

export class Results {
  private readonly path = join(cacheFolder('results'), 'results.jsonl');
  private readonly lines = new Map<string, Line>();
  private readonly states = new Map<string, string>();

  constructor() {
    if (!existsSync(this.path)) return;
    for (const text of readFileSync(this.path, 'utf8').split('\n')) {
      try {
        const line = JSON.parse(text) as Line;
        this.lines.set(line.name, line);
      } catch {
        // The line that a stopped run was writing.
      }
    }
  }

  /** Looks at the test files as they are built now: what is tried from here on was tried against these, even where somebody builds meanwhile. */
  freeze(testFiles: readonly string[]): void {
    this.stateOf(testFiles);
  }

  /** What noticed the mutant when it was tried last, whatever was built since. */
  killerOf(mutant: Mutant): Killer | undefined {
    const { file, title } = this.lines.get(nameOf(mutant)) ?? { file: null };
    return file === null ? undefined : { file, title };
  }

  /** Tests that have killed a mutant, once for each. */
  *kills(): Generator<{ readonly file: string; readonly title: string }, void, void> {
    for (const { file, title } of this.lines.values()) if (file !== null && title !== undefined) yield { file, title };
  }

  /** @param testFiles all that could notice it, as built. */
  find(mutant: Mutant, patienceMs: number, testFiles: readonly string[]): Outcome | undefined {
    const line = this.lines.get(nameOf(mutant));
    if (!line || (line.outcome === 'passed' && (line.patienceMs ?? Infinity) < patienceMs)) return undefined;
    return line.state === this.stateOf(line.file === null ? testFiles : [line.file]) ? line.outcome : undefined;
  }

  /** @param tried `killer`: what noticed it. */
  keep({ mutant, outcome, killer, patienceMs }: Tried, testFiles: readonly string[]): void {
    const state = this.stateOf(killer === undefined ? testFiles : [killer.file]);
    const line: Line = {
      ...{ name: nameOf(mutant), outcome, file: killer?.file ?? null, title: killer?.title, state },
      ...(outcome === 'passed' && patienceMs < Infinity && { patienceMs }),
    };
    this.lines.set(line.name, line);
    appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }

  private stateOf(testFiles: readonly string[]): string {
    const hash = createHash('sha256');
    for (const file of [...testFiles].sort()) {
      if (!this.states.has(file)) {
        const built = join(projectRoot, 'dist', 'test', file);
        this.states.set(
          file,
          existsSync(built) ? createHash('sha256').update(readFileSync(built)).digest('hex') : 'gone',
        );
      }
      hash.update(file).update(this.states.get(file)!);
    }
    return hash.digest('hex');
  }
}
