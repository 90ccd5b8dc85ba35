// Which runs of the same table came before a run: whoever picks one of them after seeing them has a promise that holds less often than stated, and so has
// who draws once more by the seed of one of them after it showed something. The report says both (docs/guarantee.md).
import type { Installation } from '../store/installation';
import type { RunManifest } from '../store/manifest';
import { listRuns } from '../store/runList';

export type EarlierRuns = {
  readonly count: number;
  /** Whether one of them had the seed of this run. */
  readonly hadSeed: boolean;
};

/** This installation's own runs in the folder, finished or not, over the same bytes and begun before. */
export function earlierRunsOf(
  { runId, createdAt, dataset, job }: RunManifest,
  runsFolder: string,
  installation?: Installation,
): EarlierRuns {
  const earlier = listRuns(runsFolder, installation).flatMap((run) =>
    run.type === 'run' &&
    run.isOwn &&
    run.runId !== runId &&
    run.manifest.dataset.hash === dataset.hash &&
    run.manifest.createdAt <= createdAt
      ? [run.manifest]
      : [],
  );
  return { count: earlier.length, hadSeed: earlier.some(({ job: { seed } }) => seed === job.seed) };
}
