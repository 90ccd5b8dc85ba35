// The runs of a folder as a user looks for them: newest first, each with how it stands. A broken run is listed with what is wrong with it.
// Reads the end of each journal only, and again only where a file of the run changed, so that a list of many large runs is quick; readRunState folds a
// whole one.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../engine/inputError';
import { emptyRunState, foldEvent, standingAtRest, type RestingPlace, type RunState } from '../engine/runState';
import { atOnce, inTurns, rest, type Resting, type Turns } from '../engine/turns';
import { statRegular } from '../files/regularFile';
import { assertFolder, assertUnlinked, isThere, removeFolder } from '../files/writeFile';
import { deliveryPath } from './deliveryFile';
import { toDiskError } from './diskError';
import { readLastEvents, readRecordsInTurns } from './journalFile';
import { userInstallation, type Installation } from './installation';
import type { RunManifest } from './manifest';
import { journalPath, manifestPath, readManifest, runFolder } from './runFiles';
import { originPath, readOrigin } from './runOrigin';
import { processTurns } from './processTurns';
import { foldStored, withLateAnswers } from './storedState';
import { runBytes } from './runSize';
import { assertUnheld, runHolder } from './runLock';

/** `running`: a process writes it now. */
export type RunStanding = 'running' | RestingPlace;

export type ListedRun =
  | {
      readonly type: 'run';
      readonly runId: string;
      readonly folder: string;
      readonly manifest: RunManifest;
      /** Whether this installation wrote the run there; otherwise it is a stranger's, whatever it says of itself. */
      readonly isOwn: boolean;
      readonly standing: RunStanding;
      /** What the last events tell: progress, pause, end. Earlier decisions may be missing. */
      readonly lastState: RunState;
      readonly journalBytes: number;
      /** Of the whole folder. */
      readonly bytes: number;
    }
  | { readonly type: 'broken'; readonly runId: string; readonly folder: string; readonly problem: string };

/** Ours first, newest first; then those of strangers, whose times are their own word; broken ones last. An absent folder has no runs. */
export function listRuns(runsFolder: string, installation = userInstallation()): ListedRun[] {
  return atOnce(listing(runsFolder, installation));
}

/** The same, while other work of the process goes on: hundreds of runs that nobody has looked at yet take most of a second. */
export function listRunsInTurns(
  runsFolder: string,
  installation = userInstallation(),
  turns: Turns = processTurns,
): Promise<ListedRun[]> {
  return inTurns(listing(runsFolder, installation), turns);
}

function* listing(runsFolder: string, installation: Installation): Resting<ListedRun[]> {
  if (!isThere(runsFolder)) return [];
  assertUnlinked(runsFolder);
  const runs: ListedRun[] = [];
  for (const entry of readdirSync(runsFolder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    runs.push(look(entry.name, join(runsFolder, entry.name), installation));
    yield rest;
  }
  // '1' and '0' sort before the time.
  const time = (run: ListedRun) => (run.type === 'run' ? `${run.isOwn ? '1' : '0'} ${run.manifest.createdAt}` : '');
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return runs.sort((a, b) => compare(time(b), time(a)) || compare(b.runId, a.runId));
}

type LookedRun = Extract<ListedRun, { type: 'run' }>;

/** What was seen of runs, by folder, with the times and sizes by which it still holds; an installation sees its own. */
const seen = new WeakMap<Installation, Map<string, { readonly stamp: string; readonly run: LookedRun }>>();

function look(runId: string, folder: string, installation: Installation): ListedRun {
  const known = seen.get(installation) ?? new Map<string, { stamp: string; run: LookedRun }>();
  seen.set(installation, known);
  try {
    const stamp = [manifestPath(folder), journalPath(folder), originPath(folder), deliveryPath(folder)]
      .map(stampOf)
      .join(' ');
    const before = known.get(folder);
    const run = before?.stamp === stamp ? before.run : lookAnew(runId, folder, installation);
    known.set(folder, { stamp, run });
    return { ...run, standing: standingOf(run.lastState, folder) };
  } catch (error) {
    known.delete(folder);
    return { type: 'broken', runId, folder, problem: (error as Error).message };
  }
}

function stampOf(path: string): string {
  const found = statRegular(path);
  return found === undefined ? '-' : `${String(found.mtimeMs)}/${String(found.size)}/${String(found.ino)}`;
}

function standingOf(state: RunState, folder: string): RunStanding {
  return state.phase !== 'finished' && runHolder(folder) ? 'running' : standingAtRest(state);
}

/** @throws where it cannot be read. */
function lookAnew(runId: string, folder: string, installation: Installation): LookedRun {
  const manifest = readManifest(folder);
  const path = journalPath(folder);
  const journalBytes = statRegular(path)?.size ?? 0;
  let lastState = emptyRunState;
  if (journalBytes > 0) for (const event of readLastEvents(path, journalBytes)) lastState = foldEvent(lastState, event);
  const isOwn = readOrigin(folder, installation) !== undefined;
  const standing = standingOf(lastState, folder);
  return { type: 'run', runId, folder, manifest, isOwn, standing, lastState, journalBytes, bytes: runBytes(folder) };
}

/** All that a run has told, folded over all its sessions: what the panel shows of it. Damaged lines are told to `onProblem`, each a sentence. */
export async function readRunState(folder: string, onProblem: (message: string) => void): Promise<RunState> {
  let state = emptyRunState;
  const path = journalPath(folder);
  if (statRegular(path) === undefined) return state;
  const records = readRecordsInTurns(
    path,
    ({ message }) => {
      onProblem(message);
    },
    { only: 'events' },
  );
  for await (const record of records) if (record.type === 'event') state = foldStored(state, record.event);
  return state.phase === 'finished' ? state : withLateAnswers(state, folder);
}

/**
 * Deletes a run for good.
 * @throws {RunLocked} while a process writes it. @throws {InputError} where the folder is not a run's.
 */
export function deleteRun(runsFolder: string, runId: string): void {
  const folder = runFolder(runsFolder, runId);
  assertUnlinked(runsFolder);
  assertFolder(folder);
  if (!isThere(manifestPath(folder)) && !isThere(journalPath(folder)))
    throw new InputError(`${folder} is not the folder of a run; nothing was deleted.`);
  assertUnheld(folder);
  try {
    removeFolder(folder);
  } catch (error) {
    throw toDiskError(error, folder);
  }
}
