// A run that is not under way, opened together with its dataset as it was planned, to see what it asks next or to write answers into it.
import { join } from 'node:path';
import type { Storage } from '../../datasets/openDataset';
import type { EarlierAnswers } from '../../engine/drive/earlierAnswers';
import { readEarlierAnswers } from '../../engine/drive/readEarlierAnswers';
import { Totals } from '../../engine/drive/totals';
import { InputError } from '../../engine/inputError';
import type { Installation } from '../../store/installation';
import { readManifest, runFolder } from '../../store/runFiles';
import { type OpenRun, openRun } from '../../store/runFolder';
import { foreignRun, readWholeOrigin } from '../../store/runOrigin';
import { withStoredCarried } from '../growing/continueTable';
import { askedModels } from '../judging';
import { type JobPlan, planJob } from '../planJob';

export type PlannedRun = {
  readonly run: OpenRun;
  readonly plan: JobPlan;
  readonly earlier: EarlierAnswers;
};

/**
 * @param takesForeign answers that nobody here vouches for are about to be written into it
 * @throws {InputError} where it is a stranger's (its manifest may name any file of this machine), under way elsewhere, or its dataset another one now
 */
export async function withPlannedRun<T>(
  runsFolder: string,
  runId: string,
  installation: Installation,
  takesForeign: boolean,
  storage: Storage | undefined,
  act: (planned: PlannedRun) => Promise<T>,
): Promise<T> {
  const folder = runFolder(runsFolder, runId);
  const manifest = readManifest(folder);
  if ((await readWholeOrigin(folder, installation)) === undefined) throw foreignRun(runId);
  // A result that is there already is no matter here: nothing is written to it.
  const { out: _, ...job } = manifest.job;
  const planned = await planJob({ ...job, out: join(folder, `${runId}.jsonl`) }, false, storage);
  try {
    if (planned.dataset.hash !== manifest.dataset.hash)
      throw new InputError(
        `${planned.dataset.name} changed since run ${runId} began; its rows are others now. Bring the file back as it was, or start a new run.`,
      );
    const plan = withStoredCarried(planned, folder);
    const run = await openRun(runsFolder, runId, undefined, { durability: 'disk' }, { installation, takesForeign });
    try {
      const judge = plan.judging?.judge;
      const totals = new Totals(askedModels(plan));
      const { models, problem } = plan;
      const earlier = await readEarlierAnswers(run.journal, models, problem.rowCount, totals, { judge: judge?.model });
      return await act({ run, plan, earlier });
    } finally {
      await run.close();
    }
  } finally {
    await planned.dataset.close();
  }
}
