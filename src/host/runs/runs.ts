// The runs of this window: those under way, those that ended in this session, and the folders where earlier ones are kept. Tells views when
// something changed, at most ten times a second (the controllers batch). Reads no journal itself: runEntries.ts does, on demand.
import * as vscode from 'vscode';
import type { Job } from '../../engine/job';
import { pathKey } from '../../files/sameFile';
import { contextKeys } from '../ids';
import type { RunController } from './runController';

export type Runs = {
  /** Takes a started run in; from now on every view shows it. */
  readonly add: (run: RunController) => void;
  /** Of this session, newest first. */
  readonly live: () => readonly RunController[];
  readonly find: (runId: string) => RunController | undefined;
  /** The run that commands without an argument mean: the newest that is under way, else the newest that is paused. */
  readonly current: () => RunController | undefined;
  /** Takes a run that has ended out of the list of this session, and tells views. */
  readonly forget: (runId: string) => void;
  readonly folders: () => readonly string[];
  /** Remembers a folder of runs across sessions. */
  readonly remember: (runsFolder: string) => void;
  readonly onDidChange: vscode.Event<void>;
  readonly dispose: () => void;
};

const foldersKey = 'runsFolders';
const foldersKept = 40;

export function isPaused(run: RunController): boolean {
  return !run.isRunning() && run.runId() !== undefined && run.state().phase !== 'finished';
}

export function createRuns(memory: vscode.Memento): Runs {
  const live: RunController[] = [];
  const changed = new vscode.EventEmitter<void>();
  const setContext = (key: string, value: boolean) => {
    void vscode.commands.executeCommand('setContext', key, value);
  };
  let shown = { isRunning: false, hasPausedRun: false };
  const update = () => {
    const now = { isRunning: live.some((run) => run.isRunning()), hasPausedRun: live.some(isPaused) };
    if (now.isRunning !== shown.isRunning) setContext(contextKeys.isRunning, now.isRunning);
    if (now.hasPausedRun !== shown.hasPausedRun) setContext(contextKeys.hasPausedRun, now.hasPausedRun);
    shown = now;
    changed.fire();
  };
  const folders = () => memory.get<string[]>(foldersKey, []);
  const remember = (folder: string) => {
    const known = folders();
    if (known[0] === folder) return;
    const key = pathKey(folder);
    void memory.update(foldersKey, [folder, ...known.filter((other) => pathKey(other) !== key)].slice(0, foldersKept));
  };
  return {
    add(run) {
      // A resumed run takes the place of the session that it goes on with.
      const id = run.runId();
      const before = live.findIndex((other) => id !== undefined && other.runId() === id);
      if (before >= 0) live.splice(before, 1);
      live.unshift(run);
      remember(run.folder);
      run.onEvents(update);
      update();
    },
    forget(runId) {
      const at = live.findIndex((run) => run.runId() === runId);
      if (at >= 0 && !live[at]!.isRunning()) live.splice(at, 1);
      update();
    },
    live: () => live,
    find: (runId) => live.find((run) => run.runId() === runId),
    current: () => live.find((run) => run.isRunning()) ?? live.find(isPaused),
    folders,
    remember,
    onDidChange: changed.event,
    dispose: () => {
      changed.dispose();
    },
  };
}

/** What the user calls the run. */
export function datasetName({ dataset, datasetTitle }: Job): string {
  return datasetTitle ?? dataset.replace(/^.*[\\/]/, '');
}
