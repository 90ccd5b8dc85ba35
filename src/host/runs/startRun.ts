// Starts a job as a run of this window: the ports of runJob from the user's settings and keys, and the run's controller, taken in by all
// views. Refuses in a workspace that is not trusted, whatever the menus showed.
import { folderOfDataset } from '../../datasets/files/findFiles';
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import * as vscode from 'vscode';
import type { JobResult } from '../../app/runJob';
import type { Job } from '../../engine/job';
import type { RunState } from '../../engine/runState';
import { pathKey } from '../../files/sameFile';
import type { Ladder } from '../../providers/ladder';
import { mostQueued } from '../../providers/queue/workers';
import type { Host } from '../host';
import { MendableError } from '../mend';
import { readSettings } from '../settings';
import { tickStep } from '../walkthrough';
import { createRunController, type RunController, type RunSession } from './runController';

export type StartOptions = {
  readonly ladder: Ladder;
  readonly runsFolder: string;
  /** Id of the run to go on with. */
  readonly resume?: string;
  readonly retryFailed?: boolean;
  /** What the run's journal tells so far, shown until the run tells more itself. */
  readonly earlier?: RunState;
  /** Id of the run in the same folder whose answers a new run takes over. */
  readonly answersOf?: string;
  /** Id of the finished run in the same folder that a new run continues, its table having grown. */
  readonly continueRun?: string;
  /** Answers that this installation did not write may be used: the user said so. */
  readonly trustAnswers?: boolean;
  /** No further than the plan (a scan); once that is there, going on is going on to the end. */
  readonly until?: 'plan';
  /** SHA-256 of the dataset that the user agreed to. */
  readonly datasetHash?: string;
  /** For the sample, which can afford to know. */
  readonly checkAll?: boolean;
  /** Called once the run has finished, however often it was paused before. */
  readonly onFinished?: (result: JobResult) => void;
};

/** @throws {InputError} in a workspace that is not trusted. */
export function startRun(host: Host, job: Job, options: StartOptions): RunController {
  assertTrusted();
  const { runsFolder, retryFailed = false, checkAll = false, answersOf, trustAnswers = false, datasetHash } = options;
  const { continueRun } = options;
  let { until } = options;
  const session: RunSession = async (current, ports, resume, takesOver) => {
    const [{ runJob }, { openHostProviders }, { systemClock }, { withWorkers }] = await Promise.all([
      import('../../app/runJob'),
      import('../models/openHostProviders'),
      import('../../providers/systemClock'),
      import('../models/hostWorkers'),
    ]);
    const views = {
      show: ports.emit,
      tell: (message: string) => {
        ports.emit({ type: 'noted', message });
      },
    };
    const result = await withWorkers(host, views, async (workers) => {
      const concurrency = workers ? mostQueued : readSettings().concurrency;
      return runJob(
        current,
        {
          ...ports,
          openProvider: await openHostProviders(host, options.ladder, current.seed ?? 0, concurrency, workers),
          clock: systemClock,
          now: () => new Date().toISOString(),
          runsFolder,
          concurrency,
          installation: await host.installation(),
        },
        {
          ...(resume !== undefined
            ? { resume }
            : continueRun !== undefined
              ? { continueRun }
              : answersOf !== undefined
                ? { answersOf }
                : {}),
          retryFailed,
          checkAll,
          trustAnswers,
          ...(takesOver && { takesOver }),
          ...(datasetHash !== undefined && { datasetHash }),
          ...(until && { until }),
        },
      );
    });
    if (result.pausedBy === 'scanned') until = undefined;
    return result;
  };
  const run = createRunController(job, runsFolder, session, options.resume, options.earlier);
  host.runs.add(run);
  // The sample, which alone checks all rows, is a step of its own.
  if (!checkAll) tickStep('didDataset');
  void follow(host, run, options.onFinished);
  return run;
}

/** @throws {InputError} */
export function assertTrusted(): void {
  if (!vscode.workspace.isTrusted)
    throw new MendableError(vscode.l10n.t('This folder is in Restricted Mode. Trust it to run SMART.'), {
      action: 'manage-trust',
    });
}

/** Folder that runs of a dataset are kept in, as the user chose. */
export function runsFolderFor(host: Host, dataset: string): string {
  if (readSettings().runsLocation === 'besideDataset') return join(folderOfDataset(resolve(dataset)), '.smart', 'runs');
  const storage = host.context.storageUri ?? host.context.globalStorageUri;
  // One folder per place, so that equal names elsewhere do not mix.
  const place = createHash('sha256')
    .update(pathKey(folderOfDataset(resolve(dataset))))
    .digest('hex')
    .slice(0, 12);
  return join(storage.fsPath, 'runs', place);
}

/** Tells how a session of the run ended, once for every session. */
async function follow(host: Host, run: RunController, onFinished?: (result: JobResult) => void): Promise<void> {
  const { tellOutcome } = await import('./tellOutcome');
  let last: Promise<unknown> | undefined;
  const look = () => {
    const session = run.ended();
    if (session === last) return;
    last = session;
    void session.then((outcome) => {
      tellOutcome(host, run, outcome);
      if (outcome.type === 'ended' && outcome.result.state === 'finished') onFinished?.(outcome.result);
    });
  };
  look();
  run.onEvents(look);
}
