// The runs there are, live and stored, as one list: what the side bar shows and what commands let the user pick from. A live run hides its
// stored self.
import { join } from 'node:path';
import type { Job } from '../../engine/job';
import { standingAtRest, type RunState } from '../../engine/runState';
import { workOf } from '../../engine/plannedWork';
import { pathKey } from '../../files/sameFile';
import type { ListedRun, RunStanding } from '../../store/runList';
import type { Host } from '../host';
import { openFolders } from '../onDisk';
import type { RunController } from './runController';
import { datasetName } from './runs';

export type RunEntry = {
  readonly runId: string;
  readonly name: string;
  /** Folder of runs that it lies in. */
  readonly folder: string;
  /** Not started by this installation. */
  readonly isForeign?: true;
  readonly standing: RunStanding | 'broken';
  readonly rows?: number;
  /** Of those, once it is finished, the ones without an answer. */
  readonly failedRows?: number;
  /** Of the planned work, from 0 to 1. */
  readonly share?: number;
  readonly spentUsd?: number;
  readonly createdAt?: string;
  /** Of all its files. */
  readonly bytes?: number;
  /** The threshold that was asked for. */
  readonly accuracy?: number;
  readonly prompt?: string;
  readonly models?: readonly string[];
  /** What is wrong with a broken one. */
  readonly problem?: string;
};

export function isResumable({ standing }: RunEntry): boolean {
  return standing === 'paused' || standing === 'cancelled' || standing === 'interrupted';
}

/** Folders where runs of this window may lie: remembered ones, and those of the open workspace folders. */
function runsFolders(host: Host): string[] {
  const open = openFolders().map((folder) => join(folder, '.smart', 'runs'));
  return [...new Map([...host.runs.folders(), ...open].map((folder) => [pathKey(folder), folder])).values()];
}

/** Newest first, live ones before stored ones. */
export async function listRunEntries(host: Host): Promise<RunEntry[]> {
  const live = host.runs.live().filter((run) => run.runId() !== undefined);
  const liveIds = new Set(live.map((run) => run.runId()));
  const { listRunsInTurns } = await import('../../store/runList');
  const installation = await host.installation();
  const began = new Map<string, string>();
  const stored: RunEntry[] = [];
  for (const folder of runsFolders(host)) {
    const listed = await listRunsInTurns(folder, installation).catch((error: unknown) => {
      // One folder that cannot be listed never hides the others.
      host.log.warn(
        `The runs in ${folder} cannot be listed: ${error instanceof Error ? error.message : String(error)}`,
      );
      return [];
    });
    for (const run of listed) {
      if (run.type === 'run') began.set(run.runId, run.manifest.createdAt);
      if (!liveIds.has(run.runId)) stored.push(storedEntry(folder, run));
    }
  }
  // A stranger's times are its own word: its runs stand below ours.
  const order = ({ isForeign, createdAt = '' }: RunEntry) => `${isForeign ? '0' : '1'} ${createdAt}`;
  stored.sort((a, b) => (order(a) < order(b) ? 1 : -1));
  const dated = live.map((run) => {
    const createdAt = began.get(run.runId()!);
    return { ...liveEntry(run), ...(createdAt !== undefined && { createdAt }) };
  });
  return [...dated, ...stored];
}

function storedEntry(folder: string, run: ListedRun): RunEntry {
  if (run.type === 'broken')
    return { runId: run.runId, name: run.runId, folder, standing: 'broken', problem: run.problem };
  const { createdAt, dataset, job } = run.manifest;
  return {
    ...figuresOf(run.lastState, dataset.rowCount),
    bytes: run.bytes,
    ...askedOf(job),
    ...(run.isOwn ? {} : { isForeign: true as const }),
    runId: run.runId,
    name: dataset.name,
    folder,
    standing: run.standing,
    createdAt,
  };
}

export function liveEntry(run: RunController): RunEntry {
  const standing = run.isRunning() ? 'running' : standingAtRest(run.state());
  return {
    ...figuresOf(run.state()),
    ...askedOf(run.job),
    runId: run.runId()!,
    name: datasetName(run.job),
    folder: run.folder,
    standing,
  };
}

/** What was asked for. */
function askedOf({ accuracy, prompt, models }: Job): Pick<RunEntry, 'accuracy' | 'prompt' | 'models'> {
  return { accuracy, prompt, models: models.map(({ id }) => id) };
}

/** @param rowCount where the journal's end does not tell it. */
function figuresOf(state: RunState, rowCount?: number): Pick<RunEntry, 'rows' | 'failedRows' | 'share' | 'spentUsd'> {
  const rows = state.started?.rows ?? rowCount;
  const { started = rowCount === undefined ? undefined : { distinctRows: rowCount }, ...rest } = state;
  const share = workOf({ ...rest, ...(started && { started }) })?.share;
  const spentUsd = state.finished?.spentUsd ?? state.progress?.spentUsd;
  return {
    ...(rows === undefined ? {} : { rows }),
    ...(state.finished && state.finished.failedRows > 0 && { failedRows: state.finished.failedRows }),
    ...(share === undefined ? {} : { share }),
    ...(spentUsd === undefined ? {} : { spentUsd }),
  };
}
