// A table that is one batch (`--whole-table`): which rows the run that continues it certifies again, and where they stand in the order of the draw
// (docs/guarantee.md, "One batch that grows").
import { addPlaces, firstPlaces } from '../../engine/certified/grownBatch';
import type { PlanRows } from '../../engine/strategy';
import { atOnce } from '../../engine/turns';
import type { StoredDelivery } from '../../store/deliveryFile';
import type { RunManifest } from '../../store/manifest';
import type { StoredCarried, StoredTable } from '../../store/tableFile';
import type { JobPlan } from '../planJob';
import { matchRows } from './matchRows';

/** Rows that have left the population keep their answers; all others are certified again, with the new ones. */
export function grownBatchOf(
  plan: JobPlan,
  { runId, job }: RunManifest,
  table: StoredTable,
  delivery: StoredDelivery,
): StoredCarried {
  const { rowCount, labelled } = plan.problem;
  const rowsThen = table.batch.length;
  const has = (row: number) => delivery.model[row]! >= 0 && table.batch[row]! >= 0;
  const { was, same, changed, removed, renamed } = matchRows(table, plan, rowsThen, rowCount, has);
  const looks = table.batches.at(-1)?.looks;
  const reference = delivery.models.indexOf(plan.job.reference!);
  const then =
    table.places ??
    placesLeft(atOnce(firstPlaces(rowsThen, job.seed!)), delivery.model, reference, { ...table, looks });
  const isLabelled = new Set(labelled?.rows);
  const places = Float64Array.from(same, (earlier) => (earlier < 0 ? NaN : then[earlier]!));
  const model = Int16Array.from(was, (earlier, row) =>
    earlier >= 0 && Number.isNaN(places[row]!) && !isLabelled.has(row) ? delivery.model[earlier]! : -1,
  );
  const rows = Int32Array.from(same.keys()).filter((row) => same[row]! >= 0 && model[row]! < 0);
  // Rows that are left, or answers of candidates, which earlier places decided say something of these.
  if (!looks || table.drawsAnew) for (const row of rows) places[row] = NaN;
  addPlaces(places, plan.problem.seed, (row) => model[row]! < 0);
  const rowNow = new Map<number, number>();
  same.forEach((earlier, row) => {
    if (model[row]! >= 0) rowNow.set(earlier, row);
  });
  const now = (earlier: readonly number[]) => earlier.flatMap((row) => rowNow.get(row) ?? []);
  const isNew = model.reduce((count, each) => count + Number(each < 0), 0) - rows.length;
  return {
    from: runId,
    models: delivery.models,
    model,
    trust: Float32Array.from(was, (earlier) => (earlier < 0 ? NaN : (delivery.trust?.[earlier] ?? NaN))),
    batch: Int32Array.from(model, (each) => (each < 0 ? -1 : 0)),
    batches: table.batches,
    ...{ drawn: now(table.drawn), chosen: now(table.chosen) },
    ...{ allowed: 0, looks: [] },
    counts: { added: isNew, changed, removed, reopened: rows.length, renamed },
    grown: { rows, places, isCertified: looks !== undefined },
  };
}

/**
 * Places after a run: the rows that it planned with have left. Where it drew no sample, the reference answered all rows but those that may deviate anyway: they have
 * left, too. Among them are the rows of earlier samples, so that those which stay get new places.
 */
export function placesLeft(
  places: Float64Array,
  model: Int16Array,
  reference: number,
  { drawn, chosen, looks }: Pick<PlanRows, 'drawn' | 'chosen'> & { readonly looks?: PlanRows['looks'] | undefined },
): Float64Array {
  const left = places.slice();
  for (const row of [...drawn, ...chosen]) left[row] = NaN;
  if (!looks) for (let row = 0; row < left.length; row++) if (model[row] === reference) left[row] = NaN;
  return left;
}
