// What a finished run leaves for the run that continues it: what was asked about each row, which batch answered it, and the rows that were planned with.
import { isUnlabelled } from '../../engine/strategies/unlabelled';
import { writeTable } from '../../store/tableFile';
import type { Driven } from '../finishRun';
import type { JobPlan } from '../planJob';
import { placesLeft } from './growBatch';

/** Writes nothing where the strategy's promise is about one table once. */
export function keepTable(folder: string, runId: string, plan: JobPlan, { delivery }: Driven): void {
  const { job, digests, keys, carried } = plan;
  if (!(job.strategy === 'certified' || job.strategy === 'reference') || job.looser !== undefined) return;
  const { plan: planned = { drawn: [], chosen: [], allowed: 0 } } = delivery;
  const grown = carried?.grown;
  if (grown) {
    writeTable(folder, {
      ...{ digests, keys },
      batch: Int32Array.from(delivery.model, (model, row) => (model < 0 || isUnlabelled(delivery, row) ? -1 : 0)),
      batches: [{ runId, allowed: planned.allowed, looks: planned.looks }],
      ...{ drawn: planned.drawn, chosen: planned.chosen },
      places: placesLeft(planned.places ?? grown.places, delivery.model, plan.problem.reference, planned),
    });
    return;
  }
  const earlier = carried?.batches ?? [];
  writeTable(folder, {
    digests,
    keys,
    batch: Int32Array.from(delivery.model, (model, row) =>
      // What the promise does not cover is answered again.
      model < 0 || isUnlabelled(delivery, row)
        ? -1
        : carried && carried.model[row]! >= 0
          ? carried.batch[row]!
          : earlier.length,
    ),
    batches: [...earlier, { runId, allowed: planned.allowed, looks: planned.looks }],
    ...{ drawn: planned.drawn, chosen: planned.chosen },
    ...(planned.isTried && { drawsAnew: true }),
  });
}
