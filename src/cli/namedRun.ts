// The run that a command is about.
import { join, resolve } from 'node:path';
import { InputError } from '../engine/inputError';
import { runFolder } from '../store/runFiles';
import { listRuns } from '../store/runList';

/** @param positionals the run's id, or `last`: the newest of this installation. @returns its folder. @throws {InputError} */
export function namedRun(positionals: readonly string[], runs = join('.smart', 'runs')): string {
  const [runId, ...more] = positionals;
  if (more.length > 0) throw new InputError(`One run at a time: "${more.join('", "')}" is one too many.`);
  if (runId === undefined) throw new InputError('Name a run by its id, or "last"; "smart runs" lists them.');
  const runsFolder = resolve(runs);
  if (runId !== 'last') return runFolder(runsFolder, runId);
  const last = listRuns(runsFolder).find((run) => run.type === 'run' && run.isOwn);
  if (!last)
    throw new InputError(
      `There are no runs of this installation in ${runsFolder}; name one by its id, or another folder by --runs.`,
    );
  return last.folder;
}
