// What a run's journal holds and what a server was asked, as comparable `model row` pairs.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRecords } from '../../src/store/journalFile';
import type { RunFixture } from './runFixture';

/** Every answer on disk of the first run in the folder; undefined before it has a journal. */
export function answersOnDisk(runs: string): Set<string> | undefined {
  const run = existsSync(runs)
    ? readdirSync(runs).find((name) => existsSync(join(runs, name, 'journal.smartlog')))
    : undefined;
  if (run === undefined) return undefined;
  const pairs = new Set<string>();
  for (const record of readRecords(join(runs, run, 'journal.smartlog'), () => undefined)) {
    if (record.type === 'answer') pairs.add(`${record.model} ${String(record.row)}`);
  }
  return pairs;
}

/** What the server was asked since its ledger had so many entries. */
export function askedSince(fixture: RunFixture, entries: number): string[] {
  return fixture.server.ledger.entries
    .slice(entries)
    .map(({ model, content }) => `${model} ${/message (\d+)/.exec(content)![1]!}`);
}
