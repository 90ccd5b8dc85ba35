// The runs there are, live and stored, as one list: what the side bar shows and what commands let a person pick from. A live run hides its
// stored self.
import * as vscode from 'vscode';
import { join } from 'node:path';
import type { RunState } from '../../engine/runState';
import type { Host } from '../host';
import type { RunController } from './runController';
import { datasetName, isPaused } from './runs';

export type RunEntry = {
  readonly runId: string;
  readonly name: string;
  /** Folder of runs that it lies in. */
  readonly folder: string;
  readonly standing: 'running' | 'paused' | 'interrupted' | 'finished' | 'broken';
  readonly rows?: number;
  readonly rowsDone?: number;
  readonly spentUsd?: number;
  readonly createdAt?: string;
  /** What is wrong with a broken one. */
  readonly problem?: string;
};

/** Folders where runs of this window may lie: remembered ones, and those of the open workspace folders. */
export function runsFolders(host: Host): string[] {
  const open = (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file' || uri.scheme === 'vscode-remote')
    .map(({ uri }) => join(uri.fsPath, '.smart', 'runs'));
  return [...new Set([...open, ...host.runs.folders()])];
}

/** Newest first, live ones before stored ones. */
export async function listRunEntries(host: Host): Promise<RunEntry[]> {
  const live = host.runs.live().filter((run) => run.runId() !== undefined);
  const liveIds = new Set(live.map((run) => run.runId()));
  const { listRuns } = await import('../../store/runList');
  const stored = runsFolders(host).flatMap((folder) =>
    listRuns(folder)
      .filter(({ runId }) => !liveIds.has(runId))
      .map((run): RunEntry => {
        if (run.type === 'broken')
          return { runId: run.runId, name: run.runId, folder, standing: 'broken', problem: run.problem };
        const { createdAt, dataset } = run.manifest;
        return {
          ...figuresOf(run.lastState),
          runId: run.runId,
          name: dataset.name,
          folder,
          standing: run.standing,
          createdAt,
        };
      }),
  );
  stored.sort((a, b) => ((a.createdAt ?? '') < (b.createdAt ?? '') ? 1 : -1));
  return [...live.map(liveEntry), ...stored];
}

export function liveEntry(run: RunController): RunEntry {
  const standing = run.isRunning() ? 'running' : isPaused(run) ? 'paused' : 'finished';
  return { ...figuresOf(run.state()), runId: run.runId()!, name: datasetName(run.job), folder: run.folder, standing };
}

function figuresOf(state: RunState): Pick<RunEntry, 'rows' | 'rowsDone' | 'spentUsd'> {
  const rows = state.started?.distinctRows;
  const rowsDone = state.finished === undefined ? state.progress?.rowsDone : rows;
  const spentUsd = state.finished?.spentUsd ?? state.progress?.spentUsd;
  return {
    ...(rows === undefined ? {} : { rows }),
    ...(rowsDone === undefined ? {} : { rowsDone }),
    ...(spentUsd === undefined ? {} : { spentUsd }),
  };
}
