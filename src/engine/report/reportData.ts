// All that a report says, as plain data, from the job, the folded events and a few facts of the run. The formats (Markdown, HTML, JSON) only
// lay it out. The job must hold no secrets: it is the manifest's.
import type { ConsideredPath, Forecast, ModelStatus, ModelTotals, RunPromise, SelfAgreement } from '../events';
import type { AuditFigures } from '../audit/audit';
import type { Afterwards } from './afterwards';
import type { Job } from '../job';
import { judgeId } from '../judge/judge';
import type { Model } from '../model';
import type { Why } from '../reasons';
import type { RunPhase, RunState } from '../runState';
import { formatPrice, formatUsd } from '../text/figures';
import type { FailedCause } from './failedBecause';
import type { OwnCheckFigures } from './ownCheck';
import { auditSentence, besidePromise, promiseLimits, promiseSentence } from '../promise/sentence';
import { inEnglish } from './reasonsInEnglish';
import { repeatOf, type Repeat } from './repeat';
import type { Shell } from './shell';
import { labelsSentence } from './labelsSentence';
import { modelsSentence, savedShare, savingsSentence, type Costs } from './savings';
import { settingLines } from './settings';
import { own } from '../own';
import { reusedOf } from '../reused';

/** What the events do not tell. */
export type RunFacts = {
  readonly runId: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly software: { readonly name: string; readonly version: string };
  readonly dataset: { readonly name: string; readonly hash: string; readonly rowCount: number };
  /** The run that it continued. */
  readonly continues?: { readonly runId: string } | undefined;
  /** Models are asked at servers that the ladder names. @default false */
  readonly hasOwnServers?: boolean;
  /** Where the user checked rows. */
  readonly ownCheck?: OwnCheckFigures;
  /** Where a user audited the run's judge. */
  readonly audit?: AuditFigures;
  /** What a user did with the finished run. */
  readonly afterwards?: Afterwards;
  /** File that holds the ladder, where there is one. */
  readonly modelsFile?: string;
  /** That commands are written for. @default posix */
  readonly shell?: Shell;
};

/** With its reason in English. */
export type Told<T> = Omit<T, 'why'> & Record<keyof T & 'why', string>;

export type ReportModel = {
  readonly id: string;
  readonly provider: string;
  readonly modelId: string;
  readonly versions: readonly string[];
  readonly price: string;
  readonly isReference: boolean;
  readonly asked: number;
  readonly delivered: number;
  readonly costUsd?: number | undefined;
  readonly inputTokens?: number | undefined;
  readonly cachedInputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly cpuSeconds?: number | undefined;
  /** Agreement with the reference where both answered. Absent for the reference itself and for models never compared. */
  readonly agreement?: {
    readonly agreed: number;
    readonly asked: number;
    readonly lower?: number | undefined;
    readonly upper?: number | undefined;
    readonly status: ModelStatus;
    readonly why?: string | undefined;
  };
};

export type FailureCause = {
  readonly kind: string;
  readonly model: string;
  readonly rows: number;
  readonly example: string;
};

export type ReportData = {
  readonly runId: string;
  readonly createdAt: string;
  readonly software: RunFacts['software'];
  readonly dataset: RunFacts['dataset'];
  readonly distinctRows?: number | undefined;
  readonly phase: RunPhase;
  readonly pausedBecause?: string | undefined;
  readonly reference: string;
  /** Absent until the run is finished. */
  readonly promise?: RunPromise | undefined;
  readonly headline: string;
  readonly note?: string | undefined;
  readonly checked?: { readonly rows: number; readonly deviating: number } | undefined;
  readonly selfAgreement?: Told<SelfAgreement> | undefined;
  readonly ownCheck?: OwnCheckFigures | undefined;
  /** What a user's audit of the judge came to, with its sentence. */
  readonly audit?: (AuditFigures & { readonly sentence: string }) | undefined;
  readonly afterwards?: Afterwards;
  readonly costs: Costs;
  readonly savedShare?: number | undefined;
  readonly savingsSentence: string;
  /** What it took of a person's time, where one is the reference. */
  readonly labelsSentence?: string | undefined;
  readonly elapsedMs?: number | undefined;
  readonly models: readonly ReportModel[];
  /** Rows without any valid answer. */
  readonly failedRows: number;
  /** Why they have none, the most frequent cause first. */
  readonly failedBecause?: readonly FailedCause[];
  /** Failures met, those included that another model made good. */
  readonly failureCount: number;
  readonly accuracy: number;
  readonly confidence: number;
  readonly forecast?: { readonly total: Forecast; readonly referenceUsd?: number; readonly why: string } | undefined;
  readonly paths: readonly (Told<ConsideredPath> & { readonly name: string })[];
  readonly looks: RunState['looks'];
  readonly stop?: { readonly why: string; readonly stopUsd?: number; readonly goOnUsd?: number } | undefined;
  readonly mix?: Told<NonNullable<RunState['mix']>> | undefined;
  readonly notes: readonly string[];
  /** Of the first failures that the run state keeps. */
  readonly failureCauses: readonly FailureCause[];
  /** First failed rows. */
  readonly failures: RunState['failures'];
  readonly settings: readonly (readonly [name: string, value: string])[];
  readonly prompt: string;
  readonly limits: readonly string[];
  readonly repeat: Repeat;
};

