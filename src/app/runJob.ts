// One job from its description to finished files: opens the dataset, plans, drives the strategy over real providers, journals, writes the
// results and the report. The command line and the extension both call this and nothing below it.
import { randomInt } from 'node:crypto';
import { assertCanBeMade, type OverwriteRule } from '../datasets/results/outputPath';
import type { Clock } from '../engine/clock';
import { askTwice } from '../engine/drive/askTwice';
import { answerRecord } from '../engine/drive/asked';
import { makeAskRow, makeAskRowNow, type AskRowSetup } from '../engine/drive/askRow';
import { drive } from '../engine/drive/drive';
import { readEarlierAnswers } from '../engine/drive/earlierAnswers';
import { OutputRoom } from '../engine/drive/outputRoom';
import { createReservationLog } from '../engine/drive/reservationLog';
import { pauseOf, Stop, type PauseOf, type PauseReason } from '../engine/drive/stop';
import { Totals } from '../engine/drive/totals';
import { UselessReplies } from '../engine/drive/uselessReplies';
import type { RunEvent } from '../engine/events';
import { InputError } from '../engine/inputError';
import type { Job } from '../engine/job';
import { createBudget } from '../engine/money/budget';
import type { Provider } from '../engine/provider';
import { reason } from '../engine/reasons';
import { strategyByName } from '../engine/strategies/strategyByName';
import { allowedDeviations } from '../engine/strategy';
import { isInside } from '../files/confine';
import { statRegular } from '../files/regularFile';
import { createRun, openRun, type OpenRun } from '../store/runFolder';
import { userInstallation, type Installation } from '../store/installation';
import { homeOfRuns, journalPath, readManifest, runFolder } from '../store/runFiles';
import { readOrigin } from '../store/runOrigin';
import { earlierRunsOf } from './earlierRuns';
import { finishRun } from './finishRun';
import { measureRivals, rivalsOf, type Measured } from './measureRivals';
import { chooseOutput, type EarlierOutput } from './outputOfRun';
import { planJob, type JobPlan } from './planJob';
import type { MoneyPorts, OpenProvider } from './openProviders';
import { writePrices } from './priceLine';
import { unpricedIds } from './rowCosts';
import { software } from './software';
import { capOf } from './thresholds';

export type JobPorts = {
  readonly openProvider: OpenProvider;
  readonly clock: Clock;
  /** ISO 8601 time of now, for names and manifests. */
  readonly now: () => string;
  /** Folder that holds all runs, e.g. `.smart/runs` beside the dataset. */
  readonly runsFolder: string;
  readonly emit: (event: RunEvent) => void;
  /** Cancels: what is under way is aborted. */
  readonly signal: AbortSignal;
  /** Pauses: what is under way is finished. */
  readonly pauseSignal?: AbortSignal;
  /** Largest number of requests under way at once, per provider. */
  readonly concurrency: number;
  /** Which runs are ours. @default the user's on this machine */
  readonly installation?: Installation;
};

export type RunOptions = {
  /** Id of a run to go on with. */
  readonly resume?: string;
  /** Id of a run whose answers a new run takes over, where dataset, prompt, task and model are the same: they are paid already. */
  readonly answersOf?: string;
  /** Answers of a run that this installation did not write may be used: the user said so. @default false */
  readonly trustAnswers?: boolean;
  /** SHA-256 of the dataset that the user agreed to; another one is refused. */
  readonly datasetHash?: string;
  /** On a resume: ask rows again that failed. */
  readonly retryFailed?: boolean;
  /** On a resume: from a holder of the run's lock that counts as alive, because the user knows that it is gone. */
  readonly takesOver?: boolean;
  /** Ask the reference about all other rows afterwards, apart from the run's bill, and count deviations. For demos, which can afford to know. */
  readonly checkAll?: boolean;
};

export type JobResult = {
  readonly runId: string;
  readonly folder: string;
  readonly state: 'finished' | 'paused' | 'cancelled';
  readonly pausedBy?: PauseReason;
  readonly message?: string;
  readonly output?: string;
  readonly report?: string;
  readonly finished?: Extract<RunEvent, { type: 'run-finished' }>;
  /** Where every row was checked: those that differ from the reference. */
  readonly deviatingRows?: readonly number[];
};

