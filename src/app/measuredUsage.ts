// What answers to this very question took in tokens, where some are there already: of a trial, of an earlier run of the same dataset, prompt and
// models. Estimates rest on these instead of a prior.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Model } from '../engine/model';
import type { Usage } from '../engine/provider';
import { isThere } from '../files/writeFile';
import { readRecords } from '../store/journalFile';
import { mayFit, sameModels, type TakingRun } from '../store/importAnswers';
import { journalPath, readManifest } from '../store/runFiles';

export type MeasuredAnswer = { readonly row: number; readonly inputTokens: number; readonly outputTokens: number };
/** By the model's id. */
export type MeasuredUsage = ReadonlyMap<string, readonly MeasuredAnswer[]>;

/** Answers per model that are read at most. A run's first ones are of rows drawn at random; later ones are of the rows that were hard to tell. */
const mostAnswers = 200;
/** Records of a journal that are read at most: a form asks, and a large run's journal has millions. */
const mostRecords = 5000;
/** Runs that are looked into at most, the newest first. */
const mostRuns = 20;

/** @param runsFolder need not exist. Runs that cannot be read are passed over. */
export function usageOfRuns(runsFolder: string, into: TakingRun): MeasuredUsage {
  const found = new Map<string, MeasuredAnswer[]>();
  const isFull = () => into.job.models.every(({ id }) => (found.get(id)?.length ?? 0) >= mostAnswers);
  const names = isThere(runsFolder) ? readdirSync(runsFolder).sort().reverse().slice(0, mostRuns) : [];
  for (const name of names) {
    if (isFull()) break;
    try {
      collect(join(runsFolder, name), into, found);
    } catch {
      // The list of runs says what is wrong with it.
    }
  }
  return found;
}

function collect(folder: string, into: TakingRun, found: Map<string, MeasuredAnswer[]>): void {
  const manifest = readManifest(folder);
  // Fewer rows of the same file make the same question.
  if (mayFit(manifest, into)) collectAnswers(folder, sameModels(manifest, into.job.models), found, { mostRecords });
}

/** The same of one run of the same question, whose table has changed since. @param rowNow undefined: the row is gone. */
export function usageOfRun(
  folder: string,
  models: readonly Model[],
  rowNow: (row: number) => number | undefined,
): MeasuredUsage {
  const found = new Map<string, MeasuredAnswer[]>();
  collectAnswers(folder, sameModels(readManifest(folder), models), found, { rowNow });
  return found;
}

/** @param idOf by the id that the run has, the id that the model has now. */
function collectAnswers(
  folder: string,
  idOf: ReadonlyMap<string, string>,
  found: Map<string, MeasuredAnswer[]>,
  {
    mostRecords = Infinity,
    rowNow = (row) => row,
  }: { readonly mostRecords?: number; readonly rowNow?: (row: number) => number | undefined },
): void {
  const open = new Set([...idOf.values()].filter((id) => (found.get(id)?.length ?? 0) < mostAnswers));
  let read = 0;
  for (const record of readRecords(journalPath(folder), () => undefined)) {
    if (open.size === 0 || read++ === mostRecords) return;
    if (record.type !== 'answer') continue;
    const id = idOf.get(record.model);
    const row = rowNow(record.row);
    if (id === undefined || row === undefined || !open.has(id)) continue;
    const answer = measuredAnswer(row, record.usage);
    if (!answer) continue;
    const answers = found.get(id) ?? [];
    found.set(id, answers);
    // Answers that were taken over stand in several journals.
    if (!answers.some((other) => other.row === row)) answers.push(answer);
    if (answers.length >= mostAnswers) open.delete(id);
  }
}

export function measuredAnswer(row: number, { inputTokens, outputTokens }: Usage): MeasuredAnswer | undefined {
  return inputTokens === undefined || outputTokens === undefined ? undefined : { row, inputTokens, outputTokens };
}
