// The contract of a strategy: a generator that yields what it wants asked, reads the answers from the table, explains each decision as an
// event, and returns what is delivered for every row. It is pure and deterministic: the same problem, seed and answers give the same steps,
// which is what makes a run resumable by replaying its journal.
import type { Answer, AnswerTable } from './answerTable';
import type { DecisionEvent } from './events';
import type { Model } from './model';
import type { Likeness } from './task/likeness';
import type { Rest } from './turns';

/** What a strategy may know of the rows before anything is asked. */
export type RowFeatures = {
  /** Length of the row's own text in characters. */
  readonly length: (row: number) => number;
  /** The row's own text, as the dataset has it; undefined where it is unknown (recorded data without texts) or too large to keep. */
  readonly text?: (row: number) => string;
  /** How much answers say alike, of tasks whose answers are seldom equal; absent: they are equal or they are not. */
  readonly likeness?: Likeness;
  /** Dollars that asking the model about the row is expected to cost, which counts until an answer of the model is there; NaN where unknown. */
  readonly expectedCost?: (model: number, row: number) => number;
  /** Dollars that a judge's verdict is expected to cost, which counts until there are verdicts; absent: unknown, or nobody judges. */
  readonly verdictCost?: number;
  /** Ends between which the cost of a row, in dollars, lies nearly always: its input at list price and the shortest and longest answers of such models. */
  readonly costEnds?: (model: number, row: number) => readonly [leastUsd: number, mostUsd: number] | undefined;
};

export type Problem = {
  /** The ladder, by price ascending; the reference stands last. */
  readonly models: readonly Model[];
  readonly reference: number;
  /** Rows to answer: 0 .. rowCount - 1 in file order. */
  readonly rowCount: number;
  /** Where identical rows are asked once: per row the first row identical to it (itself where it is the first). An answer to one is recorded for all, charged once. */
  readonly twins?: Int32Array;
  /** Share of rows that must not deviate, in (0, 1]; where there are several to choose from, the strictest. */
  readonly accuracy: number;
  /** Further thresholds, each looser than the one before: of all of them the strictest that `atMostUsd` buys is delivered. `certified` only. */
  readonly looser?: readonly number[];
  /** Dollars that the run may cost in all, where there are looser thresholds to fall back on. */
  readonly atMostUsd?: number;
  /** Probability with which the promise holds, in (0, 1). */
  readonly confidence: number;
  readonly seed: number;
  readonly table: AnswerTable;
  readonly features: RowFeatures;
  /** Whether the student may answer rows itself. @default true */
  readonly student?: boolean;
  /** The reference is a person who gives so many answers at most; rows beyond them fail there (strategies/unlabelled.ts). Absent: no limit. */
  readonly labelLimit?: number;
  /** Answers of the reference come in rounds, each of which somebody waits for: fewer than this many are not worth one. @default 1 */
  readonly leastRound?: number;
  /** Planning rows that a scan of this very run has asked already: they are planned with from the start. @default 0 */
  readonly scannedRows?: number;
  /** Rows that brought a label; absent: none did. The label itself is what asking the reference about the row yields, free of charge. */
  readonly labelled?: LabelledRows;
  /** Rows that keep the answer of an earlier run of a table that has grown since; absent: none do. */
  readonly carried?: CarriedRows;
};

/** The looks that a batch's certificate was made of: with them it is known how likely the batch hides how many deviations. */
export type BatchLooks = {
  /** Rows that its sample was drawn from. */
  readonly population: number;
  readonly hiddenAllowed: number;
  /** Sizes of the growing sample, ascending, and the visible deviations that each may show; -1: that look certifies nothing. */
  readonly sizes: readonly number[];
  readonly allowed: readonly number[];
  /** So much of the batch's allowance stays unspent unless a look errs, whatever the draw. Absent: nothing. */
  readonly reserve?: number | undefined;
};

