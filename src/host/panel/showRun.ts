// Shows a run in the panel, live or stored, and makes "resume" there mean the right thing: a paused live run goes on, a stored one is started
// again from its manifest, and the panel follows.
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { jobOfFolder } from '../../app/jobOfFolder';
import { sendingOf } from '../../app/sending';
import { raisedCaps, type RaisedCaps } from '../../app/thresholds';
import { assertDataFile } from '../../datasets/results/outputPath';
import type { Job } from '../../engine/job';
import { isScanning, type RunState } from '../../engine/runState';
import { assertInside, isInside, realPath } from '../../files/confine';
import { statRegular } from '../../files/regularFile';
import type { Ladder } from '../../providers/ladder';
import type { Installation } from '../../store/installation';
import { homeOfRuns, readManifest, runFolder } from '../../store/runFiles';
import { readRunState } from '../../store/runList';
import { readOrigin, readWholeOrigin } from '../../store/runOrigin';
import { UserCancelled } from '../userCancelled';
import type { Host } from '../host';
import { MendableError } from '../mend';
import { loadHostLadder } from '../models/hostLadder';
import { makeRunSubject } from './runSubject';
import type { PanelSubject } from './panelHost';
import { readSettings } from '../settings';
import { capText, uncappable, unlimited, withoutCap } from '../runs/cap';
import { destinationsOf } from '../runs/destinations';
import type { RunController } from '../runs/runController';
import { assertTrusted, startRun } from '../runs/startRun';
import { mayGoOn } from '../runs/goOnAfterScan';

/** @param ladder the providers that its models are asked through. */
export function showRun(host: Host, run: RunController, ladder: Ladder): void {
  host.panel.show(liveSubject(host, run, ladder));
}

function liveSubject(host: Host, run: RunController, ladder: Ladder): PanelSubject {
  return makeRunSubject(host, run, {
    resume: async (caps) => {
      if (await mayGoOn(host, run.job, run.state(), ladder)) run.resume(caps);
    },
    retryFailed: () => {
      const { folder } = run;
      showRun(
        host,
        startRun(host, run.job, { ladder, runsFolder: folder, resume: run.runId()!, retryFailed: true }),
        ladder,
      );
    },
  });
}

/** @throws {InputError} where there is no such run. */
export async function storedSubject(host: Host, runsFolder: string, runId: string): Promise<PanelSubject> {
  const folder = runFolder(runsFolder, runId);
  const { dataset } = readManifest(folder);
  const state = await readRunState(folder, (problem) => {
    host.log.warn(problem);
  });
  const { output } = state.finished ?? {};
  // The run's word names the result only where it is data, and inside its own folder or written by this installation.
  const isOpenable = output !== undefined && isResult(runsFolder, folder, output, await host.installation());
  const files = {
    ...(isOpenable ? { output } : {}),
    ...(isReport(folder) ? { report: join(folder, 'report.html') } : {}),
  };
  const goOn = async (options: { readonly caps?: RaisedCaps; readonly retryFailed?: boolean }) => {
    const resumed = await resumeStored(host, runsFolder, runId, { ...options, earlier: state });
    if (resumed) showRun(host, resumed.run, resumed.ladder);
  };
  return makeRunSubject(
    host,
    { runId, name: dataset.name, folder, state, files },
    {
      resume: (caps) => goOn({ caps }),
      retryFailed: () => goOn({ retryFailed: true }),
    },
  );
}

function isResult(runsFolder: string, folder: string, output: string, installation: Installation): boolean {
  try {
    assertDataFile(output);
    const ours = readOrigin(folder, installation)?.outputs.map(({ path }) => path) ?? [];
    const isKnown = ours.includes(realPath(output)) || isInside(homeOfRuns(runsFolder), output);
    return isKnown && statRegular(output) !== undefined;
  } catch {
    return false;
  }
}

