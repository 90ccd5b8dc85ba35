// Names of the files in a run's folder, and reading its manifest.
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../engine/inputError';
import { readRegularText } from '../files/regularFile';
import { assertFolder, isThere } from '../files/writeFile';
import { parseManifest, type RunManifest } from './manifest';

export const manifestPath = (folder: string) => join(folder, 'manifest.json');
export const journalPath = (folder: string) => join(folder, 'journal.smartlog');

/** The folder that a run's own word counts in: that which holds `.smart/runs`, else the folder of runs itself. */
export function homeOfRuns(runsFolder: string): string {
  const folder = resolve(runsFolder);
  const above = dirname(folder);
  return basename(folder) === 'runs' && basename(above) === '.smart' ? dirname(above) : folder;
}

/** Folder of a run by its id. @throws {InputError} for anything that is not a plain folder name. */
export function runFolder(runsFolder: string, runId: string): string {
  if (!/^\w[\w.-]*$/.test(runId)) throw new InputError(`"${runId}" is not the id of a run.`);
  return join(runsFolder, runId);
}

/** @throws {InputError} where there is no readable manifest. */
export function readManifest(folder: string): RunManifest {
  const path = manifestPath(folder);
  if (!isThere(folder)) throw new InputError(`There is no run ${folder}; list the runs to see which there are.`);
  assertFolder(folder);
  let content: string | undefined;
  try {
    content = readRegularText(path);
  } catch (error) {
    throw new InputError(`${path} cannot be read (${(error as Error).message}); the run cannot be opened.`);
  }
  if (content === undefined)
    throw new InputError(`${path} cannot be read (it is not there); the run cannot be opened.`);
  return parseManifest(content, path);
}