export function reportData(job: Job, state: RunState, facts: RunFacts): ReportData {
  const { finished, progress, started } = state;
  const reference = finished?.promise.reference ?? started?.reference ?? job.reference ?? 'the reference';
  const source = finished ?? progress;
  const costs: Costs = {
    spentUsd: source?.spentUsd,
    referenceUsd: source?.referenceUsd,
    duplicatesUsd: finished?.duplicatesUsd,
    possiblyBilledUsd: source?.possiblyBilledUsd,
    ...(reusedOf(finished?.perModel) > 0 && { reusedAnswers: reusedOf(finished?.perModel) }),
  };
  const promise = finished?.promise;
  return {
    runId: facts.runId,
    createdAt: facts.createdAt,
    software: facts.software,
    dataset: facts.dataset,
    distinctRows: started?.distinctRows,
    phase: state.phase,
    pausedBecause: state.paused && inEnglish(state.paused.message),
    reference,
    promise,
    headline: promise ? promiseSentence(promise) : unfinishedSentence(state),
    note: promise && (besidePromise(promise).join(' ') || undefined),
    checked: finished?.checked,
    selfAgreement: told(finished?.selfAgreement),
    ownCheck: facts.ownCheck,
    ...(facts.audit && promise && { audit: { ...facts.audit, sentence: auditSentence(promise, facts.audit) } }),
    ...(facts.afterwards && { afterwards: facts.afterwards }),
    costs,
    savedShare: finished ? savedShare(costs) : undefined,
    savingsSentence: finished
      ? finished.promise.person && costs.referenceUsd === undefined
        ? modelsSentence(costs)
        : savingsSentence(costs, reference)
      : `Cost so far: ${formatUsd(costs.spentUsd)}.`,
    ...(finished?.promise.person && { labelsSentence: labelsSentence(finished.promise, finished.perModel) }),
    elapsedMs: source?.elapsedMs,
    models: [...orderedModels(job.models, reference, started?.models), ...judgeOf(job)].map((model) =>
      reportModel(model, reference, state),
    ),
    failedRows: finished?.failedRows ?? 0,
    ...(finished?.failedBecause && { failedBecause: finished.failedBecause }),
    failureCount: state.failedRows,
    accuracy: job.accuracy,
    confidence: job.confidence,
    forecast: told(state.forecast),
    paths: (state.paths?.paths ?? []).map((path) => ({ ...told(path), name: inEnglish(path.name) })),
    looks: state.looks,
    stop: told(state.stop),
    mix: told(state.mix),
    notes: state.notes.map(inEnglish),
    failureCauses: failureCauses(state),
    failures: state.failures,
    settings: settingLines(job, reference, versionsOf(state)),
    prompt: job.prompt,
    limits: promise ? promiseLimits(promise) : [],
    repeat: repeatOf(job, facts.runId, facts.modelsFile, facts.shell, {
      isScanned: started?.isScanned,
      continues: facts.continues?.runId,
      hasOwnServers: facts.hasOwnServers,
    }),
  };
}

function unfinishedSentence(state: RunState): string {
  if (state.paused) return `Nothing is promised yet: the run is paused. ${inEnglish(state.paused.message)}`;
  return 'Nothing is promised yet: the run is not finished. What has been answered so far is kept, and the run can be resumed.';
}

/** By price ascending as the run ordered them, the reference last. */
function orderedModels(models: readonly Model[], reference: string, order: readonly string[] = []): Model[] {
  const place = (model: Model) =>
    model.id === reference ? Infinity : order.includes(model.id) ? order.indexOf(model.id) : order.length;
  return [...models].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}

/** The judge as a line of the bill. */
function judgeOf({ judge, models }: Job): Model[] {
  return judge ? [{ ...judge.model, id: judgeId(judge, models) }] : [];
}

function told<T extends { readonly why?: Why }>(event: T): Told<T>;
function told<T extends { readonly why?: Why }>(event: T | undefined): Told<T> | undefined;
function told<T extends { readonly why?: Why }>(event: T | undefined): unknown {
  return event?.why === undefined ? event : { ...event, why: inEnglish(event.why) };
}

/** Versions that answered, by model id. */
function versionsOf({ finished, progress }: RunState): Record<string, readonly string[]> {
  const totals = (finished ?? progress)?.perModel ?? {};
  return Object.fromEntries(Object.entries(totals).map(([model, { versions = [] }]) => [model, versions]));
}

function reportModel(model: Model, reference: string, state: RunState): ReportModel {
  const none: ModelTotals = { asked: 0, delivered: 0 };
  const {
    asked,
    delivered,
    versions = [],
    ...totals
  } = own((state.finished ?? state.progress)?.perModel ?? {}, model.id) ?? none;
  const profile = own(state.profiles, model.id);
  const isReference = model.id === reference;
  return {
    id: model.id,
    provider: model.provider,
    modelId: model.modelId,
    versions,
    price: formatPrice(model.price),
    isReference,
    asked,
    delivered,
    ...totals,
    // A model that was never asked has cost nothing; that is known. One whose replies were no answers has been paid.
    costUsd: totals.costUsd ?? (asked === 0 && totals.outputTokens === undefined ? 0 : undefined),
    ...(profile && !isReference
      ? {
          agreement: {
            agreed: profile.agreed,
            asked: profile.asked,
            lower: profile.lower,
            upper: profile.upper,
            status: profile.status,
            why: profile.why && inEnglish(profile.why),
          },
        }
      : {}),
  };
}

function failureCauses(state: RunState): FailureCause[] {
  const causes = new Map<string, FailureCause>();
  for (const { kind, model, message } of state.failures) {
    const name = JSON.stringify([kind, model]);
    const before = causes.get(name);
    causes.set(name, { kind, model, rows: (before?.rows ?? 0) + 1, example: before?.example ?? message });
  }
  return [...causes.values()].sort((a, b) => b.rows - a.rows);
}
