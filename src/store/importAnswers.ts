// Takes answers of one run over into a new one: they are paid already. An answer fits when the dataset, prompt and task are the same and the
// model (provider, model id, settings) is. What is no valid answer is left behind, so that it is tried again.
import { InputError } from '../engine/inputError';
import type { Job } from '../engine/job';
import type { JournalRecord } from '../engine/journal';
import { openJournal } from './journal';
import { readRecords } from './journalFile';
import { processTurns as turns } from './processTurns';
import { jobForDisk, type RunDataset, type RunManifest } from './manifest';
import { isSameModel, questionDifferences } from './resumeRules';
import { type TakingJudge, type VerdictRecord, verdictsThatFit } from './importVerdicts';
import { journalPath, readManifest } from './runFiles';

type AnswerRecord = Extract<JournalRecord, { type: 'answer' }>;

/** The run that takes over: one that is being made, or may be. */
export type TakingRun = {
  readonly job: Job;
  readonly dataset: Omit<RunDataset, 'path'>;
  /** Absent: no verdicts are taken over. */
  readonly verdicts?: TakingJudge;
};

/** How many of each a run took over. */
export type Imported = { readonly answers: number; readonly verdicts: number };

const appendsAtOnce = 10_000;

/** Rows of the taking run that an earlier run's row stands for, where the table has grown. */
export type RowTargets = (row: number) => readonly number[];

/**
 * @param targetsOf absent: the dataset is the same.
 * @throws {InputError} when the runs ask different questions.
 */
export async function importAnswers(
  fromFolder: string,
  intoFolder: string,
  into: TakingRun,
  targetsOf?: RowTargets,
): Promise<Imported> {
  const fitting = targetsOf
    ? [answersOfRows(fromFolder, into, targetsOf)]
    : [answersThatFit(fromFolder, into), fittingVerdicts(fromFolder, into)];
  const journal = await openJournal(journalPath(intoFolder));
  const imported = { answers: 0, verdicts: 0 };
  try {
    for (const records of fitting)
      for (const record of records) {
        if (turns.isDue()) await turns.next();
        const written = journal.append(record);
        imported[record.type === 'verdict' ? 'verdicts' : 'answers']++;
        if ((imported.answers + imported.verdicts) % appendsAtOnce === 0) await written;
      }
  } finally {
    await journal.close();
  }
  return imported;
}

/** Whether answers of a run may fit another: the question is the same, and one of the models at least. */
export function mayFit(from: RunManifest, { job, dataset }: TakingRun): boolean {
  const now = jobForDisk(job);
  return questionDifferences(from, now, dataset).length === 0 && sameModels(from, now.models).size > 0;
}

/**
 * The answers of a run that another can take over, as that one will hold them: each billed nothing.
 * @throws {InputError} when the runs ask different questions.
 */
export function answersThatFit(fromFolder: string, { job, dataset }: TakingRun): Generator<AnswerRecord> {
  const from = readManifest(fromFolder);
  const now = jobForDisk(job);
  const differences = questionDifferences(from, now, dataset);
  if (differences.length > 0)
    throw new InputError(`Answers of run ${from.runId} cannot be reused: ${differences.join('; ')}.`);
  const rows = Math.min(now.limit ?? Infinity, dataset.rowCount);
  return fitting(journalPath(fromFolder), sameModels(from, now.models), rows);
}

function fittingVerdicts(fromFolder: string, { job, dataset, verdicts }: TakingRun): Iterable<VerdictRecord> {
  if (!verdicts) return [];
  const now = jobForDisk(job);
  const rows = Math.min(now.limit ?? Infinity, dataset.rowCount);
  return verdictsThatFit(fromFolder, { job: now }, verdicts, sameModels(readManifest(fromFolder), now.models), rows);
}

/** Answers and verdicts of a table that has grown since, for the rows that they are about now. */
export function* answersOfRows(
  fromFolder: string,
  { job }: Pick<TakingRun, 'job'>,
  targetsOf: RowTargets,
): Generator<AnswerRecord | VerdictRecord> {
  const from = readManifest(fromFolder);
  const newId = sameModels(from, jobForDisk(job).models);
  const taken = new Set<string>();
  // Of a table that is one batch candidates are not asked again: what they say now may know of the sample, so that a new one would have to be drawn.
  const isFinal = (model: string) => job.wholeTable === true && newId.get(model) !== job.reference;
  for (const record of readRecords(journalPath(fromFolder), () => undefined)) {
    const isAnswer = record.type === 'answer' && (record.answer.status === 'valid' || isFinal(record.model));
    if (!isAnswer && !(record.type === 'verdict' && record.verdict.none === undefined)) continue;
    const model = record.type === 'verdict' ? record.model : newId.get(record.model);
    if (model === undefined) continue;
    for (const row of targetsOf(record.row)) {
      const name = `${record.type} ${model} ${record.type === 'verdict' ? record.candidate : ''} ${String(row)}`;
      if (taken.has(name)) continue;
      taken.add(name);
      const { settles: _, ...paid } = record;
      yield { ...paid, row, model, billedUsd: 0, usage: {}, isCached: true };
    }
  }
}

/** Ids that the earlier run's models have now. */
export function sameModels(from: RunManifest, models: Job['models']): ReadonlyMap<string, string> {
  const newId = new Map<string, string>();
  for (const model of from.job.models) {
    const same = models.find((candidate) => isSameModel(candidate, model));
    if (same) newId.set(model.id, same.id);
  }
  return newId;
}

function* fitting(path: string, newId: ReadonlyMap<string, string>, rows: number): Generator<AnswerRecord> {
  const takenOf = new Map<string, Uint8Array>();
  for (const record of readRecords(path, () => undefined)) {
    if (record.type !== 'answer' || record.answer.status !== 'valid' || record.row >= rows) continue;
    const model = newId.get(record.model);
    if (model === undefined) continue;
    let taken = takenOf.get(model);
    if (!taken) takenOf.set(model, (taken = new Uint8Array(rows)));
    if (taken[record.row] !== 0) continue;
    taken[record.row] = 1;
    const { settles: _, ...paid } = record;
    yield { ...paid, model, billedUsd: 0, usage: {}, isCached: true };
  }
}
