// The job of a run that is there already, its dataset where it stands now. The command line keeps a dataset's path as it was typed, which means nothing in
// another working folder, as the editor's or a later terminal's, and Windows writes it with `\`.
import { dirname, isAbsolute, join } from 'node:path';
import { isAddress } from '../datasets/address';
import { folderOfDataset, isPattern } from '../datasets/files/findFiles';
import type { Job } from '../engine/job';
import { isThere } from '../files/writeFile';
import { homeOfRuns, readManifest } from '../store/runFiles';

/** @param folder of the run. @throws {InputError} where there is no readable manifest */
export function jobOfFolder(folder: string): Job {
  const { job } = readManifest(folder);
  return { ...job, dataset: placeOfDataset(job.dataset, dirname(folder)) };
}

/** A relative path is looked for beside the folder of runs, as the longest end of it that is there, and then in the working folder. */
export function placeOfDataset(path: string, runsFolder: string): string {
  if (isAddress(path) || isAbsolute(path)) return path;
  const home = homeOfRuns(runsFolder);
  const slashed = path.replaceAll('\\', '/');
  // A pattern's `\\` is a path's of Windows far more often than a sign that stands for itself.
  for (const spelled of isPattern(path) ? [slashed] : [path, slashed]) {
    const parts = spelled.split('/').filter((part) => part !== '.');
    const beside = parts.map((_, from) => join(home, ...parts.slice(from))).find(isDataset);
    if (beside !== undefined) return beside;
    if (isDataset(spelled)) return spelled;
  }
  return path;
}

function isDataset(path: string): boolean {
  return isThere(path) || (isPattern(path) && isThere(folderOfDataset(path)));
}