/** @throws {InputError} on bad input, before anything is written or sent; {DiskError} when the journal or the results cannot be written. */
export async function runJob(job: Job, ports: JobPorts, options: RunOptions = {}): Promise<JobResult> {
  const { installation = userInstallation() } = ports;
  const earlier =
    options.resume === undefined ? undefined : earlierSession(ports.runsFolder, options.resume, installation);
  const { out, overwrite, why } = await chooseOutput(job.out, earlier ?? { outputs: [] });
  const seed = job.seed ?? earlier?.seed ?? drawSeed();
  const reference = job.reference ?? earlier?.reference;
  const wanted = {
    ...job,
    seed,
    ...(out !== undefined && { out }),
    ...(reference !== undefined && { reference }),
  };
  let plan = await planJob(wanted, overwrite);
  try {
    if (options.datasetHash !== undefined && plan.dataset.hash !== options.datasetHash)
      throw new InputError(
        `${plan.dataset.name} changed since you agreed to the run; nothing was sent. Look at it and start again.`,
      );
    if (why !== undefined) plan = { ...plan, warnings: [...plan.warnings, why] };
    refuseCapWithoutPrices(plan);
    assertCanBeMade(plan.outPath);
    // Before a run folder is made: a missing key leaves nothing behind.
    ports.openProvider.check?.(plan.models);
    const rivals = reference === undefined && options.answersOf === undefined ? rivalsOf(plan) : [];
    const measured = rivals.length > 0 ? await measureRivals(plan, rivals, ports) : undefined;
    if (measured?.switched) {
      await plan.dataset.close();
      plan = await planJob({ ...wanted, reference: measured.switched.reference }, overwrite);
      plan = { ...plan, warnings: [...plan.warnings, measured.switched.why] };
    }
    tellReading(ports, options);
    let run = await openOrCreate(plan, ports, options);
    if (measured) run = await withAnswers(run, measured, plan, ports, options);
    try {
      return await runPlan(plan, run, ports, { ...options, overwrite, stoppedBy: measured?.stoppedBy });
    } finally {
      await run.close();
    }
  } finally {
    await plan.dataset.close();
  }
}

/**
 * The promise is over this draw alone, so it is made anew for every run, from the system's randomness: whatever is known of the table, and whatever
 * earlier runs showed, the sample is not known beforehand (docs/guarantee.md, assumption 1).
 */
function drawSeed(): number {
  return randomInt(2 ** 48 - 1);
}

/** @throws {InputError} where the cap could not be kept; nothing has been written or sent. */
function refuseCapWithoutPrices({ job, models }: JobPlan): void {
  const unpriced = models.filter(({ price }) => price.type === 'unknown');
  const cap = capOf(job);
  if (cap === undefined || unpriced.length === 0) return;
  const [price, is] = unpriced.length === 1 ? ['price', 'is'] : ['prices', 'are'];
  throw new InputError(
    `The ${price} of ${unpriced.map(({ id }) => id).join(', ')} ${is} not known, so the cap of $${String(cap)} cannot be kept. ` +
      `${writePrices(unpriced)}Or take the cap away and accept that nobody can say what the run costs.`,
  );
}

/**
 * The run's seed, and where an earlier session of it meant to write. The word of a run that this installation did not write counts inside its own folder, and
 * nothing is replaced on it.
 */
function earlierSession(
  runsFolder: string,
  runId: string,
  installation: Installation,
): EarlierOutput & { readonly reference?: string; readonly seed?: number } {
  const folder = runFolder(runsFolder, runId);
  const { out, reference, seed } = readManifest(folder).job;
  const origin = readOrigin(folder, installation, 'manifest');
  const counts = out !== undefined && (origin !== undefined || isInside(homeOfRuns(runsFolder), out));
  return {
    ...(counts && { out }),
    ...(reference !== undefined && { reference }),
    ...(seed !== undefined && { seed }),
    outputs: origin?.outputs ?? [],
  };
}

/** From here on reading takes a second or more. */
const longMegabytes = 16;

