// A run's folder: manifest.json (what the run is), journal.smartlog (all that was asked and told), lock.N (who writes it now).
// Makes and opens runs; runList.ts lists and deletes them, exportRun.ts copies their answers out.
import { accessSync, constants } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../engine/inputError';
import type { Job } from '../engine/job';
import {
  assertUnlinked,
  isThere,
  makeFile,
  makeNewFolder,
  makePrivateFolder,
  removeFolder,
  syncFolder,
} from '../files/writeFile';
import { writeFileAtomically } from './atomicFile';
import { toDiskError } from './diskError';
import { importAnswers } from './importAnswers';
import { openJournal, type JournalOptions, type RunJournal } from './journal';
import { formatManifest, jobForDisk, type RunDataset, type RunManifest, type Software } from './manifest';
import { assertResumable, resumedJob } from './resumeRules';
import { journalPath, manifestPath, readManifest, runFolder } from './runFiles';
import { lockRun } from './runLock';

export type OpenRun = {
  readonly folder: string;
  readonly manifest: RunManifest;
  readonly journal: RunJournal;
  /** Answers taken over from another run; 0 on a resume. */
  readonly importedAnswers: number;
  /** Closes the journal and lets go of the lock. @throws {DiskError} when the journal failed. */
  readonly close: () => Promise<void>;
};

export type NewRun = {
  readonly job: Job;
  readonly dataset: RunDataset;
  readonly software: Software;
  /** ISO 8601, UTC. Names the run together with the dataset. */
  readonly createdAt: string;
  readonly journal?: JournalOptions;
  /** Run whose answers are taken over where rows, question and model are the same; they appear in `journal.earlier`, billed nothing. */
  readonly importFrom?: string;
};

/**
 * Makes the folder and opens its journal.
 * @throws {DiskError} where the folder cannot be made.
 * @throws {InputError} where a file stands in its place.
 */
export async function createRun(runsFolder: string, run: NewRun): Promise<OpenRun> {
  prepareRunsFolder(runsFolder);
  const { runId, folder } = makeFolder(runsFolder, run.createdAt, run.dataset.name);
  const { createdAt, software, dataset } = run;
  const manifest: RunManifest = { runId, createdAt, software, dataset, job: jobForDisk(run.job) };
  const lock = lockRun(folder);
  try {
    writeFileAtomically(manifestPath(folder), formatManifest(manifest));
    const importedAnswers = run.importFrom === undefined ? 0 : await importAnswers(run.importFrom, folder, manifest);
    return opened(folder, manifest, openJournal(journalPath(folder), run.journal), lock.release, importedAnswers);
  } catch (error) {
    lock.release();
    removeFolder(folder);
    throw error;
  } finally {
    for (const path of [folder, runsFolder]) if (isThere(path)) syncFolder(path);
  }
}

/**
 * Opens a run to go on with it.
 * @param wanted job and dataset as they are now; absent: goes on with what the manifest says.
 * @throws {InputError} when there is no such run, when it is another question (resumeRules.ts), or when another process writes it.
 */
export function openRun(
  runsFolder: string,
  runId: string,
  wanted?: { readonly job: Job; readonly dataset: RunDataset },
  options?: JournalOptions,
): OpenRun {
  const folder = runFolder(runsFolder, runId);
  assertUnlinked(runsFolder);
  const before = readManifest(folder);
  if (wanted) assertResumable(before, jobForDisk(wanted.job), wanted.dataset);
  const lock = lockRun(folder);
  try {
    const job = wanted ? resumedJob(before.job, jobForDisk(wanted.job)) : before.job;
    const manifest = { ...before, job };
    const content = formatManifest(manifest);
    if (content !== formatManifest(before)) writeFileAtomically(manifestPath(folder), content);
    return opened(folder, manifest, openJournal(journalPath(folder), options), lock.release, 0);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function opened(
  folder: string,
  manifest: RunManifest,
  journal: RunJournal,
  release: () => void,
  importedAnswers: number,
): OpenRun {
  const close = async () => {
    try {
      await journal.close();
    } finally {
      release();
    }
  };
  return { folder, manifest, journal, importedAnswers, close };
}

/** Runs hold rows' answers: they are never committed by accident. */
function prepareRunsFolder(runsFolder: string): void {
  try {
    makePrivateFolder(runsFolder);
    const ignore = join(runsFolder, '.gitignore');
    if (!isThere(ignore)) makeFile(ignore, '*\n');
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOTDIR')
      throw new InputError(
        `The runs cannot be kept in ${runsFolder}: a file stands there, or above it; name another folder.`,
      );
    throw toDiskError(refusal(runsFolder) ?? error, runsFolder);
  }
}

/** Why nothing can be made below the folder's nearest ancestor: on a read-only disk, mkdir tells only that the folder is not there. */
function refusal(folder: string): unknown {
  if (!isThere(folder)) return dirname(folder) === folder ? undefined : refusal(dirname(folder));
  try {
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** `2026-11-22T10-22-05-reviews`; a second run of that second gets `-2`. */
function makeFolder(runsFolder: string, createdAt: string, datasetName: string): { runId: string; folder: string } {
  const time = createdAt
    .replace(/\.\d+/, '')
    .replace(/Z$/, '')
    .replace(/[^\dT-]/g, '-');
  const name = datasetName
    .replace(/\.[a-z\d]+(\.gz)?$/i, '')
    .normalize('NFKD')
    .replace(/[^A-Za-z\d]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  const base = name === '' ? time : `${time}-${name}`;
  for (let number = 1; ; number++) {
    const runId = number === 1 ? base : `${base}-${String(number)}`;
    const folder = runFolder(runsFolder, runId);
    try {
      makeNewFolder(folder);
      return { runId, folder };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw toDiskError(error, folder);
    }
  }
}