export type CarriedRows = {
  /** Rows that keep their answer, ascending. They are in no population, and no row identical to one of them is its twin unless it keeps its answer too. */
  readonly rows: Int32Array;
  /** Of them those that earlier plans drew at random, and those that earlier runs learned from for other reasons. Their answers are there at no cost. */
  readonly drawn: readonly number[];
  readonly chosen: readonly number[];
  /** Whether the model's answer to such a row is there. */
  readonly isAnswered: (model: number, row: number) => boolean;
  /** Of the carried rows so many may deviate by the promises of their batches. */
  readonly allowed: number;
  /** Of each batch that hides deviations: its certificate's looks. */
  readonly batches: readonly BatchLooks[];
  /** Rows that an earlier run answered and that are certified again with the new ones, ascending; absent: there are none. They are in the population. */
  readonly reopened?: Int32Array;
  /** Whether the student answered some of them. */
  readonly hasStudent: boolean;
  /** The promise is about the table as a whole, one batch that grows; absent: the rows that are answered now are a batch of their own. */
  readonly grown?: GrownBatch;
};

/** A batch that rows have joined since it was certified: all of it is certified again, by the same order of draw, in which the new rows have their places. */
export type GrownBatch = {
  /** Rows that stay in the population and were there before, ascending. The answers that were paid for are there when asked for, at no cost. */
  readonly rows: Int32Array;
  /** Per row of the table its place in the order of the draw, in [0, 1); of rows that have left the population NaN. */
  readonly places: Float64Array;
  /** Whether something was certified of it before. */
  readonly isCertified: boolean;
};

/** What a later run of the same table, grown, takes over of a plan. */
export type PlanRows = {
  /** Distinct rows that the plan drew at random, and those that it learned from for other reasons. */
  readonly drawn: readonly number[];
  readonly chosen: readonly number[];
  /** Absent: nothing was certified. */
  readonly looks?: BatchLooks;
  /**
   * Of a run that gave its way up after trying it on the first rows of the draw: looks as it would have taken them. The draw decided that it takes none, so a
   * table that goes on in batches counts them all the same (docs/guarantee.md, Theorem 3).
   */
  readonly forgone?: BatchLooks;
  /** Of the rows that were not carried so many may deviate. */
  readonly allowed: number;
  /** Whether candidates were tried on the first rows of the draw. Absent: no. */
  readonly isTried?: true;
  /** Of a batch that grows, where a sample was drawn: the places that it was drawn by. */
  readonly places?: Float64Array;
};

export type LabelledRows = {
  /** Rows with a label of their own, ascending. */
  readonly rows: Int32Array;
  /** The user states that they were drawn at random: then they may begin the sample (docs/guarantee.md, Proposition 6). */
  readonly areRandom: boolean;
};

/** The label that a row brought, as an answer without a cost: its own, or that of a row identical to it. Strategies meet it only by asking. */
export type LabelOf = (row: number) => Answer | undefined;

/** What the local student is called where models are named. */
export const studentId = 'student';

/** The table's column of the student's answers, the one after the reference's; nobody asks for them, and they cost nothing. */
export function studentOf({ models }: Pick<Problem, 'models'>): number {
  return models.length;
}

/** Whose answers a column of the table holds. */
export function idOfColumn(models: readonly Model[], column: number): string {
  return models[column]?.id ?? studentId;
}

/** Columns that a problem's table needs: one per model, and the student's where there is text to learn from. */
export function columnCount({ models, features, carried }: Pick<Problem, 'models' | 'features' | 'carried'>): number {
  return models.length + (features.text || carried?.hasStudent ? 1 : 0);
}

/** D: how many of so many rows may deviate at most, floor((1 - accuracy) N), safe against binary rounding of decimal thresholds. */
export function allowedDeviations(accuracy: number, rows: number): number {
  return Math.floor((1 - accuracy) * rows + 1e-9);
}

/**
 * D of the rows that are answered now, where so many of all rows are covered. Of a table that has grown these are the new ones, and no more of them
 * than leaves the whole table its share.
 */
