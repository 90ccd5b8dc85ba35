// Looks at the whole job before a cent is spent: opens the dataset, checks the prompt against its columns, orders the ladder, finds identical
// rows, and says where the results will go. Everything that can be refused is refused here.
import { resolve } from 'node:path';
import {
  checkOutputPath,
  defaultOutputOf,
  freeOutputPath,
  outputFormat,
  type OverwriteRule,
} from '../datasets/results/outputPath';
import { openDataset, type Storage } from '../datasets/openDataset';
import { isAddress } from '../datasets/address';
import type { OpenedDataset, TypedRow } from '../datasets/openedDataset';
import type { Equivalence } from '../engine/answerTable';
import { InputError } from '../engine/inputError';
import type { Job } from '../engine/job';
import { limits } from '../engine/limits';
import { listed } from '../engine/money/estimateNotes';
import { isPerson, type Model } from '../engine/model';
import { makePrompt, type Prompt } from '../engine/prompt/template';
import type { Problem } from '../engine/strategy';
import type { Task } from '../engine/task/task';
import { embeddedProviderName } from '../providers/embedded/embeddedLadder';
import { unansweredTask } from '../providers/embedded/embeddedProvider';
import { equivalence } from '../engine/task/parseAnswer';
import type { RowDigests } from '../engine/rowDigests';
import type { StoredRowFacts } from '../store/rowFactsFile';
import type { StoredCarried } from '../store/tableFile';
import { checkFilter } from './checkedFilter';
import { keyReader } from './growing/rowKeys';
import { judgingOf, withoutJudge, type Judging } from './judging';
import { labelReader, type RowLabels } from './labelColumn';
import { orderLadder, tiedForReference } from './orderLadder';
import { learnRows, questionOf, recallRows, type KnownFacts, type RowFacts } from './rowFacts';
import { problemOf, requestCharacters } from './problemOfJob';
import { checkedThresholds } from './thresholds';

export type JobPlan = {
  /** The job with its ladder in order, its reference and its output named. */
  readonly job: Job;
  readonly dataset: OpenedDataset;
  readonly prompt: Prompt;
  readonly models: readonly Model[];
  readonly problem: Omit<Problem, 'table'>;
  readonly equivalence: Equivalence;
  /** Absent: nobody judges. */
  readonly judging?: Judging;
  /** Rows to ask about: identical ones stand for one, unless each is asked about. */
  readonly distinctRows: number;
  /** How many rows before this one are identical to it, where each is asked about and some are. */
  readonly copyOf?: (row: number) => number;
  /** What rows brought as labels; absent: the job names no column of them. */
  readonly labels?: RowLabels;
  /** Per row what is asked about it, and its key where the job names a column of them: by these a later run knows the rows again. */
  readonly digests: RowDigests;
  readonly keys?: RowDigests;
  /** Of a large table that was read anew: what a later session would have to read it for. */
  readonly toKeep?: StoredRowFacts;
  /** Rows that keep the answers of the run that is continued; absent: none is. */
  readonly carried?: StoredCarried;
  readonly outPath: string;
  /** Oddities that do not stop a run, each a sentence. */
  readonly warnings: readonly string[];
};

/**
 * @param known of the table's rows, where an earlier session planned this; absent: nothing.
 * @throws {InputError} a sentence that names the file, the place and the mend; nothing has been written or sent.
 */
export async function planJob(
  job: Job,
  overwrite: OverwriteRule = false,
  storage?: Storage,
  known?: KnownFacts,
): Promise<JobPlan> {
  if (job.out !== undefined && isAddress(job.out))
    throw new InputError(`${job.out}: results are written to files; name one, and copy it there when the run is done.`);
  const opened = await openDataset(job.dataset, job.reading, storage);
  const dataset = job.datasetTitle === undefined ? opened : { ...opened, name: job.datasetTitle };
  try {
    return await planDataset(job, dataset, overwrite, known);
  } catch (error) {
    await dataset.close();
    throw error;
  }
}