/** The first sign of life of a large run that goes on. */
function tellReading({ runsFolder, emit }: JobPorts, { resume }: RunOptions): void {
  const bytes = resume === undefined ? 0 : (statRegular(journalPath(runFolder(runsFolder, resume)))?.size ?? 0);
  const megabytes = Math.floor(bytes / 2 ** 20);
  if (megabytes >= longMegabytes)
    emit({ type: 'noted', message: `Reading ${String(megabytes)} MB of earlier answers.` });
}

async function openOrCreate(plan: JobPlan, ports: JobPorts, options: RunOptions): Promise<OpenRun> {
  const { name, hash, rowCount } = plan.dataset;
  const dataset = { name, path: plan.job.dataset, hash, rowCount };
  // Answers that were paid for must outlive a power cut; those of embedded classifiers are cheaper to make again than to sync.
  const isPaid = plan.models.some(({ price }) => price.type !== 'cpu');
  const journal = { durability: isPaid ? 'disk' : 'process' } as const;
  const trust = {
    ...(ports.installation && { installation: ports.installation }),
    foreignAnswers: options.trustAnswers ?? false,
  };
  return options.resume !== undefined
    ? openRun(
        ports.runsFolder,
        options.resume,
        { job: plan.job, dataset },
        { ...journal, takesOver: options.takesOver ?? false },
        trust,
      )
    : createRun(ports.runsFolder, {
        ...{ job: plan.job, dataset, software, createdAt: ports.now(), journal, trust },
        ...(options.answersOf !== undefined && { importFrom: runFolder(ports.runsFolder, options.answersOf) }),
      });
}

/** The run, opened anew with these answers in its journal: what is paid is not asked again. */
async function withAnswers(
  run: OpenRun,
  { answers, lostUsd }: Measured,
  plan: JobPlan,
  ports: JobPorts,
  options: RunOptions,
): Promise<OpenRun> {
  try {
    await Promise.all(
      answers.map(({ model, row, asked }) => run.journal.append(answerRecord('answer', model, row, asked))),
    );
    // A rounding is no attempt.
    if (lostUsd > 1e-12)
      await run.journal.append({ type: 'lost-attempt', model: plan.models[0]!.id, reservedUsd: lostUsd });
  } finally {
    await run.close();
  }
  return openOrCreate(plan, ports, { ...options, resume: run.manifest.runId });
}

