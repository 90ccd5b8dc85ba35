// The result file of a finished run written anew, with what the user put in place of answers, or without it again. Nothing is asked. The file is
// replaced only where it is still as the run wrote it; else the next free name is taken, as when a run goes on.
import type { Storage } from '../datasets/openDataset';
import { writeResults } from '../datasets/results/writeResults';
import { defaultOutputOf, freeOutputPath } from '../datasets/results/outputPath';
import type { RunEvent } from '../engine/events';
import { InputError } from '../engine/inputError';
import { appendCorrection, readCorrections } from '../store/correctionsFile';
import { readDelivery } from '../store/deliveryFile';
import { readRecords } from '../store/journalFile';
import { userInstallation, type Installation } from '../store/installation';
import { openRun } from '../store/runFolder';
import { journalPath } from '../store/runFiles';
import { readRunState } from '../store/runList';
import { datasetOfRunUnchanged } from './datasetOfRun';
import { finishedOf } from './finishedRun';
import { earlierSession } from './openJob';
import { chooseOutput } from './outputOfRun';
import { readAnswers } from './readAnswers';
import { resultValues } from './resultValues';

export type Delivered = {
  /** The run's end, which names the file. */
  readonly finished: Extract<RunEvent, { type: 'run-finished' }>;
  /** Oddities of the file, each a sentence. */
  readonly warnings: readonly string[];
};

/** @throws {InputError} where the run is not finished, not ours, or its dataset changed; {DiskError}: the result stays as it was. */
export async function deliverCorrections(
  runsFolder: string,
  runId: string,
  isDelivered: boolean,
  installation: Installation = userInstallation(),
  storage?: Storage,
): Promise<Delivered> {
  const { out, overwrite, why } = await chooseOutput(undefined, earlierSession(runsFolder, runId, installation));
  const run = await openRun(runsFolder, runId, undefined, { durability: 'disk' }, { installation });
  try {
    const { folder, manifest } = run;
    const { job } = manifest;
    const finished = finishedOf(await readRunState(folder, () => undefined));
    const delivery = await readDelivery(folder);
    if (delivery === undefined) throw new InputError('The run is not finished; go on with it first.');
    const table = await readAnswers(folder, delivery, job.task);
    const labels = labelledRows(folder);
    const { models } = delivery;
    const dataset = await datasetOfRunUnchanged(folder, manifest, installation, storage);
    try {
      const { names, valuesOf } = resultValues(job.columns, {
        ...{ task: job.task, models, reference: table.reference, rowCount: table.rowCount, delivery, table },
        isBillKnown: (model) => finished.perModel[models[model]!]?.costUsd !== undefined,
        hasLabel: (row) => labels.has(row),
        ...(isDelivered && { corrections: readCorrections(folder).of }),
      });
      const written = await writeResults({
        dataset,
        outPath: out ?? (await freeOutputPath(defaultOutputOf(dataset, job.dataset))),
        columns: names,
        valuesOf,
        rowCount: table.rowCount,
        escapeFormulas: job.escapeFormulas,
        overwrite,
        ifTaken: 'next-free',
        announce: run.announceOutput,
      });
      run.recordOutput(written.path, written.sha256);
      await appendCorrection(folder, { type: 'corrections-delivered', isDelivered });
      const told = { ...finished, output: written.path, outputSha256: written.sha256 };
      await run.journal.append({ type: 'event', event: told });
      return { finished: told, warnings: [...(why === undefined ? [] : [why]), ...written.warnings] };
    } finally {
      await dataset.close();
    }
  } finally {
    await run.close();
  }
}

function labelledRows(folder: string): ReadonlySet<number> {
  const rows = new Set<number>();
  for (const record of readRecords(journalPath(folder), () => undefined, { only: 'objects' }))
    if (record.type === 'label') rows.add(record.row);
  return rows;
}
