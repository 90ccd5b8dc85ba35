// What the panel and its host tell each other about the rows of a run.
import type { DeliveryReason } from '../engine/strategy';

export const rowFilters = ['all', 'deviating', 'judged', 'checked', 'escalated', 'failed', 'corrected'] as const;
/** `corrected`: a user put another answer in place of the delivered one. `judged`: a judge called a pair of answers different; only of runs with a judge. */
export type RowFilter = (typeof rowFilters)[number];

/** What the grid's rows can be sorted by. */
export const rowOrders = ['row', 'answer', 'model', 'reason', 'trust', 'cost'] as const;
export type RowOrder = (typeof rowOrders)[number];

export type ResultRow = {
  readonly row: number;
  readonly preview: string;
  readonly answer?: string;
  readonly model?: string;
  readonly reason: DeliveryReason;
  /** Why there is no answer, of a row that failed. */
  readonly cause?: { readonly code: 'unreadable' | 'no-answer' | 'not-asked'; readonly text: string };
  readonly confidence?: number;
  readonly costUsd?: number;
  /** The reference's own answer where it was asked. */
  readonly referenceAnswer?: string;
  /** Whether the model's own answer is not equivalent to the reference's; undefined where nobody asked the reference. */
  readonly isDeviating?: boolean;
  /** The first pair of answers to the row that a judge called different. */
  readonly judged?: ShownPair;
  /** What a user put in place of `answer`, which stays what was delivered. */
  readonly correction?: string;
  /** Where they were asked for: what each model of the reply's `ladder` answered, in that order. */
  readonly answers?: readonly AnswerOfModel[];
};

export type AnswerOfModel = {
  /** Absent: not asked, or no valid answer. */
  readonly text?: string;
  /** Whether it counts as the reference's; undefined: the reference was not asked, or nobody has compared the two. */
  readonly isSame?: boolean;
};

/** What a user has done with the answers of a finished run. */
export type CorrectionsTold = {
  readonly rows: number;
  /** The result file holds just these. */
  readonly isInResult: boolean;
  /** The result file holds some, but not just these. */
  readonly isStale: boolean;
};

/** A model's answer beside the reference's, which is worded otherwise. */
export type ShownPair = {
  readonly model: string;
  readonly answer: string;
  readonly reference: string;
  /** Whether they count as the same; undefined: nobody has judged. */
  readonly isSame?: boolean;
  /** What the judge said of them; absent: it was not asked. */
  readonly verdict?: {
    readonly judge: string;
    /** It was asked whether the answer is worse, not whether the two differ. */
    readonly noWorse?: true;
    readonly same: boolean;
    /** In the judge's words. */
    readonly reason?: string;
    /** There is none: `unreadable` came, `failed` did not. */
    readonly none?: 'unreadable' | 'failed';
  };
  /** What the user calls the pair, against the verdict; absent: nothing. It counts in their audit alone. */
  readonly overruled?: { readonly same: boolean; /** Said in the audit, blind. */ readonly isBlind?: true };
};

export type RowExplanation = {
  readonly row: number;
  readonly cells: readonly { readonly column: string; readonly text: string }[];
  readonly answers: readonly {
    readonly model: string;
    readonly text?: string;
    readonly status: string;
    readonly confidence?: number;
    readonly costUsd?: number;
  }[];
  /** Whole sentences: which model answers, and why it is trusted. */
  readonly why: readonly string[];
  /** The reference, and answers that are worded otherwise than its own; absent: there are none. */
  readonly differing?: { readonly reference: string; readonly pairs: readonly ShownPair[] };
  /** The delivered answer; absent: there is none. */
  readonly delivered?: string;
  /** What a user put in its place. */
  readonly correction?: string;
  /** What a correction may be; undefined: the task has no labels, or takes several of them. */
  readonly labels?: readonly string[];
  /** Models that can be asked about the row once more. */
  readonly askable: readonly string[];
  /** Answers that a user asked for after the run, in that order: delivered by nobody. */
  readonly again: readonly {
    readonly model: string;
    readonly text?: string;
    readonly status: string;
    readonly costUsd?: number;
  }[];
};
