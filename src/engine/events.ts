// Everything that a run tells: the journal stores these, the panel and the command line fold them (runState.ts), the report quotes them.
// Counts are rows, money is US dollars, probabilities are in [0, 1]. Unknown is undefined. Long because it is one union, which readers look up in one place.
import type { Why } from './reasons';
import type { Kept, Promised, PromiseKind } from './promise/kinds';
import type { PauseReason } from './drive/stop';
import type { FailedCause } from './report/failedBecause';
import type { Phase, StrategyName } from './strategy';
import type { TrafficNotice } from './trafficNotice';

export type ModelStatus = 'unknown' | 'satisfied' | 'invalid' | 'pruned';

/** Of a filter: the rows that candidates would keep, or drop. */
export type FilterSide = 'kept' | 'dropped';

/** Expected money of a way to go on: what the planner compares. */
export type Forecast = { readonly lowUsd: number; readonly expectedUsd: number; readonly highUsd: number };

/** A way to answer all rows that the planner looked at. */
export type ConsideredPath = {
  /** Readable name, e.g. `gpt-4o-mini` or `gpt-4o-mini > gpt-4.1 by trust`. */
  readonly name: Why;
  readonly models: readonly string[];
  readonly expectedUsd: number;
  /** Rows of the sample that certifying it is expected to take, and rows that it is expected to answer without the reference. */
  readonly sampleRows?: number;
  readonly acceptedRows?: number;
  readonly isChosen: boolean;
  /** Why it was taken or not, one clause in numbers. */
  readonly why: Why;
};

/** Decisions of a strategy, explained as data. */
export type DecisionEvent =
  | {
      /** A model's agreement with the reference so far, with its interval. */
      readonly type: 'model-profiled';
      readonly model: string;
      readonly asked: number;
      readonly agreed: number;
      readonly lower?: number;
      readonly upper?: number;
      readonly status: ModelStatus;
      /** Why the status changed, where it did. */
      readonly why?: Why;
    }
  | { readonly type: 'paths-considered'; readonly paths: readonly ConsideredPath[] }
  | { readonly type: 'forecast-made'; readonly total: Forecast; readonly referenceUsd?: number; readonly why: Why }
  | {
      /** One look at the sample (certified): the longest prefix of the path whose visible deviations stay within what the theorem allows. */
      readonly type: 'look-taken';
      readonly look: number;
      /** Of a filter: which of its sides, each of which has a sample and a count of looks of its own. Absent for all else, and in journals of earlier versions. */
      readonly side?: FilterSide;
      readonly sampled: number;
      readonly population: number;
      readonly visibleAllowed: number;
      /** Deviations seen within the certified rows. */
      readonly visible: number;
      /** Leading rows of the path that may be delivered, and those of them that a look has certified: the others are among the rows that may deviate anyway. */
      readonly prefixRows: number;
      readonly certifiedRows?: number;
      readonly pathRows: number;
      /** Whose look it is, where several thresholds share the draw. */
      readonly accuracy?: number;
    }
  | {
      /** Where a judge decides: rows in the order in which they were drawn from the population, from the place `from` on. For the user's audit (audit/audit.ts). */
      readonly type: 'sample-judged';
      readonly from: number;
      readonly population: number;
      readonly rows: readonly number[];
      /** Per row: whose answer was proposed for it; empty: none, the reference's is delivered. */
      readonly models: readonly string[];
    }
  | {
      readonly type: 'profiling-stopped';
      readonly why: Why;
      /** Expected dollars still to come when profiling stops now, and when it goes on: the two that were compared. */
      readonly stopUsd?: number;
      readonly goOnUsd?: number;
    }
  | {
      readonly type: 'mix-decided';
      /** Which model answers how many of the remaining rows; expected dollars where known. */
      readonly shares: readonly { readonly model: string; readonly rows: number; readonly expectedUsd?: number }[];
      readonly why: Why;
    }
  | {
      /** What the first answers cost differs from what was expected: the ladder stands in another order, or candidates leave. Nothing rested on it yet. */
      readonly type: 'ladder-reordered';
      /** Cheapest first, the reference among them: mean dollars of the answers so far. Absent: a price is not known. */
      readonly models: readonly { readonly model: string; readonly usdPerRow?: number }[];
      readonly reference: string;
      /** Candidates that take no further part. */
      readonly leftOut: readonly string[];
      readonly why: Why;
    }
  | Note;

