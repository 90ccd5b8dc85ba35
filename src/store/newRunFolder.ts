// Makes the folder that holds the runs, and in it the folder of a new run, named by its time and its dataset.
import { accessSync, constants } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../engine/inputError';
import { isThere, makeFile, makeNewFolder, makePrivateFolder } from '../files/writeFile';
import { toDiskError } from './diskError';
import { runFolder } from './runFiles';

/** Runs hold rows' answers: they are never committed by accident. */
export function prepareRunsFolder(runsFolder: string): void {
  try {
    try {
      makePrivateFolder(runsFolder);
    } catch (error) {
      if (error instanceof InputError) throw new InputError(`The runs cannot be kept there: ${error.message}`);
      throw error;
    }
    ignoreAll(join(runsFolder, '.gitignore'));
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

function ignoreAll(path: string): void {
  if (isThere(path)) return;
  try {
    makeFile(path, '*\n');
  } catch (error) {
    // Another run that begins here was quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
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
export function makeFolder(
  runsFolder: string,
  createdAt: string,
  datasetName: string,
): { runId: string; folder: string } {
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
