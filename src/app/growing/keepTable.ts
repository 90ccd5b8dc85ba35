// What a finished run leaves for the run that continues it: what was asked about each row, which batch answered it, and the rows that were planned with.
import { isUnlabelled } from '../../engine/strategies/unlabelled';
import { inBlocks, inTurns } from '../../engine/turns';
import { processTurns } from '../../store/processTurns';
import { writeTable } from '../../store/tableFile';
import type { Driven } from '../finishRun';
import type { JobPlan } from '../planJob';
import { placesLeft } from './growBatch';

/** Writes nothing where the strategy's promise is about one table once. @throws {DiskError} */
export async function keepTable(folder: string, runId: string, plan: JobPlan, { delivery }: Driven): Promise<void> {
  const { job, digests, keys, carried } = plan;
  if (!(job.strategy === 'certified' || job.strategy === 'reference') || job.looser !== undefined) return;
  const { plan: planned = { drawn: [], chosen: [], allowed: 0 } } = delivery;
  const grown = carried?.grown;
  const earlier = grown ? [] : (carried?.batches ?? []);
  const common = {
    ...{ digests, keys },
    batches: [...earlier, { runId, allowed: planned.allowed, looks: planned.looks, forgone: planned.forgone }],
    ...{ drawn: planned.drawn, chosen: planned.chosen },
  };
  const { model } = delivery;
  const batch = new Int32Array(model.length);
  const sort = inBlocks(model.length, (from, to) => {
    for (let row = from; row < to; row++) {
      const isCarried = !grown && carried !== undefined && carried.model[row]! >= 0;
      // What the promise does not cover is answered again.
      const isOpen = model[row]! < 0 || isUnlabelled(delivery, row);
      batch[row] = isOpen ? -1 : isCarried ? carried.batch[row]! : earlier.length;
    }
  });
  await inTurns(sort, processTurns);
  await writeTable(folder, {
    ...common,
    batch,
    ...(grown && { places: placesLeft(planned.places ?? grown.places, model, plan.problem.reference, planned) }),
    ...(!grown && planned.isTried && { drawsAnew: true }),
  });
}