function isReport(folder: string): boolean {
  try {
    return statRegular(join(folder, 'report.html')) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Goes on with a run of an earlier session; with one that this installation did not start after the question before a new run.
 * @returns undefined: the user does not go on from a scan. @throws {InputError} when a model's provider is no longer there; {UserCancelled} when declined.
 */
export async function resumeStored(
  host: Host,
  runsFolder: string,
  runId: string,
  options: { readonly caps?: RaisedCaps; readonly retryFailed?: boolean; readonly earlier?: RunState } = {},
): Promise<{ readonly run: RunController; readonly ladder: Ladder } | undefined> {
  const folder = runFolder(runsFolder, runId);
  const { dataset } = readManifest(folder);
  const job = jobOfFolder(folder);
  const ladder = await loadHostLadder();
  const missing = job.models.find(({ provider }) => !ladder.providers.has(provider));
  if (missing !== undefined)
    throw new MendableError(
      vscode.l10n.t('The provider "{0}" of {1} is not set up. Add it in the settings.', missing.provider, missing.id),
      { action: 'open-settings', subject: 'smart.providers' },
    );
  const { caps = {}, retryFailed = false } = options;
  const earlier = options.earlier ?? (await readRunState(folder, () => undefined));
  const raised = raisedCaps(job, caps);
  const start = {
    ...{ ladder, runsFolder, resume: runId, retryFailed, earlier },
    ...(isScanning(earlier) && { until: 'plan' as const }),
  };
  if ((await readWholeOrigin(folder, await host.installation())) !== undefined)
    return (await mayGoOn(host, raised, earlier, ladder)) ? { run: startRun(host, raised, start), ladder } : undefined;
  assertTrusted();
  const agreed = await confirmForeign(host, tamed(raised, homeOfRuns(runsFolder), ladder), dataset.rowCount, ladder);
  const run = startRun(host, agreed, { ...start, trustAnswers: true, datasetHash: dataset.hash });
  return { run, ladder };
}

/** A stranger's job under the user's cap and prices, and inside its own folder. @throws {InputError} where its dataset lies outside. */
function tamed(job: Job, home: string, ladder: Ladder): Job {
  assertInside(
    home,
    job.dataset,
    'a run that was started elsewhere may read its own folder only. Start a new run instead',
  );
  const { out, budgetUsd, mostRequests, ...rest } = job;
  const settings = readSettings();
  const cap = Math.min(budgetUsd ?? Infinity, settings.budgetUsd ?? Infinity);
  const requests = Math.min(mostRequests ?? Infinity, settings.mostRequests ?? Infinity);
  const models = job.models.map((model) => {
    const known = ladder.models.find(
      ({ provider, modelId }) => provider === model.provider && modelId === model.modelId,
    );
    return { ...model, price: known?.price ?? ({ type: 'unknown' } as const) };
  });
  return {
    ...rest,
    models,
    ...(Number.isFinite(cap) && { budgetUsd: cap }),
    ...(Number.isFinite(requests) && { mostRequests: requests }),
    ...(out !== undefined && isInside(home, out) && { out }),
  };
}

async function confirmForeign(host: Host, job: Job, rows: number, ladder: Ladder): Promise<Job> {
  const unpriced = unlimited(job);
  const isWanted = await host.confirm({
    // The file's own name: a title is a stranger's word.
    dataset: basename(job.dataset),
    rows,
    models: job.models.map(({ id }) => id),
    reference: job.reference ?? job.models.at(-1)?.id ?? '',
    destinations: destinationsOf(job, ladder),
    columns: sendingOf(job, ladder).columns,
    money: capText(job),
    files: { dataset: job.dataset, ...(job.out !== undefined && { output: job.out }) },
    isForeign: true,
    ...(unpriced && { unpriced }),
  });
  if (!isWanted) throw new UserCancelled('declined');
  return uncappable(job) === undefined ? job : withoutCap(job);
}
