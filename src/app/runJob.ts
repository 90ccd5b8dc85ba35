// One job from its description to finished files: opens the dataset, plans, drives the strategy over real providers, journals, writes the
// results and the report. The command line and the extension both call this and nothing below it.
import { assertCanBeMade } from '../datasets/results/outputPath';
import type { Storage } from '../datasets/openDataset';
import type { Clock } from '../engine/clock';
import { type PauseReason } from '../engine/drive/stop';
import type { RunEvent } from '../engine/events';
import { InputError } from '../engine/inputError';
import type { Job } from '../engine/job';
import { userInstallation, type Installation } from '../store/installation';
import { keepRowFacts, readRowFacts } from '../store/rowFactsFile';
import { readManifest, runFolder } from '../store/runFiles';
import { refuseFilter } from './checkedFilter';
import { measureRivals, rivalsOf } from './measureRivals';
import { chooseOutput } from './outputOfRun';
import { askedModels } from './judging';
import { planJob } from './planJob';
import type { OpenProvider } from './openProviders';
import { drawSeed, earlierSession, openOrCreate, refuseCapWithoutPrices, tellReading, withAnswers } from './openJob';
import { continueTable, withStoredCarried } from './growing/continueTable';
import type { KnownFacts } from './rowFacts';
import { runPlan } from './runPlan';
import { assertScannable, type ScanResult } from './scanRun';

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
  /** Awaited before the first request, when nothing of the input is left to refuse. What it throws ends the run, and a new one leaves no folder. */
  readonly beforeSending?: (() => Promise<void>) | undefined;
  /** Largest number of requests under way at once, per provider. */
  readonly concurrency: number;
  /** Which runs are ours. @default the user's on this machine */
  readonly installation?: Installation;
  /** What reads a dataset at an address; absent: none is read. */
  readonly storage?: Storage;
};

export type RunOptions = {
  /** Id of a run to go on with. */
  readonly resume?: string;
  /** Id of a run whose answers a new run takes over, where dataset, prompt, task and model are the same: they are paid already. */
  readonly answersOf?: string;
  /** Id of a finished run of the same table, which has grown since: its rows keep their answers, and a new run answers the others. */
  readonly continueRun?: string;
  /** Answers of a run that this installation did not write may be used: the user said so. @default false */
  readonly trustAnswers?: boolean;
  /** SHA-256 of the dataset that the user agreed to; another one is refused. */
  readonly datasetHash?: string;
  /** On a resume: ask rows again that failed. */
  readonly retryFailed?: boolean;
  /** On a resume: from a holder of the run's lock that counts as alive, because the user knows that it is gone. */
  readonly takesOver?: boolean;
  /** Where the run ends before its end: `plan`, when its planning rows have been asked (`smart scan`). */
  readonly until?: 'plan';
  /** Ask the reference about all other rows afterwards, apart from the run's bill, and count deviations. For demos, which can afford to know. */
  readonly checkAll?: boolean;
};

export type JobResult = {
  readonly runId: string;
  readonly folder: string;
  readonly state: 'finished' | 'paused' | 'cancelled';
  readonly pausedBy?: PauseReason;
  readonly message?: string;
  /** Of a run that was to go as far as its plan. */
  readonly scan?: ScanResult;
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
  const { continueRun } = options;
  const predecessor = continueRun === undefined ? undefined : runFolder(ports.runsFolder, continueRun);
  const reference = job.reference ?? earlier?.reference ?? (predecessor && readManifest(predecessor).job.reference);
  const wanted = {
    ...job,
    seed,
    ...(out !== undefined && { out }),
    ...(reference !== undefined && { reference }),
  };
  const known: KnownFacts | undefined =
    options.resume === undefined
      ? undefined
      : (question, rows) => readRowFacts(runFolder(ports.runsFolder, options.resume!), installation, question, rows);
  let plan = await planJob(wanted, overwrite, ports.storage, known);
  try {
    if (options.datasetHash !== undefined && plan.dataset.hash !== options.datasetHash)
      throw new InputError(
        `${plan.dataset.name} changed since you agreed to the run; nothing was sent. Look at it and start again.`,
      );
    if (predecessor !== undefined) refuseFilter(plan.job, 'Continuing a run (--continue)');
    const continued = predecessor === undefined ? undefined : await continueTable(plan, predecessor);
    if (continued) plan = continued.plan;
    else if (options.resume !== undefined) plan = withStoredCarried(plan, runFolder(ports.runsFolder, options.resume));
    if (why !== undefined) plan = { ...plan, warnings: [...plan.warnings, why] };
    refuseCapWithoutPrices(plan);
    if (options.until === 'plan') assertScannable(plan);
    assertCanBeMade(plan.outPath);
    // Before a run folder is made: a missing key leaves nothing behind.
    ports.openProvider.check?.(askedModels(plan));
    const rivals = reference === undefined && options.answersOf === undefined ? rivalsOf(plan) : [];
    let { beforeSending } = ports;
    if (rivals.length > 0) {
      // They are asked before there is a run, whose folder has nothing to refuse then.
      await beforeSending?.();
      beforeSending = undefined;
    }
    const measured = rivals.length > 0 ? await measureRivals(plan, rivals, ports) : undefined;
    if (measured?.switched) {
      await plan.dataset.close();
      plan = await planJob({ ...wanted, reference: measured.switched.reference }, overwrite, ports.storage);
      plan = { ...plan, warnings: [...plan.warnings, measured.switched.why] };
    }
    tellReading(ports, options);
    let run = await openOrCreate(plan, { ...ports, beforeSending }, options, continued?.targetsOf);
    if (measured) run = await withAnswers(run, measured, plan, ports, options);
    try {
      if (plan.toKeep) await keepRowFacts(run.folder, installation, plan.toKeep);
      return await runPlan(plan, run, ports, { ...options, overwrite, stoppedBy: measured?.stoppedBy });
    } finally {
      await run.close();
    }
  } finally {
    await plan.dataset.close();
  }
}
