// The dataset of a run that is there already, opened as the run read it.
import { dirname } from 'node:path';
import { openDataset, type Storage } from '../datasets/openDataset';
import type { OpenedDataset } from '../datasets/openedDataset';
import { isAddress } from '../datasets/address';
import { InputError } from '../engine/inputError';
import { assertInside } from '../files/confine';
import type { Installation } from '../store/installation';
import type { RunManifest } from '../store/manifest';
import { homeOfRuns } from '../store/runFiles';
import { readOrigin } from '../store/runOrigin';
import { jobOfFolder } from './jobOfFolder';

/** @throws {InputError} where it cannot be read, or where a stranger's run names a file outside its own folder: it may name any of this machine. */
export async function openDatasetOfRun(
  folder: string,
  installation: Installation,
  storage?: Storage,
): Promise<OpenedDataset> {
  const job = jobOfFolder(folder);
  if (readOrigin(folder, installation) === undefined) {
    if (isAddress(job.dataset))
      throw new InputError(
        'Nothing is fetched for a run that was started elsewhere; start a run of your own on its dataset.',
      );
    assertInside(
      homeOfRuns(dirname(folder)),
      job.dataset,
      'the rows of a run that was started elsewhere are read from its own folder only',
    );
  }
  return openDataset(job.dataset, job.reading, storage);
}

/** The same where the rows are those that the run read. @throws {InputError} also where the file has changed since. */
export async function datasetOfRunUnchanged(
  folder: string,
  { dataset: { hash, name } }: RunManifest,
  installation: Installation,
  storage?: Storage,
): Promise<OpenedDataset> {
  const dataset = await openDatasetOfRun(folder, installation, storage);
  if (dataset.hash === hash) return dataset;
  await dataset.close();
  throw new InputError(`${name} changed since the run read it; put it back as it was, or start a new run.`);
}
