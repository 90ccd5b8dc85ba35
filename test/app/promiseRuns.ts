// Runs that `npm run test:promises` has counted, kept as they end, so that a stopped command goes on where it was. They count for the very build of the
// command line, and the table, that they were made with.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder';

export type PromiseRun = {
  readonly seed: number;
  /** Covered rows that differ from the reference's answer, or have none to differ from. */
  readonly deviating: number;
  readonly allowed: number;
};

const builtFiles = ['cli.js', 'onDemand.js'];

export class PromiseRuns {
  readonly all: PromiseRun[] = [];
  private readonly path: string;

  /** @param table everything that the runs' figures hang on beside the build. */
  constructor(name: string, table: unknown) {
    const hash = createHash('sha256').update(JSON.stringify(table));
    for (const file of builtFiles) hash.update(readFileSync(join(projectRoot, 'dist', file)));
    const folder = join(projectRoot, 'node_modules', '.cache', 'promises');
    mkdirSync(folder, { recursive: true });
    this.path = join(folder, `${name}-${hash.digest('hex').slice(0, 16)}.jsonl`);
    if (!existsSync(this.path)) return;
    // What follows the last line end is a line that a stopped command was writing.
    const lines = readFileSync(this.path, 'utf8').split('\n').slice(0, -1);
    for (const line of lines) this.all.push(JSON.parse(line) as PromiseRun);
  }

  add(run: PromiseRun): void {
    this.all.push(run);
    appendFileSync(this.path, `${JSON.stringify(run)}\n`);
  }
}
