// Which runs of the same table came before a run: whoever picks one of them after seeing them has a promise that holds less often than stated, and so has
// who draws once more by the seed of one of them after it showed something. The report says both (docs/guarantee.md).
import type { Installation } from '../store/installation';
import type { RunManifest } from '../store/manifest';
import { listRunsInTurns, readRunState, type ListedRun } from '../store/runList';
import type { StoredCarried } from '../store/tableFile';

export type EarlierRuns = {
  readonly count: number;
  /** Whether one of them, or of the runs that this one continues, had the seed of this run. */
  readonly hadSeed: boolean;
};

/**
 * This installation's own runs in the folder, finished or not, over the same bytes and begun before. Scans that nobody went on with are none of them: they
 * end before a sample is drawn, so that whoever chooses by them chooses nothing that a promise rests on.
 * @param carried what this run keeps of runs of the table as it was before it grew.
 */
export async function earlierRunsOf(
  { runId, createdAt, dataset, job }: RunManifest,
  runsFolder: string,
  installation?: Installation,
  carried?: Pick<StoredCarried, 'from' | 'batches'>,
): Promise<EarlierRuns> {
  const continued = carried ? [carried.from, ...carried.batches.map(({ runId: batch }) => batch)] : [];
  let count = 0;
  let hadSeed = false;
  for (const run of await listRunsInTurns(runsFolder, installation)) {
    if (run.type !== 'run' || !run.isOwn || run.runId === runId) continue;
    const isOfTable = run.manifest.dataset.hash === dataset.hash && run.manifest.createdAt <= createdAt;
    if (isOfTable && !(await isOnlyScan(run))) count++;
    if ((isOfTable || continued.includes(run.runId)) && run.manifest.job.seed === job.seed) hadSeed = true;
  }
  return { count, hadSeed };
}

async function isOnlyScan({ lastState, folder }: Extract<ListedRun, { type: 'run' }>): Promise<boolean> {
  if (lastState.paused?.reason !== 'scanned') return false;
  // A run may be scanned in its middle, too, and its end does not tell.
  return (await readRunState(folder, () => undefined)).looks.length === 0;
}
