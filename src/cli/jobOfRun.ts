// `smart run --resume RUN`, and no more: the run knows its own job. Only the word of a run that this installation wrote is taken for it, since the
// manifest of a stranger's run may name any file and any host.
import { resolve } from 'node:path';
import type { JobFile } from '../app/jobFile';
import { placeOfDataset } from '../app/jobOfFolder';
import { InputError } from '../engine/inputError';
import type { Model } from '../engine/model';
import { jobFileOf } from '../engine/report/repeat';
import { quotedFor, shellAtHand } from '../engine/report/shell';
import { builtInProviders } from '../providers/providerConfig';
import { userInstallation } from '../store/installation';
import { readManifest, runFolder } from '../store/runFiles';
import { foreignRun, readOrigin } from '../store/runOrigin';

/**
 * @param goesOn the run itself goes on: with its own draw. Else another run continues its table, by a draw of its own.
 * @returns the job as a job file has it, without its result file, which the run's origin names where it is still to be written.
 * @throws {InputError} where another installation wrote the run
 */
export function jobOfRun(runsFolder: string, runId: string, goesOn: boolean): JobFile {
  const folder = runFolder(runsFolder, runId);
  const { job } = readManifest(folder);
  if (readOrigin(folder, userInstallation()) === undefined) throw foreignRun(runId);
  const { out: _, seed, ...kept } = jobFileOf(job) as JobFile;
  return { ...kept, dataset: placeOfDataset(job.dataset, runsFolder), ...(goesOn && { seed }) };
}

/** @throws {InputError} where a model is asked at a server that the run's ladder names, which the run does not keep. */
export function assertServersKnown({ models = [] }: JobFile, runId: string): void {
  if (typeof models === 'string') return;
  for (const { id, provider } of models as readonly { readonly id: string; readonly provider: string }[])
    if (!builtInProviders.has(provider))
      throw new InputError(
        `The server "${provider}" of ${id} is named in the ladder that run ${runId} began with; give it again: --models FILE.`,
      );
}

/**
 * What to type to go on with a run.
 * @param runsFolder where it is kept.
 * @param began how it began: its models, by the ladder's file where that was named; a dataset that came by standard input, and workers, are to be there again.
 */
export function resumeCommand(
  runId: string,
  runsFolder: string,
  began: {
    readonly models?: readonly Pick<Model, 'provider'>[];
    readonly ladder?: unknown;
    readonly isPiped?: boolean;
    readonly hasWorkers?: boolean;
  } = {},
): string {
  const { models = [], ladder, isPiped = false, hasWorkers = false } = began;
  const shell = shellAtHand(process.platform, process.env);
  const hasOwnServers = models.some(({ provider }) => !builtInProviders.has(provider));
  return [
    'smart run',
    ...(isPiped ? ['-'] : []),
    `--resume ${runId}`,
    ...(runsFolder === resolve('.smart', 'runs') ? [] : [`--runs ${quotedFor(shell, runsFolder)}`]),
    ...(hasOwnServers && typeof ladder === 'string' ? [`--models ${quotedFor(shell, ladder)}`] : []),
    ...(hasWorkers ? ['--queue URL'] : []),
  ].join(' ');
}