export function allowedNow({ carried }: Pick<Problem, 'carried'>, accuracy: number, covered: number): number {
  if (!carried || carried.grown) return allowedDeviations(accuracy, covered);
  const own = allowedDeviations(accuracy, Math.max(0, covered - carried.rows.length));
  return Math.max(0, Math.min(own, allowedDeviations(accuracy, covered) - carried.allowed));
}

export type Phase = 'plan' | 'profile' | 'apply';

export type Step =
  | {
      readonly type: 'ask';
      readonly phase: Phase;
      /** Pairs already answered are skipped by the driver at no cost. All are answered (or failed) before the generator goes on. */
      readonly calls: readonly { readonly model: number; readonly rows: ArrayLike<number> }[];
    }
  /** Pairs of a later `ask` step, whatever the answers until then: the driver may ask them meanwhile. Their answers count from that step on. */
  | { readonly type: 'foresee'; readonly model: number; readonly rows: ArrayLike<number> }
  | {
      readonly type: 'compare';
      readonly phase: Phase;
      /** A candidate's answers beside the reference's, both valid: each has its verdict (or none that can be had) before the generator goes on. */
      readonly pairs: readonly { readonly model: number; readonly rows: readonly number[] }[];
    }
  | { readonly type: 'explain'; readonly event: DecisionEvent }
  | Rest;

/** Why a row got the answer it got. */
export type DeliveryReason =
  | 'reference-only' // the strategy sends every row to the reference
  | 'profiled' // the reference answered it while profiling
  | 'planned' // the reference answered it while planning
  | 'trusted' // inside the certified prefix of the path
  | 'whole-model' // the model was accepted for all remaining rows
  | 'mixed' // the mix gave this row to this model
  | 'allowed' // one of the D rows that may deviate anyway, given to a candidate without evidence
  | 'escalated' // outside the certified prefix, or no valid cheap answer: the reference answered
  | 'labelled' // the row brought a label and keeps it
  | 'unlabelled' // the person's labels were used up: the best model's answer, not covered by the promise
  | 'kept' // an earlier run of the table answered it
  | 'failed'; // no valid answer could be had; not covered by the promise
export const deliveryReasons: readonly DeliveryReason[] = [
  'reference-only',
  'profiled',
  'planned',
  'trusted',
  'whole-model',
  'mixed',
  'allowed',
  'escalated',
  'failed',
  'labelled',
  'unlabelled',
  'kept',
];

export type Delivery = {
  /** Per row the index of the model whose answer is delivered; -1: none (failed). */
  readonly model: Int16Array;
  /** Per row an index into `deliveryReasons`. */
  readonly reason: Uint8Array;
  /** Per row a trust in [0, 1] that the answer does not deviate, where the strategy has one. */
  readonly trust?: Float32Array;
  /** The threshold that is kept. @default the problem's only one */
  readonly accuracy?: number;
  /** Absent: the strategy leaves nothing for a later run to begin with. */
  readonly plan?: PlanRows;
  /** Where the mean loss is bounded: the sum of losses that is hidden at most, and rows with a cheaper answer. */
  readonly loss?: { readonly hidden: number; readonly cheaperRows: number };
  /** Of a filter: rows that are kept, and how many rows may be missed and wrongly kept at most. */
  readonly filter?: { readonly kept: number; readonly missed: number; readonly wrong: number };
};

export type StrategyRun = Generator<Step, Delivery, void>;
export type Strategy = (problem: Problem) => StrategyRun;

export const strategyNames = ['certified', 'model-mix', 'profile-smart', 'profile-all', 'reference'] as const;
export type StrategyName = (typeof strategyNames)[number];

/** Collects a delivery row by row; rows never set stay failed. */
export class DeliveryBuilder {
  readonly model: Int16Array;
  readonly reason: Uint8Array;
  constructor(rowCount: number) {
    this.model = new Int16Array(rowCount).fill(-1);
    this.reason = new Uint8Array(rowCount).fill(deliveryReasons.indexOf('failed'));
  }
  set(row: number, model: number, reason: DeliveryReason): void {
    this.model[row] = model;
    this.reason[row] = deliveryReasons.indexOf(reason);
  }
}
