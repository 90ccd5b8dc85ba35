// How many runs of the same table came before a run: whoever picks one of them after seeing them has a promise that holds less often than stated,
// which the report says (docs/guarantee.md).
import type { Installation } from '../store/installation';
import type { RunManifest } from '../store/manifest';
import { listRuns } from '../store/runList';

/** Counts this installation's own runs in the folder, finished or not, over the same bytes and begun before. */
export function earlierRunsOf(
  { runId, createdAt, dataset }: RunManifest,
  runsFolder: string,
  installation?: Installation,
): number {
  return listRuns(runsFolder, installation).filter(
    (run) =>
      run.type === 'run' &&
      run.isOwn &&
      run.runId !== runId &&
      run.manifest.dataset.hash === dataset.hash &&
      run.manifest.createdAt <= createdAt,
  ).length;
}