async function runPlan(
  plan: JobPlan,
  run: OpenRun,
  ports: JobPorts,
  options: RunOptions & { readonly overwrite: OverwriteRule; readonly stoppedBy: Measured['stoppedBy'] },
): Promise<JobResult> {
  const { job, models, problem, dataset, prompt } = plan;
  const { journal } = run;
  const tell = async (event: RunEvent) => {
    ports.emit(event);
    await journal.append({ type: 'event', event });
  };
  const totals = new Totals(models);
  const earlier = readEarlierAnswers(journal, models, problem.rowCount, totals, options.retryFailed ?? false);
  const cap = capOf(job);
  const budget = createBudget(cap, {
    spentUsd: totals.knownSpentUsd,
    lost: totals.lost,
  });
  const note = (message: string) => {
    ports.emit({ type: 'noted', message });
  };
  const money: MoneyPorts = {
    budget,
    runFolder: run.folder,
    reservations: createReservationLog(journal, earlier.reservations, totals),
    // Not journaled: how long one waited says nothing to whoever resumes.
    notify: ports.emit,
  };
  const opened = new Map<string, Provider>();
  for (const name of new Set(models.map((model) => model.provider)))
    opened.set(name, await ports.openProvider(name, money));
  const providers = models.map((model) => opened.get(model.provider)!);
  const asking: AskRowSetup = {
    models,
    prompt,
    task: job.task,
    providers,
    copyOf: plan.copyOf,
    room: new OutputRoom(models, earlier.rooms, (model, tokens) => {
      // A row learned it; the run goes on whatever becomes of the record.
      journal.append({ type: 'room', model: models[model]!.id, tokens }).catch(() => undefined);
    }),
    useless: new UselessReplies(models),
    onUnread: (model, paid) => {
      totals.addBill(model, paid.billedUsd, paid.usage);
      // The run is stopping; what it is stopping for is told already.
      journal.append({ type: 'unread', model: models[model]!.id, ...paid }).catch(() => undefined);
    },
  };
  const ask = makeAskRow(asking);
  const { twins, ...withoutTwins } = problem;
  await tell({
    type: 'run-started',
    runId: run.manifest.runId,
    dataset: dataset.name,
    rows: problem.rowCount,
    distinctRows: plan.distinctRows,
    models: models.map((model) => model.id),
    reference: models[problem.reference]!.id,
    strategy: job.strategy,
    accuracy: job.accuracy,
    confidence: job.confidence,
    allowed: allowedDeviations(job.accuracy, problem.rowCount),
    seed: problem.seed,
    ...(cap !== undefined && { budgetUsd: cap }),
    isResumed: options.resume !== undefined,
  });
  if (run.hasForeignAnswers)
    await tell({
      type: 'noted',
      message:
        'The run uses answers that this installation of SMART did not write. The promise holds as far as they are what the models answered.',
    });
  const unpriced = unpricedIds(models);
  const notes = [
    ...plan.warnings,
    ...(options.answersOf === undefined
      ? []
      : [`${run.importedAnswers.toLocaleString('en')} answers of run ${options.answersOf} are taken over.`]),
    ...(unpriced.length > 0 ? [reason('no-price', { models: unpriced })] : []),
  ];
  // Not journaled: a resumed run finds them again.
  for (const message of notes) ports.emit({ type: 'noted', message });
  const ids = { runId: run.manifest.runId, folder: run.folder };
  const pauseBy = async ({ reason: by, message, provider }: PauseOf): Promise<JobResult> => {
    await tell({
      type: 'run-paused',
      reason: by,
      message: by === 'person' ? reason('paused-by-user', {}) : message,
      ...(provider !== undefined && { provider }),
    });
    return { ...ids, state: 'paused', pausedBy: by, message };
  };
  if (options.stoppedBy) return pauseBy(pauseOf(options.stoppedBy.error, options.stoppedBy.provider));
  const startedMs = ports.clock.nowMs();
  // A few more than the traffic control lets through keep it fed.
  const concurrencyOf = (model: number) => providers[model]!.windowOf?.(models[model]!) ?? ports.concurrency * 2;
  const driven = await drive({
    strategy: strategyByName[job.strategy].strategy,
    problem: twins ? { ...withoutTwins, twins } : withoutTwins,
    equivalence: plan.equivalence,
    rows: (indices) => dataset.rows(indices),
    ask,
    lengthOf: (row) => prompt.render(row).content.length,
    askNow: makeAskRowNow(asking),
    journal,
    clock: ports.clock,
    emit: ports.emit,
    signal: ports.signal,
    ...(ports.pauseSignal && { pauseSignal: ports.pauseSignal }),
    concurrencyOf,
    earlier,
    totals,
  });
  switch (driven.state) {
    case 'finished': {
      const wanted = job.repeatReference ?? 0;
      const selfAgreement =
        wanted === 0
          ? undefined
          : await askTwice({
              wanted,
              problem,
              driven,
              equivalence: plan.equivalence,
              rows: (indices) => dataset.rows(indices),
              ask: makeAskRow({ ...asking, isRepeat: true }),
              journal,
              emit: ports.emit,
              earlier,
              totals,
              stop: new Stop(ports.signal, ports.pauseSignal),
              concurrency: concurrencyOf(problem.reference),
            });
      return {
        ...ids,
        state: 'finished',
        ...(await finishRun({
          plan,
          run,
          driven,
          totals,
          ask,
          tell,
          note,
          signal: ports.signal,
          concurrency: ports.concurrency,
          elapsedMs: earlier.elapsedMs + ports.clock.nowMs() - startedMs,
          overwrite: options.overwrite,
          checkAll: options.checkAll ?? false,
          earlierRuns: earlierRunsOf(run.manifest, ports.runsFolder, ports.installation),
          selfAgreement,
        })),
      };
    }
    case 'paused':
      return pauseBy(driven);
    case 'cancelled':
      await tell({ type: 'run-paused', reason: 'person', message: reason('cancelled-all-kept', {}) });
      return { ...ids, state: 'cancelled' };
  }
}