/** What a user may want to know, a sentence. */
export type Note = { readonly type: 'noted'; readonly message: Why };

/** The promise of a run, in figures; its sentences are made from them in promise/clauses.ts alone. */
/** What is promised in place of an accuracy stands under the name of its kind. */
export type RunPromise = { readonly [K in PromiseKind]?: Kept[K] } & {
  readonly rows: number;
  /** Rows that the promise covers: those with an answer. */
  readonly covered: number;
  /** Of the covered rows so many may differ from the reference's answer or, where a cheaper model answered, have no readable one to differ from. */
  readonly allowed: number;
  /** Of the rows that are not covered, those that the reference answered unreadably; the others failed. Absent: not counted (a run of an earlier version). */
  readonly unreadable?: number;
  /** The threshold that is kept. */
  readonly accuracy: number;
  /** All thresholds that were fixed beforehand, strictest first, where there were several. */
  readonly thresholds?: readonly number[];
  /** Dollars that the run was allowed to cost, where that chose among the thresholds. */
  readonly atMostUsd?: number;
  readonly confidence: number;
  readonly reference: string;
  /** Who decided which answers differ; absent: the task's rule did. */
  readonly judge?: RunJudge;
  /** `certified`: exact for any data; `published`: the paper's interval test; `certain`: every row is the reference's own answer. */
  readonly basis: 'certified' | 'published' | 'certain';
  /** Rows that differ from each other: identical ones are asked once. Absent: all do. */
  readonly distinctRows?: number;
  /** Runs of the same table before this one, by this installation, in the same folder. Absent: none. */
  readonly earlierRuns?: number;
  /** One of these, or of the runs that this one continues, drew its sample by the same seed. Absent: none did. */
  readonly repeatsDraw?: true;
  /** Rows that brought a label and keep it: there it stands for the reference's answer. Absent: none did. */
  readonly labelled?: {
    readonly rows: number;
    readonly column: string;
    /** They began the sample, as the user vouched that they were drawn at random. */
    readonly areRandom: boolean;
  };
  /** The reference is a person; absent: a model. */
  readonly person?: {
    /** Labels given for this run. */
    readonly labels: number;
    /** Rows that would have been labelled after the labels were used up: they have the best model's answer and are not covered. */
    readonly unlabelled: number;
  };
  /** Where the run continues an earlier one of a table that has grown: the rows that it answered, and those that keep an earlier answer. */
  readonly batch?: {
    readonly rows: number;
    readonly allowed: number;
    readonly kept: number;
    /** Id of the run that is continued. */
    readonly continues: string;
    /** The rows that it answered have no promise of their own: the table is one batch. */
    readonly isWholeTable?: true;
  };
};

export type RunJudge = {
  /** What its line in the bill is called. */
  readonly id: string;
  /** It was asked whether answers are worse than the reference's, not whether they differ. */
  readonly noWorse?: true;
  /** Pairs of answers that it was asked about; of them those that it calls different (or worse), and those that no verdict could be had on. */
  readonly verdicts: number;
  readonly different: number;
  readonly unread: number;
};

/** A round of labels that a person is asked for, before the run pauses. */
export type LabelsWanted = {
  readonly type: 'labels-wanted';
  /** Id of the person in the ladder. */
  readonly model: string;
  /** Ascending. */
  readonly rows: readonly number[];
  /** Labels given in this run before this round. */
  readonly given: number;
  /** Rows that are expected to need no label at all, as far as the plan can tell; absent: there is no plan yet. */
  readonly free?: number;
  /** Labels that the whole run is expected to take, given ones included; absent: there is no plan yet. */
  readonly expected?: number;
};

export type ModelTotals = {
  readonly asked: number;
  /** Of them, answers that an earlier run or a trial paid for. Absent: none. */
  readonly reused?: number;
  readonly delivered: number;
  /** Dollars billed; undefined: not known. */
  readonly costUsd?: number;
  readonly inputTokens?: number;
  readonly cachedInputTokens?: number;
  readonly outputTokens?: number;
  readonly cpuSeconds?: number;
  /** Exact versions that answered, where the provider names them. */
  readonly versions?: readonly string[];
};

