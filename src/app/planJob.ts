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
import { labelLimitOf, leastOfRound } from '../engine/drive/personsLabels';
import { isPerson, type Model } from '../engine/model';
import { makePrompt, type Prompt } from '../engine/prompt/template';
import type { Problem } from '../engine/strategy';
import { likenessOf } from '../engine/task/likeness';
import type { Task } from '../engine/task/task';
import { embeddedProviderName } from '../providers/embedded/embeddedLadder';
import { unansweredTask } from '../providers/embedded/embeddedProvider';
import { equivalence } from '../engine/task/parseAnswer';
import type { RowDigests } from '../engine/rowDigests';
import { maxRequestCostUsd } from '../providers/budgeted';
import type { StoredRowFacts } from '../store/rowFactsFile';
import type { StoredCarried } from '../store/tableFile';
import { checkFilter } from './checkedFilter';
import { keyReader } from './growing/rowKeys';
import { judgingOf, withoutJudge, type Judging } from './judging';
import { labelReader, type RowLabels } from './labelColumn';
import { orderLadder, tiedForReference } from './orderLadder';
import { learnRows, questionOf, recallRows, type KnownFacts, type RowFacts } from './rowFacts';
import { makeRowCosts, rowCostEnds, sharedCharacters } from './rowCosts';
import { checkedThresholds } from './thresholds';
import { verdictCost } from './verdictCosts';

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
  const { prompt, problems } = makePrompt(job.prompt, dataset.columns, job.task, job.examples, job.models);
  if (!prompt)
    throw new InputError(
      [
        ...problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
        // How the file was read may explain why a column is not there.
        ...dataset.warnings,
      ].join(' '),
    );
  const rowCount = Math.min(dataset.rowCount, job.limit ?? Infinity);
  if (rowCount === 0)
    throw new InputError(`${dataset.name} has no rows to process; it needs at least one below its header.`);
  assertRowCount(dataset.name, rowCount);
  const outPath =
    job.out === undefined ? await freeOutputPath(defaultOutputOf(dataset, job.dataset)) : resolve(job.out);
  outputFormat(dataset, outPath);
  await checkOutputPath(dataset.source, outPath, overwrite);

  const labelled = labelReader(job, dataset, prompt.fields);
  const keyed = job.key === undefined ? undefined : keyReader(job.key, dataset, rowCount);
  const alsoRead = (row: TypedRow) => {
    labelled?.add(row);
    keyed?.add(row);
  };
  const stored = labelled || keyed ? undefined : await known?.(questionOf(job, dataset, rowCount), rowCount);
  const facts = stored ? await recallRows(stored) : await learnRows(dataset, rowCount, prompt, job, alsoRead);
  const { texts, twins: identical } = facts;
  const { typicalCharacters, charactersOf, charactersAsked } = requestCharacters(prompt, job.models, facts, rowCount);
  const models = withoutJudge(orderLadder(job, typicalCharacters, charactersOf), job.judge);
  assertAnswerable(models, job.task);
  assertLabellable(models, job);
  const judging = judgingOf(job, models);
  const rowCost = makeRowCosts(models, job.task, typicalCharacters, charactersOf);
  const reference = models.length - 1;
  const labelLimit = labelLimitOf(models);
  const likeness = likenessOf(job.task);
  const verdict = judging && verdictCost(judging.judge, job.task, models[reference]!, typicalCharacters);
  const twins = job.askDuplicates === true ? undefined : identical;
  const copyOf = job.askDuplicates === true && identical ? copiesBefore(identical) : undefined;
  const warnings = [...dataset.warnings, ...problems.map(({ message }) => message)];
  warnings.push(...emptyWarnings(prompt, facts, rowCount, dataset.name));
  const tied = tiedForReference(job, models, charactersOf);
  if (tied.length > 0) warnings.push(tieWarning(tied, models[reference]!.id));
  const labels = labelled?.finish(twins);
  warnings.push(...(labels?.warnings ?? []));
  return {
    job: { ...job, models, reference: models[reference]!.id, out: outPath },
    dataset,
    prompt,
    models,
    equivalence: equivalence(job.task),
    ...(judging && { judging }),
    problem: {
      models,
      reference,
      rowCount,
      ...(twins && { twins }),
      accuracy: job.accuracy,
      ...(job.looser && { looser: job.looser }),
      ...(job.atMost !== undefined && {
        // Near a cap requests wait until the most that one can cost is left; the choice among thresholds is made before.
        atMostUsd:
          job.atMost -
          (mostOfRequest(models[reference]!, prompt.of(models[reference]!), facts.longestBytes, job.task) ?? 0),
      }),
      confidence: job.confidence,
      // An estimate's own where none is given: a run has drawn its seed before it plans.
      seed: job.seed ?? 0,
      ...(isPerson(models[reference]!) && { leastRound: leastOfRound }),
      ...(labelLimit !== undefined && { labelLimit }),
      ...(job.student === false && { student: false }),
      ...(labels && { labelled: { rows: labels.rows, areRandom: labels.areRandom } }),
      features: {
        length: (row) => facts.lengths[row]!,
        ...(texts && { text: (row: number) => texts.of(row) }),
        ...(likeness && { likeness }),
        ...(verdict && { verdictCost: verdict.expectedUsd }),
        expectedCost: (model, row) => rowCost(model, charactersAsked(models[model]!, row)),
        costEnds: (model, row) => rowCostEnds(models[model]!, job.task, charactersAsked(models[model]!, row)),
      },
    },
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

/** How long requests are in characters, instruction and row: the usual one, a model's usual one, and that of a row. */
function requestCharacters(
  prompt: Prompt,
  models: readonly Model[],
  { lengths, variantLengths, characters }: RowFacts,
  rowCount: number,
) {
  const typicalCharacters = Math.max(1, prompt.instruction.length + characters / rowCount);
  const shared = new Map(models.map((model) => [model.id, sharedCharacters(prompt.of(model), model)]));
  return {
    typicalCharacters,
    charactersOf: ({ id }: Model) => {
      const own = variantLengths.get(id);
      if (!own) return typicalCharacters;
      return shared.get(id)! + own.reduce((sum, length) => sum + length, 0) / rowCount;
    },
    charactersAsked: ({ id }: Model, row: number) => shared.get(id)! + (variantLengths.get(id) ?? lengths)[row]!,
  };
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

/** Dollars that the longest row can cost at most, which its bytes bound; undefined where the price is unknown. */
function mostOfRequest(model: Model, { instruction }: Prompt, contentBytes: number, task: Task): number | undefined {
  return maxRequestCostUsd({ model, instruction, content: 'x'.repeat(contentBytes), task });
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