async function planDataset(
  wanted: Job,
  dataset: OpenedDataset,
  overwrite: OverwriteRule,
  known: KnownFacts | undefined,
): Promise<JobPlan> {
  const job = checkedThresholds(wanted);
  checkFilter(job);
  const { prompt, problems } = promptOf(job, dataset);
  const rowCount = rowsToProcess(job, dataset);
  const outPath = await outputOf(job, dataset, overwrite);

  const labelled = labelReader(job, dataset, prompt.fields);
  const keyed = job.key === undefined ? undefined : keyReader(job.key, dataset, rowCount);
  const alsoRead = (row: TypedRow) => {
    labelled?.add(row);
    keyed?.add(row);
  };
  const stored = labelled || keyed ? undefined : await known?.(questionOf(job, dataset, rowCount), rowCount);
  const facts = stored ? await recallRows(stored) : await learnRows(dataset, rowCount, prompt, job, alsoRead);
  const { texts, twins: identical } = facts;
  const characters = requestCharacters(prompt, job.models, facts, rowCount);
  const models = withoutJudge(orderLadder(job, characters.typical, characters.ofModel), job.judge);
  assertAnswerable(models, job.task);
  assertLabellable(models, job);
  const judging = judgingOf(job, models);
  const reference = models.at(-1)!.id;
  const twins = job.askDuplicates === true ? undefined : identical;
  const copyOf = job.askDuplicates === true && identical ? copiesBefore(identical) : undefined;
  const warnings = [...dataset.warnings, ...problems.map(({ message }) => message)];
  warnings.push(...emptyWarnings(prompt, facts, rowCount, dataset.name));
  const tied = tiedForReference(job, models, characters.ofModel);
  if (tied.length > 0) warnings.push(tieWarning(tied, reference));
  const labels = labelled?.finish(twins);
  warnings.push(...(labels?.warnings ?? []));
  return {
    job: { ...job, models, reference, out: outPath },
    dataset,
    prompt,
    models,
    equivalence: equivalence(job.task),
    ...(judging && { judging }),
    problem: problemOf({ job, models, prompt, rowCount, facts, characters, judging, twins, labels }),
    ...(labels && { labels }),
    digests: facts.digests,
    ...(!stored && !texts && !labelled && !keyed && { toKeep: facts }),
    ...(keyed && { keys: keyed.keys }),
    ...(copyOf && { copyOf: (row: number) => copyOf[row]! }),
    distinctRows: twins ? twins.reduce((count, first, row) => count + (first === row ? 1 : 0), 0) : rowCount,
    outPath,
    warnings,
  };
}

/** @throws {InputError} for a prompt that cannot be filled in */
function promptOf(job: Job, { columns, warnings }: OpenedDataset) {
  const { prompt, problems } = makePrompt(job.prompt, columns, job.task, job.examples, job.models);
  if (prompt) return { prompt, problems };
  throw new InputError(
    [
      ...problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
      // How the file was read may explain why a column is not there.
      ...warnings,
    ].join(' '),
  );
}

/** @throws {InputError} for no rows, and for more than a run can end with */
function rowsToProcess({ limit = Infinity }: Job, { name, rowCount }: OpenedDataset): number {
  const rows = Math.min(rowCount, limit);
  if (rows === 0) throw new InputError(`${name} has no rows to process; it needs at least one below its header.`);
  assertRowCount(name, rows);
  return rows;
}

/** Where the results go. @throws {InputError} where they cannot go there */
async function outputOf({ out, dataset: path }: Job, dataset: OpenedDataset, overwrite: OverwriteRule) {
  const outPath = out === undefined ? await freeOutputPath(defaultOutputOf(dataset, path)) : resolve(out);
  outputFormat(dataset, outPath);
  await checkOutputPath(dataset.source, outPath, overwrite);
  return outPath;
}

/** @throws {InputError} for more rows than a run can end with, before any is paid for */
export function assertRowCount(name: string, rowCount: number): void {
  if (rowCount <= limits.rows) return;
  throw new InputError(
    `${name} has ${rowCount.toLocaleString('en')} rows, and a run takes ${limits.rows.toLocaleString('en')} at most; split it into several files and run each, or process its beginning with --limit.`,
  );
}

/** @throws {InputError} for a task that a model of the ladder can never answer, before every row fails by it */
function assertAnswerable(models: readonly Model[], task: Task): void {
  const reason = models.some(({ provider }) => provider === embeddedProviderName) ? unansweredTask(task) : undefined;
  if (reason !== undefined) throw new InputError(reason);
}

/** @throws {InputError} for what a person cannot be asked for */
function assertLabellable(models: readonly Model[], { repeatReference = 0 }: Job): void {
  const person = models.find(isPerson);
  if (person && repeatReference > 0)
    throw new InputError(
      `--repeat-reference asks the reference about rows a second time, which is "${person.id}", a person, here; leave it out (or set it to 0).`,
    );
}

function tieWarning(tied: readonly string[], reference: string): string {
  return `${listed(tied)} cost the same, so prices do not show which is the strongest. SMART takes ${reference} as the reference; name another one (--reference, or "reference" in the job) if that is wrong.`;
}

/** @throws {InputError} when no row has any text to ask about */
function emptyWarnings(prompt: Prompt, { emptyRows, emptyFields }: RowFacts, rowCount: number, name: string): string[] {
  const used = prompt.fields.map((field) => `{{${field.name}}}`).join(', ');
  if (emptyRows === rowCount)
    throw new InputError(
      `${name}: ${used} ${prompt.fields.length === 1 ? 'is' : 'are'} empty in every row, so that there is nothing to ask; check the prompt's column names and the dataset's cells.`,
    );
  const warnings = [...emptyFields]
    .filter(() => prompt.fields.length > 1)
    .map(
      ([field, count]) =>
        `{{${field}}} is empty in ${count === rowCount ? 'every row' : `${String(count)} of ${String(rowCount)} rows`}.`,
    );
  if (emptyRows > 0)
    warnings.push(`${String(emptyRows)} of ${String(rowCount)} rows have no text in any column that the prompt uses.`);
  return warnings;
}

/** @param first per row the first row identical to it. */
function copiesBefore(first: Int32Array): Int32Array {
  const seen = new Int32Array(first.length);
  return first.map((head) => {
    const before = seen[head]!;
    seen[head] = before + 1;
    return before;
  });
}
