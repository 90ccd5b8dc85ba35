// A job: what is to be done, in data. The command line, job files (*.smart.json), the panel's form and the journal's manifest all hold this.
import type { Judge } from './judge/judge';
import type { Model } from './model';
import type { PromptExample } from './prompt/checkExamples';
import { kindOf, promisedBy } from './promise/kinds';
import type { StrategyName } from './strategy';
import type { Task } from './task/task';

export type Job = {
  /** Path (or URI) of the dataset, as the user gave it. */
  readonly dataset: string;
  /** What the user knows the rows by where their file was made for them, such as `analysis.ipynb, cell 2`; absent: the file's own name. */
  readonly datasetTitle?: string;
  /** Absent: as the file shows. */
  readonly reading?: Reading;
  /** Prompt with {{columns}}. */
  readonly prompt: string;
  /** Solved rows that every request shows; absent: none. */
  readonly examples?: readonly PromptExample[];
  readonly task: Task;
  /** Who decides on answers that the task leaves to a judge; absent: the task leaves none. */
  readonly judge?: Judge;
  /** The ladder; any order. */
  readonly models: readonly Model[];
  /** Id of the reference; absent: the most expensive model. */
  readonly reference?: string;
  /** In (0, 1]; of several thresholds the strictest. */
  readonly accuracy: number;
  /** Further thresholds, strictest first: of all of them the strictest that `atMost` buys is kept. */
  readonly looser?: readonly number[];
  /** US dollars that the run may cost, where they choose among several thresholds. */
  readonly atMost?: number;
  /** In (0, 1). */
  readonly confidence: number;
  readonly strategy: StrategyName;
  /** Hard cap in US dollars; absent: no cap. */
  readonly budgetUsd?: number;
  /** Most requests that the run may send, whatever they cost; absent: no cap. */
  readonly mostRequests?: number;
  /** Absent: drawn anew when the run begins (app/runJob.ts); the job in a run's manifest always has it. */
  readonly seed?: number;
  /** First rows only. */
  readonly limit?: number;
  /** So many rows are asked about twice, to see how often the reference agrees with itself; absent or 0: none. */
  readonly repeatReference?: number;
  /** Whether identical rows are asked about one by one, each a row of its own. @default false */
  readonly askDuplicates?: boolean;
  /** Path of the result file; absent: `<name>.smart.<ext>` beside the dataset. */
  readonly out?: string;
  readonly columns: ResultColumns;
  readonly escapeFormulas: boolean;
  /** Whether a local classifier that a cheap model taught may answer rows itself, at no fee. @default true */
  readonly student?: boolean;
  /** Column with the labels that rows have already; absent: none has one. */
  readonly gold?: string;
  /** The labelled rows were drawn at random from the rows, as the user states. @default false */
  readonly goldRandom?: boolean;
  /** Column that tells the rows apart, by which a run that continues this one knows them again; absent: by their content. */
  readonly key?: string;
  /** Whether a table that grows has one promise, of the table as it stands, instead of one for each batch of new rows. @default false */
  readonly wholeTable?: boolean;
};

/** Whether a job promises a share of rows that match; a filter and a bounded loss promise something else, and know no accuracy. */
export function isAccuracyPromised({ task }: Pick<Job, 'task'>): boolean {
  return kindOf(promisedBy(task)) === undefined;
}

/** Rows that can be asked about twice at most: they are held in memory, and the interval then spans 6 points at most. */
export const mostRepeats = 1000;

/** How a dataset is to be read, where the user knows better than the file shows. */
export type Reading = {
  /** Encoding of the text, e.g. `shift_jis`; any that iconv-lite knows. */
  readonly encoding?: string | undefined;
  /** Rows with another number of cells than the header: refused (default), or missing cells taken for absent and extra ones kept unnamed. */
  readonly raggedRows?: 'refuse' | 'accept' | undefined;
  /** Of delimited text: lines above the column names that are no part of the table (a title, comments). @default 0 */
  readonly skipLines?: number | undefined;
  /** Of a workbook: the sheet, by name or number (from 1). @default the first that is not hidden */
  readonly sheet?: string | number | undefined;
  /** Of a notebook: the cells whose tables (or text) are the rows, counted from 1. @default all */
  readonly cells?: readonly number[] | undefined;
};

/** Names of the appended columns; absent ones are not written. */
export type ResultColumns = {
  readonly answer: string;
  readonly model?: string;
  readonly status?: string;
  readonly confidence?: string;
  readonly cost?: string;
  /** Why a row has no answer; written only where a row has none. */
  readonly cause?: string;
};

export const defaultResultColumns: ResultColumns = {
  answer: 'smart_answer',
  model: 'smart_model',
  status: 'smart_status',
  cause: 'smart_cause',
};
