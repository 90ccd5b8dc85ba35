// Every message between the extension host and the panel, both ways, over the transport of rpc.ts. State first, then events; nothing is
// inlined in the page, and every text from a dataset or a model is shown as text.
import type { AuditView, AuditWord } from './engine/audit/auditView';
import type { RunEvent } from './engine/events';
import type { Scan } from './engine/certified/scanning';
import type { Labelling } from './engine/labelling';
import type { RunComparison } from './engine/report/compareRuns';
import type { OwnCheckFigures } from './engine/report/ownCheck';
import type { RunState } from './engine/runState';
import type { CorrectionsTold, ResultRow, RowExplanation, RowFilter, RowOrder } from './protocol/rowMessages';
import type { Draft, ModelChoice, SetupState, VariantOffer, SetupFeedback, TrialRow } from './protocol/formMessages';

export type * from './protocol/formMessages';
export * from './protocol/rowMessages';
export type { AuditView, AuditWord, Labelling };

/** How often the user agrees with the delivered answers, and the row to judge next. */
export type OwnCheck = OwnCheckFigures & {
  /** What the user may answer; undefined: the task has no labels, and the delivered answer is judged instead. */
  readonly labels?: readonly string[];
  /** Undefined: every row was judged. */
  readonly next?: {
    readonly row: number;
    readonly cells: readonly { readonly column: string; readonly text: string }[];
    /** The delivered answer, where it is what is judged. */
    readonly answer?: string;
  };
};

/** Which page the panel shows. */
export type PanelView =
  | { readonly view: 'setup'; readonly setup: SetupState }
  | {
      readonly view: 'run';
      readonly runId: string;
      readonly state: RunState;
      readonly files: RunFiles;
      /** false: no driver works on it now (the window was reloaded, say) and it can be resumed. @default true until finished */
      readonly isRunning?: boolean;
    }
  | { readonly view: 'comparison'; readonly comparison: RunComparison };

/** A row whose answer is another in the later run, or is there in one run alone. */
export type ChangedAnswer = {
  readonly row: number;
  /** Empty where the dataset cannot be read any more. */
  readonly preview: string;
  /** Undefined: the run has no answer to the row. */
  readonly before?: { readonly text: string; readonly model: string };
  readonly after?: { readonly text: string; readonly model: string };
};

/** What a scan found (app/scanRun.ts), and whose accuracy threshold the run has. */
export type ScanTold = Scan & { readonly rows: number; readonly spentUsd: number };

export type RunFiles = { readonly output?: string; readonly report?: string };

/** What mends an error, in one press of a button beside its sentence. */
export type Mend =
  | { readonly action: 'set-key'; /** Name of the provider. */ readonly subject: string }
  | { readonly action: 'manage-trust' }
  | { readonly action: 'open-settings'; /** Full name of the setting. */ readonly subject: string };