/** How often the reference, asked about a row a second time, gave an answer that is equivalent to its first. */
export type SelfAgreement = {
  /** Rows that were to be asked about twice. */
  readonly wanted: number;
  /** Undefined: not measured. The interval is Clopper and Pearson's at the run's confidence. */
  readonly measured?: {
    readonly rows: number;
    readonly agreed: number;
    readonly lower: number;
    readonly upper: number;
  };
  /** Why fewer rows than wanted were asked about twice. */
  readonly why?: Why;
};

/** Who sends the requests where workers do. Told while a run is under way, and not kept. */
export type WorkersSeen = {
  readonly type: 'workers-seen';
  /** Address of the queue, without its password. */
  readonly queue: string;
  /** By name. */
  readonly workers: readonly {
    readonly name: string;
    /** Requests that it has under way at once at most. */
    readonly slots: number;
    /** Requests that it ended in the last seconds, per second. */
    readonly perSecond: number;
  }[];
};

/** What providers tell on the way: what keeps requests waiting, and what became of batches. */
export type ProviderNotice = TrafficNotice | Note;

export type RunEvent =
  | DecisionEvent
  | TrafficNotice
  | WorkersSeen
  | LabelsWanted
  | (Promised & {
      readonly type: 'run-started';
      readonly runId: string;
      readonly dataset: string;
      readonly rows: number;
      /** Distinct rows: identical ones are asked once. */
      readonly distinctRows: number;
      readonly models: readonly string[];
      readonly reference: string;
      readonly strategy: StrategyName;
      readonly accuracy: number;
      readonly confidence: number;
      readonly allowed: number;
      readonly seed: number;
      readonly budgetUsd?: number;
      /** Cap in requests. */
      readonly mostRequests?: number;
      readonly isResumed: boolean;
      /** The run is to go no further than its plan (a scan). Absent: to its end. */
      readonly until?: 'plan';
      /** It was scanned before it decided anything, and plans with what the scan has paid for. */
      readonly isScanned?: true;
    })
  | { readonly type: 'phase-started'; readonly phase: Phase; readonly calls: number }
  | {
      /** At most ten a second: what has been asked and spent so far. */
      readonly type: 'progressed';
      readonly perModel: Readonly<Record<string, ModelTotals>>;
      /** Distinct rows that have the answer they will be delivered with, as far as known. */
      readonly rowsDone: number;
      readonly spentUsd?: number;
      /** Money of attempts that broke off after the provider may have billed them. Counted against the cap. */
      readonly possiblyBilledUsd?: number;
      /** What the reference alone has cost or would cost on the distinct rows, as far as can be told. */
      readonly referenceUsd?: number;
      readonly elapsedMs: number;
      readonly callsDone: number;
      readonly callsPlanned: number;
      /** Requests answered a second over the last minute at most. */
      readonly perSecond?: number;
    }
  | {
      readonly type: 'row-failed';
      readonly row: number;
      readonly model: string;
      readonly kind: string;
      readonly message: string;
    }
  | {
      readonly type: 'run-paused';
      /** `closed`: the window that it ran in. */
      readonly reason: PauseReason | 'cancelled' | 'closed';
      readonly message: Why;
      /** Whose key or quota it is about. */
      readonly provider?: string;
    }
  | {
      readonly type: 'run-finished';
      readonly promise: RunPromise;
      readonly perModel: Readonly<Record<string, ModelTotals>>;
      readonly spentUsd?: number;
      readonly possiblyBilledUsd?: number;
      /** The reference alone on the distinct rows. */
      readonly referenceUsd?: number;
      /** What the reference would have cost beside that, had identical rows been asked one by one. Absent: there are none, or it is not known. */
      readonly duplicatesUsd?: number;
      readonly savings?: number;
      readonly failedRows: number;
      /** Why, the most frequent cause first; absent: no row failed. */
      readonly failedBecause?: readonly FailedCause[];
      readonly elapsedMs: number;
      readonly output?: string;
      /** SHA-256 of the written output, hex: a later session of this run may replace it while it is unchanged. */
      readonly outputSha256?: string;
      readonly report?: string;
      /** Where the run could afford to know: deviations counted on all rows (demo, replay). */
      readonly checked?: { readonly rows: number; readonly deviating: number };
      /** Absent: nobody wanted to know. */
      readonly selfAgreement?: SelfAgreement;
    };
