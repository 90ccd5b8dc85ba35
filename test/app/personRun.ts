// Runs whose reference is a person, from the command line in this process: rounds go out, are filled in by the truth of synthetic rows, and come back.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { RunPromise } from '../../src/engine/events';
import type { ModelTotals } from '../../src/engine/events';
import { runSmart } from '../support/runSmart';
import { erring, truthOf } from './personTruth';
import { labels, makeRunFixture, prompt, type RunFixture } from './runFixture';

export type Told = {
  readonly runId: string;
  readonly folder: string;
  readonly state: string;
  readonly pausedBy?: string;
  readonly message?: string;
  readonly output: string;
  readonly spentUsd?: number;
  readonly referenceUsd?: number;
  readonly savings?: number;
  readonly failedRows: number;
  readonly promise: RunPromise;
  readonly perModel: Readonly<Record<string, ModelTotals>>;
};
export type Cells = Record<string, string>;

export type PersonRun = {
  readonly fixture: RunFixture;
  readonly start: (...more: string[]) => Promise<{ readonly code: number; readonly told: Told }>;
  readonly resume: (runId: string, ...more: string[]) => Promise<{ readonly code: number; readonly told: Told }>;
  /** @returns what was said; the exit code is 0. */
  readonly labels: (verb: 'export' | 'import', runId: string, file: string, ...more: string[]) => Promise<string>;
  readonly at: (name: string) => string;
  /** The round that waits, as it goes out; each time into another file. */
  readonly round: (runId: string) => Promise<readonly Cells[]>;
  readonly fill: (name: string, cells: readonly Cells[]) => string;
  /** Labels round after round to the end. @returns the finished run, and the rows of each round. */
  readonly finish: (
    runId: string,
    ...more: string[]
  ) => Promise<{ readonly code: number; readonly told: Told; readonly rounds: readonly (readonly Cells[])[] }>;
  readonly close: () => Promise<void>;
};

/** @param person of the ladder, beside its id and provider */
export async function makePersonRun(
  rows: number,
  person: object,
  rates: Readonly<Record<string, number>> = { small: 0.12, medium: 0.03, large: 0.01 },
): Promise<PersonRun> {
  const fixture = await makeRunFixture(rows, { answerer: erring(rates) });
  const at = (name: string) => join(fixture.folder, name);
  const ladder = JSON.parse(readFileSync(fixture.ladder, 'utf8')) as { models: object[] };
  writeFileSync(
    at('person.json'),
    JSON.stringify({ ...ladder, models: [{ provider: 'person', id: 'me', ...person }, ...ladder.models] }),
  );
  const runs = ['--runs', at('runs')];
  const start = async (...more: string[]) => {
    const { code, stdout, stderr } = await runSmart(
      ...['run', fixture.dataset, '--prompt', prompt, '--labels', labels.join(','), '--models', at('person.json')],
      ...['--seed', '3', '--no-cache', '--json', ...runs, ...more],
    );
    assert.ok(stdout.startsWith('{'), stderr);
    return { code, told: JSON.parse(stdout) as Told };
  };
  const resume = (runId: string, ...more: string[]) => start('--resume', runId, ...more);
  const exchange: PersonRun['labels'] = async (verb, runId, file, ...more) => {
    const { code, stdout, stderr } = await runSmart('labels', verb, runId, file, ...runs, ...more);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  let files = 0;
  const round = async (runId: string) => {
    const file = at(`round-${String(++files)}.csv`);
    await exchange('export', runId, file);
    return parse(readFileSync(file, 'utf8'), { columns: true }) as unknown as Cells[];
  };
  const fill = (name: string, cells: readonly Cells[]) => {
    writeFileSync(at(name), stringify([...cells], { header: true }));
    return at(name);
  };
  return {
    ...{ fixture, start, resume, labels: exchange, at, round, fill },
    finish: async (runId, ...more) => {
      const rounds: (readonly Cells[])[] = [];
      for (;;) {
        const cells = await round(runId);
        rounds.push(cells);
        const labelled = cells.map((each) => ({ ...each, label: truthOf(each['text']!) }));
        await exchange('import', runId, fill(`filled-${String(files)}.csv`, labelled), '--by', 'Ana');
        const { code, told } = await resume(runId, ...more);
        if (code !== 5) return { code, told, rounds };
      }
    },
    close: fixture.close,
  };
}