/** Requests from the panel, with what the host answers. A handler that throws becomes an error reply. */
export type PanelRequests = {
  /** First message of a (re)loaded page. */
  ready: { params: { readonly locale?: string }; result: PanelView };
  updateDraft: { params: { readonly draft: Draft }; result: SetupFeedback };
  suggestLabels: {
    params: { readonly draft: Draft; readonly column?: string };
    result: { readonly labels: readonly string[] };
  };
  /** The host lets the user pick a prompt of an earlier run, and shows the form anew with it. */
  pickPrompt: { params: { readonly draft: Draft }; result: Record<string, never> };
  /** The host reads the dataset in another encoding, or another sheet of it, and shows the form anew with its rows. */
  readAs: {
    params: { readonly draft: Draft; readonly encoding?: string; readonly sheet?: string };
    result: Record<string, never>;
  };
  tryRows: { params: { readonly draft: Draft }; result: { readonly rows: readonly TrialRow[] } };
  /** The rows that an output shows are all that is wanted. */
  agreeToPart: { params: Record<string, never>; result: SetupFeedback };
  /** The host puts a cell into the notebook that writes the whole table, runs it, and shows the form of its file. */
  writeWholeTable: { params: { readonly draft: Draft }; result: Record<string, never> };
  /** The host asks for the one modal confirmation itself; false: the user declined. */
  startRun: {
    params: {
      readonly draft: Draft;
      /** No further than the plan: a scan. */
      readonly until?: 'plan';
    };
    result: { readonly isStarted: boolean };
  };
  /** What the scan of this run found. */
  scan: { params: Record<string, never>; result: ScanTold };
  pauseRun: { params: Record<string, never>; result: Record<string, never> };
  /** Goes on; the caps that are given are raised first. */
  resumeRun: {
    params: { readonly budgetUsd?: number; readonly mostRequests?: number };
    result: Record<string, never>;
  };
  cancelRun: { params: Record<string, never>; result: Record<string, never> };
  rerunFailed: { params: Record<string, never>; result: Record<string, never> };
  rowsPage: {
    params: {
      readonly offset: number;
      readonly limit: number;
      readonly filter: RowFilter;
      /** Only rows that this model answered. */
      readonly model?: string;
      /** Only rows whose text or answer holds these words. */
      readonly search?: string;
      /** Each row with every model's answer. */
      readonly withAnswers?: true;
      /** @default the order of the file */
      readonly sort?: { readonly by: RowOrder; readonly isDescending: boolean };
    };
    result: {
      readonly total: number;
      readonly rows: readonly ResultRow[];
      /** Models that answered rows. */
      readonly models?: readonly string[];
      /** Where every model's answers were asked for: the models, the reference last of those that were asked. */
      readonly ladder?: readonly string[];
      /** Absent: nothing is corrected. */
      readonly corrections?: CorrectionsTold;
      /** How often each answer was delivered among the rows shown, most frequent first. */
      readonly answers?: {
        readonly distinct: number;
        readonly unanswered: number;
        readonly most: readonly { readonly text: string; readonly rows: number }[];
      };
      /** Rows per filter, for the filter's captions. */
      readonly counts?: Partial<Readonly<Record<RowFilter, number>>>;
    };
  };
  explainRow: { params: { readonly row: number }; result: RowExplanation };
  /** Keeps what the user says in place of the delivered answer; without a text that one stands again. */
  correctRow: { params: { readonly row: number; readonly text?: string }; result: RowExplanation };
  /** One request, billed to the run and under its cap. */
  askRowAgain: { params: { readonly row: number; readonly model: string }; result: RowExplanation };
  /** Writes the result file anew, with the corrections or without. */
  deliverCorrections: { params: { readonly isDelivered: boolean }; result: Record<string, never> };
  /** Of a comparison of two runs. */
  changedRows: {
    params: { readonly offset: number; readonly limit: number };
    result: { readonly rows: readonly ChangedAnswer[] };
  };
  ownCheck: { params: Record<string, never>; result: OwnCheck };
  /** Neither label nor verdict: the user cannot tell. */
  judgeRow: {
    params: { readonly row: number; readonly label?: string; readonly isRight?: boolean };
    result: OwnCheck;
  };
  /** Takes the last judgement back. */
  unjudgeRow: { params: Record<string, never>; result: OwnCheck };
  /** The user's audit of the judge, as it stands. */
  audit: { params: Record<string, never>; result: AuditView };
  /** Fixes how many of the rows that were drawn it is about. */
  beginAudit: { params: { readonly rows: number }; result: AuditView };
  auditRow: { params: { readonly row: number; readonly word: AuditWord }; result: AuditView };
  /** Takes the last word of the audit back. */
  undoAudit: { params: Record<string, never>; result: AuditView };
  /** The user says the opposite of the judge's verdict on a model's answer, or lets it stand again. */
  overruleVerdict: {
    params: { readonly row: number; readonly model: string; readonly isOverruled: boolean };
    result: RowExplanation;
  };
  labelling: { params: Record<string, never>; result: Labelling };
  /** Without a label: nobody can give the row one. */
  labelRow: {
    params: { readonly row: number; readonly label?: string; readonly note?: string };
    result: Labelling;
  };
  skipLabel: { params: { readonly row: number }; result: Labelling };
  /** Takes the last label of the round back. */
  undoLabel: { params: Record<string, never>; result: Labelling };
  nameLabeller: { params: { readonly by: string }; result: Labelling };
  /** The round is done: it goes into the journal, and the run goes on. */
  takeLabels: { params: Record<string, never>; result: Record<string, never> };
  setKey: { params: { readonly provider: string }; result: { readonly models: readonly ModelChoice[] } };
  /**
   * The host leads the user from a provider (or the address of a server, where the form has it) to models of it; the ladder afterwards, and which of it
   * were added: none when the user gave up.
   */
  addModel: {
    params: { readonly address?: string };
    result: { readonly models: readonly ModelChoice[]; readonly added: readonly string[] };
  };
  /** Adds a variant of a model to the settings, beside it. */
  addVariant: {
    params: Pick<VariantOffer, 'beside' | 'change'>;
    result: { readonly models: readonly ModelChoice[]; readonly added: readonly string[] };
  };
  /** The host lets the user state what a model costs. */
  setPrice: { params: { readonly model: string }; result: { readonly models: readonly ModelChoice[] } };
  openOutput: { params: Record<string, never>; result: Record<string, never> };
  openReport: { params: Record<string, never>; result: Record<string, never> };
  exportReport: { params: Record<string, never>; result: Record<string, never> };
  /** Carries out what mends an error that was told. */
  mend: { params: Mend; result: Record<string, never> };
  /** Shows the log of the extension. */
  openLog: { params: Record<string, never>; result: Record<string, never> };
  /** The panel met an error of its own: for the log. Never holds dataset or model text. */
  reportProblem: { params: { readonly message: string }; result: Record<string, never> };
  newRun: {
    params: {
      /** A model that takes no part any more. */
      readonly without?: string;
      /** The prompt is to be changed, so that the answers of this run do not fit the next. */
      readonly changesPrompt?: true;
    };
    result: Record<string, never>;
  };
  /** Continues the finished run with the rows that its table has gained, after a question. */
  processNewRows: { params: Record<string, never>; result: Record<string, never> };
};

/** One-way news from the host. */
export type PanelNews = {
  /** Another page is to be shown, or the whole state anew. */
  view: PanelView;
  /** The ladder has changed: settings or keys were edited elsewhere. */
  models: { readonly models: readonly ModelChoice[] };
  /** At most ten a second. */
  events: { readonly events: readonly RunEvent[] };
};
