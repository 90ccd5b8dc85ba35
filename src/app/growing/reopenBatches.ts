// Batches that lost so many rows that what they may hide is more than the rows that are left allow: their cheaper answers are certified again, with the
// new rows. A batch promises so many deviations whatever becomes of its rows, since nobody knows whether those that went had deviated.
import type { BatchLooks } from '../../engine/strategy';
import type { Batch } from '../../store/tableFile';

/** The new rows may make up for so much of their own allowance before a batch is reopened. */
const borrowed = 0.2;

export type Reopened = {
  readonly isReopened: (row: number) => boolean;
  /** Of the rows that stay carried so many may deviate. */
  readonly allowed: number;
  /** Of the batches that hide deviations, those that one gave up after a trial among them. */
  readonly looks: readonly BatchLooks[];
};

/** @param batch per row now the batch that it was answered in; -1: it is new. */
export function reopenBatches({
  batches,
  batch,
  isCheap,
  allowedOf,
}: {
  readonly batches: readonly Batch[];
  readonly batch: Int32Array;
  /** Whether another model than the reference answered the row. */
  readonly isCheap: (row: number) => boolean;
  /** D of so many rows. */
  readonly allowedOf: (rows: number) => number;
}): Reopened {
  const rows = batches.map(() => 0);
  const cheap = batches.map(() => 0);
  let added = 0;
  batch.forEach((index, row) => {
    if (index < 0) added++;
    else rows[index]!++;
    if (index >= 0 && isCheap(row)) cheap[index]!++;
  });
  const open = new Set<number>();
  const hides = (index: number) => (open.has(index) ? 0 : Math.min(batches[index]!.allowed, cheap[index]!));
  const all = batches.map((_, index) => index);
  const total = () => all.reduce((sum, index) => sum + hides(index), 0);
  /** Rows that keep their answers whatever is reopened: of a reopened batch those that the reference answered. */
  const kept = () => all.reduce((sum, index) => sum + rows[index]! - (open.has(index) ? cheap[index]! : 0), 0);
  const excess = (index: number) => hides(index) - allowedOf(rows[index]!);
  while (total() > allowedOf(kept()) + Math.floor(borrowed * allowedOf(added))) {
    const closed = all.filter((index) => hides(index) > 0);
    if (closed.length === 0) break;
    open.add(closed.reduce((worst, index) => (excess(index) > excess(worst) ? index : worst)));
  }
  return {
    isReopened: (row) => open.has(batch[row]!) && isCheap(row),
    allowed: total(),
    // Where all cheaper answers that are left may deviate, nothing is left to chance.
    looks: all.flatMap((index) =>
      hides(index) === batches[index]!.allowed && hides(index) > 0
        ? (batches[index]!.looks ?? batches[index]!.forgone ?? [])
        : [],
    ),
  };
}
