// What the form and its host tell each other: the draft, what the host says about it, and a trial's answers.
import type { Forecast } from '../engine/events';
import type { Job } from '../engine/job';
import type { Judge } from '../engine/judge/judge';
import type { EstimateNote } from '../engine/money/estimateNotes';
import type { FormOptionName } from '../engine/options/jobOptions';
import type { VariantChange } from '../engine/options/modelSettings';
import type { PromptExample } from '../engine/prompt/checkExamples';
import type { StrategyName } from '../engine/strategy';
import type { TableLoss } from '../engine/tableLoss';
import type { Task } from '../engine/task/task';

/** What the form edits; the host turns it into a Job. */
export type Draft = Pick<Job, FormOptionName> & {
  readonly prompt: string;
  /** Solved rows of the job file that the form was filled from; the form itself has no field for them. */
  readonly examples?: readonly PromptExample[];
  readonly task: Task;
  /** Who judges, where the task leaves something to a judge: a model of the ladder, by its id. */
  readonly judge?: DraftJudge;
  /** Ids of the ladder's models that take part. */
  readonly models: readonly string[];
  readonly batch: boolean;
  /** Id of an earlier run whose answers are taken over. */
  readonly answersOf?: string;
};

export type DraftJudge = Pick<Judge, 'policy' | 'noWorse'> & { readonly model: string };

export type ColumnPreview = {
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean' | 'date' | 'empty';
  readonly emptyCells: number;
  /** Distinct values of the previewed rows when there are few: a label column, perhaps. */
  readonly fewValues?: readonly string[];
  /** How a prompt refers to the column. @default `{{name}}` */
  readonly placeholder?: string;
};

/** How the rows were read, where the user may know better. */
export type ReadingChoice = {
  /** Of delimited text. */
  readonly encoding?: {
    readonly name: string;
    /** Nothing but the text itself tells it. */
    readonly isGuessed: boolean;
    /** A few cells that are more than ASCII; empty for UTF-8. */
    readonly cells: readonly string[];
  };
  /** Of a workbook with several sheets: the one that is read, and those to choose from. */
  readonly sheet?: { readonly name: string; readonly names: readonly string[] };
};

export type DatasetPreview = {
  readonly name: string;
  readonly source: string;
  readonly rowCount: number;
  readonly columns: readonly ColumnPreview[];
  /** First rows, cells as text. */
  readonly rows: readonly (readonly string[])[];
  readonly problems: readonly string[];
  readonly reading?: ReadingChoice;
};

export type ModelChoice = {
  readonly id: string;
  readonly provider: string;
  /** Where its requests go: a host name, or 'this machine'. */
  readonly destination: string;
  /** Readable price, e.g. `$0.15 in, $0.60 out per million tokens`; undefined: unknown. */
  readonly price?: string;
  /** Rough dollars per 1,000 rows of this dataset, where known; orders the ladder. */
  readonly usdPerThousandRows?: number;
  /** `ready`, or what the user must do first. */
  readonly readiness: 'ready' | 'key-missing' | 'price-unknown' | 'unavailable';
  /** Why it is unavailable, or what else a user should know, one clause. */
  readonly note?: string;
  /** Nobody named it. */
  readonly isSuggested?: true;
  /** It is a person, who gives so many labels at most where there is a limit. */
  readonly person?: { readonly labelLimit?: number };
};

export type PromptProblem = {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Where in the prompt, in UTF-16 units, when it is about a place in the prompt. */
  readonly start?: number;
  readonly end?: number;
  /** Which part of the form it is about. @default prompt */
  readonly field?:
    'prompt' | 'task' | 'models' | 'accuracy' | 'confidence' | 'budget' | 'out' | 'dataset' | 'answersOf' | 'part';
};

