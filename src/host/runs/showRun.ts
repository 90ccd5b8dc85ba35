// Shows a run in the panel, live or stored, and makes "resume" there mean the right thing: a paused live run goes on, a stored one is started
// again from its manifest, and the panel follows.
import { join } from 'node:path';
import { InputError } from '../../engine/inputError';
import { isThere } from '../../files/writeFile';
import type { Ladder } from '../../providers/ladder';
import { readManifest, runFolder } from '../../store/runFiles';
import { readRunState } from '../../store/runList';
import type { Host } from '../host';
import { loadHostLadder } from '../models/hostLadder';
import { makeRunSubject } from '../panel/runSubject';
import type { PanelSubject } from '../panel/panelHost';
import type { RunController } from './runController';
import { startRun } from './startRun';

/** @param ladder the providers that its models are asked through. */
export function showRun(host: Host, run: RunController, ladder: Ladder): void {
  host.panel.show(liveSubject(host, run, ladder));
}

function liveSubject(host: Host, run: RunController, ladder: Ladder): PanelSubject {
  return makeRunSubject(host, run, {
    resume: (budgetUsd) => {
      run.resume(budgetUsd);
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
export function storedSubject(host: Host, runsFolder: string, runId: string): PanelSubject {
  const folder = runFolder(runsFolder, runId);
  const { dataset } = readManifest(folder);
  const state = readRunState(folder, (problem) => {
    host.log.warn(problem);
  });
  const { output, report = join(folder, 'report.html') } = state.finished ?? {};
  const files = {
    ...(output !== undefined && isThere(output) ? { output } : {}),
    ...(isThere(report) ? { report } : {}),
  };
  const goOn = async (options: { readonly budgetUsd?: number; readonly retryFailed?: boolean }) => {
    const { run, ladder } = await resumeStored(host, runsFolder, runId, options);
    showRun(host, run, ladder);
  };
  return makeRunSubject(
    host,
    { runId, name: dataset.name, folder, state, files },
    {
      resume: (budgetUsd) => goOn(budgetUsd === undefined ? {} : { budgetUsd }),
      retryFailed: () => goOn({ retryFailed: true }),
    },
  );
}

/** Goes on with a run of an earlier session. @throws {InputError} when a model's provider is no longer there. */
export async function resumeStored(
  host: Host,
  runsFolder: string,
  runId: string,
  options: { readonly budgetUsd?: number; readonly retryFailed?: boolean } = {},
): Promise<{ readonly run: RunController; readonly ladder: Ladder }> {
  const { job } = readManifest(runFolder(runsFolder, runId));
  const ladder = await loadHostLadder();
  const missing = job.models.find(({ provider }) => !ladder.providers.has(provider));
  if (missing !== undefined)
    throw new InputError(
      `The provider "${missing.provider}" of ${missing.id} is not set up; name it in smart.providers.`,
    );
  const { budgetUsd, retryFailed = false } = options;
  const raised = budgetUsd === undefined ? job : { ...job, budgetUsd };
  const run = startRun(host, raised, { ladder, runsFolder, resume: runId, retryFailed });
  return { run, ladder };
}
