// Outcomes of mutants, kept as they come, so that a run that was stopped goes on and one after new tests tries only what had survived. An outcome
// holds as long as the tests it came from are built the same, sources and all: of a killed mutant the test file that killed it, of a survivor all.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder';
import { nameOf, type Mutant } from './mutants';

export type Outcome = 'failed' | 'timed out' | 'passed' | 'not reached';
export type Result = { readonly mutant: Mutant; readonly outcome: Outcome };
type Line = { readonly name: string; readonly outcome: Outcome; readonly file: string | null; readonly state: string };

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

  /** @param testFiles all that could notice it, as built. */
  find(mutant: Mutant, testFiles: readonly string[]): Outcome | undefined {
    const line = this.lines.get(nameOf(mutant));
    if (!line) return undefined;
    return line.state === this.stateOf(line.file === null ? testFiles : [line.file]) ? line.outcome : undefined;
  }

  /** @param killer the test file that noticed it. */
  keep(mutant: Mutant, outcome: Outcome, killer: string | undefined, testFiles: readonly string[]): void {
    const state = this.stateOf(killer === undefined ? testFiles : [killer]);
    const line: Line = { name: nameOf(mutant), outcome, file: killer ?? null, state };
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