export type Estimate = {
  readonly total: Forecast;
  readonly profiling?: Forecast;
  readonly applying?: Forecast;
  /** Asking the reference a second time, where that is wanted; part of the total. */
  readonly repeating?: Forecast;
  /** A judge's verdicts. */
  readonly judging?: Forecast;
  /** The reference on every row. */
  readonly referenceUsd?: number;
  /** How tokens were counted, and of which day the prices are: in English, and as data for whoever words it anew. */
  readonly basis: string;
  readonly notes: readonly EstimateNote[];
};

/** A run whose answers a new one can take over. */
export type EarlierRun = {
  readonly runId: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly strategy: StrategyName;
  readonly accuracy: number;
};

/** Rows of an output that shows a part of its table only. */
export type PartialTable = {
  readonly losses: readonly TableLoss[];
  /** The user wants these rows alone: nothing starts before. */
  readonly isAgreed: boolean;
  /** Code of a cell that writes the whole table; absent: nobody can say. */
  readonly code?: string;
};

export type SetupState = {
  /** Of this setup and its restored selves: a page takes up again what it kept of this one, and of no other. */
  readonly id: string;
  readonly dataset: DatasetPreview;
  readonly models: readonly ModelChoice[];
  readonly draft: Draft;
  readonly feedback: SetupFeedback;
  /** Present: the rows are a part of a table. */
  readonly part?: PartialTable;
  /** The user asked for a trial before the form was there: it starts by itself. @default false */
  readonly tryAtOnce?: boolean;
};

/** A cheaper way to ask one of the draft's models, as a candidate beside it. */
export type VariantOffer = {
  /** Id of the model that it would stand beside. */
  readonly beside: string;
  readonly change: VariantChange;
  /** Dollars per 1,000 rows, asked as now and as offered. */
  readonly usdPerThousandRows: number;
  readonly offeredUsdPerThousandRows: number;
  /** Share of the cost that it would save, in (0, 1). */
  readonly share: number;
};

/** What the host says about the draft as it stands. */
export type SetupFeedback = {
  readonly problems: readonly PromptProblem[];
  /** Fully rendered prompts of the first rows. */
  readonly rendered: readonly string[];
  /** Rows that may deviate: floor((1 - accuracy) rows). */
  readonly allowed: number;
  readonly rows: number;
  /** The file that a run writes, and the columns that it appends; names that the dataset has are passed over. */
  readonly result?: { readonly file: string; readonly columns: readonly string[] };
  readonly referenceId?: string;
  /** Nobody chose the reference, and these cost the same as it, itself among them. */
  readonly tied?: readonly string[];
  readonly estimate?: Estimate;
  /** Dollars that 1,000 rows of this question are expected to cost each model, by its id; absent where that is not known. */
  readonly usdPerThousandRows?: Readonly<Record<string, number>>;
  /** Requests to language models, at least and at most; told where no price is known. */
  readonly requests?: { readonly low: number; readonly high: number };
  /** Models to begin with, where the draft names none and some would do. */
  readonly startingModels?: readonly string[];
  /** The largest saving first; absent: there is none. */
  readonly variants?: readonly VariantOffer[];
  /** Newest first; absent: there is none. */
  readonly earlierRuns?: readonly EarlierRun[];
  /** Answers of the run that the draft names, and what they would cost where that is known. */
  readonly takenOver?: { readonly answers: number; readonly usd?: number };
};

export type TrialRow = {
  readonly row: number;
  /** Of the columns that the prompt names. */
  readonly cells: readonly { readonly column: string; readonly text: string }[];
  readonly rendered: string;
  readonly answers: readonly {
    readonly model: string;
    readonly text?: string;
    readonly status: 'valid' | 'invalid' | 'failed';
    /** Whether it is equivalent to the reference's answer; undefined: unknown, or the reference itself. */
    readonly isEquivalent?: boolean;
    readonly problem?: string;
    readonly inputTokens?: number;
    readonly outputTokens?: number;
    readonly costUsd?: number;
  }[];
};
