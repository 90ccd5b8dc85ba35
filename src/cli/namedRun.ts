// The run that a command is about.
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { InputError } from '../engine/inputError';
import { isSameFile, nameKey, pathKey } from '../files/sameFile';
import type { RunManifest } from '../store/manifest';
import { runFolder } from '../store/runFiles';
import { listRuns, type ListedRun } from '../store/runList';
import { isTableKept } from '../store/tableFile';

/** @param positionals the run's id, or `last`: the newest of this installation. @returns its folder. @throws {InputError} */
export function namedRun(positionals: readonly string[], runs = join('.smart', 'runs')): string {
  const [runId, ...more] = positionals;
  if (more.length > 0) throw new InputError(`One run at a time: "${more.join('", "')}" is one too many.`);
  if (runId === undefined) throw new InputError('Name a run by its id, or "last"; "smart runs" lists them.');
  const runsFolder = resolve(runs);
  if (runId.trim() !== 'last') return runFolder(runsFolder, idOf(runId, runsFolder));
  return lastOwn(
    runsFolder,
    () => true,
    `There are no runs of this installation in ${runsFolder}; name one by its id, or another folder by --runs.`,
  ).folder;
}

/** @param wanted the run's id, or `last`: the newest of this installation. @param dataset absent: of any. @throws {InputError} */
export function earlierRun(wanted: string, runsFolder: string, dataset?: string): string {
  if (wanted.trim() !== 'last') return idOf(wanted, runsFolder);
  return lastOwn(
    runsFolder,
    ({ manifest }) => isRunOf(manifest, dataset),
    `There is no run${of(dataset)} in ${runsFolder} to go on with; leave --resume or --answers-of out to start one.`,
  ).runId;
}

/** The same, finished, so that its table can be continued. @throws {InputError} */
export function continuedRun(wanted: string, runsFolder: string, dataset?: string): string {
  if (wanted.trim() !== 'last') return idOf(wanted, runsFolder);
  return lastOwn(
    runsFolder,
    ({ manifest, folder }) => isRunOf(manifest, dataset) && isTableKept(folder),
    `There is no finished run${of(dataset)} in ${runsFolder} to continue. A run of a file of another name is continued by its id (smart runs); without --continue the whole table is run.`,
  ).runId;
}

type Run = Extract<ListedRun, { readonly type: 'run' }>;

/** A stranger's run is never meant by "last", since its times are its own word; that there is one is said. @throws {InputError} where none is meant. */
function lastOwn(runsFolder: string, isMeant: (run: Run) => boolean, none: string): Run {
  const meant = listRuns(runsFolder).filter((run): run is Run => run.type === 'run' && isMeant(run));
  const own = meant.find(({ isOwn }) => isOwn);
  if (own) return own;
  const [strangers] = meant;
  throw new InputError(
    strangers
      ? `${none} Run ${strangers.runId} there was started by another installation of SMART; "last" never means such a run.`
      : none,
  );
}

/** What a shell's completion makes of an id is the path of its folder; a script with line ends of Windows leaves one behind the word. @throws {InputError} */
function idOf(named: string, runsFolder: string): string {
  const word = named.trim();
  if (!/[\\/]/.test(word)) return word;
  const folder = word.replaceAll('\\', '/').replace(/\/+$/, '');
  if (pathKey(dirname(folder)) === pathKey(runsFolder)) return basename(folder);
  throw new InputError(
    `"${word}" is no run in ${runsFolder}; name it by its id, and the folder of its runs by --runs.`,
  );
}

/** A path may be given otherwise than then: relative to another folder, or whole. */
function isRunOf({ job, dataset: { name } }: RunManifest, path: string | undefined): boolean {
  if (path === undefined) return true;
  return isSameFile(job.dataset, path) || (!isAbsolute(job.dataset) && nameKey(name) === nameKey(basename(path)));
}

const of = (dataset: string | undefined) => (dataset === undefined ? '' : ` of ${dataset}`);
