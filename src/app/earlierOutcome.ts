// What a finished run of the same question came to: how much of the possible saving these very models reached on these rows. The estimate of the next
// run rests on it instead of on what other datasets came to.
import { readRecords } from '../store/journalFile';
import { mayFit, sameModels, type TakingRun } from '../store/importAnswers';
import { journalPath, readManifest } from '../store/runFiles';

export type EarlierOutcome = {
  /** Accuracy threshold that it kept, in (0, 1]. */
  readonly accuracy: number;
  /** Distinct rows. */
  readonly rows: number;
  /** Distinct rows that each model answered, paid by that run or before it; by the id that the model has in the new job. */
  readonly asked: ReadonlyMap<string, number>;
};

/** @returns undefined where the run asked another question. Else as outcomeOfTable. */
export function outcomeOf(folder: string, into: TakingRun): EarlierOutcome | undefined {
  return mayFit(readManifest(folder), into) ? outcomeOfTable(folder, into) : undefined;
}

/**
 * The same of a run of the same question, whatever became of its table since.
 * @param folder undefined: there is no such run.
 * @returns undefined where it is not finished, asked nobody but the reference, or a model that is no more there.
 */
export function outcomeOfTable(folder: string | undefined, into: Pick<TakingRun, 'job'>): EarlierOutcome | undefined {
  if (folder === undefined) return undefined;
  const manifest = readManifest(folder);
  const idOf = sameModels(manifest, into.job.models);
  let found: EarlierOutcome | undefined;
  for (const record of readRecords(journalPath(folder), () => undefined, { only: 'events' })) {
    if (record.type !== 'event' || record.event.type !== 'run-finished') continue;
    const { promise, perModel } = record.event;
    // A judge, or the student of this machine, is none of the job's models.
    const took = manifest.job.models.flatMap(({ id }) => {
      const asked = perModel[id]?.asked ?? 0;
      return asked > 0 ? [[id, asked] as const] : [];
    });
    // With a model less another mix would have to be found.
    const isComparable = took.length > 1 && took.every(([model]) => idOf.has(model));
    found = isComparable
      ? {
          accuracy: promise.accuracy,
          rows: promise.distinctRows ?? promise.rows,
          asked: new Map(took.map(([model, asked]) => [idOf.get(model)!, asked])),
        }
      : undefined;
  }
  return found;
}
