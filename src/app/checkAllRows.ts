// For demos, which can afford to know: asks the reference about every row that it has not been asked about itself, apart from the run's bill, and counts how
// many delivered answers differ from its own.
import type { Row } from '../engine/dataset';
import type { AskRow } from '../engine/drive/asked';
import { Window } from '../engine/drive/window';
import type { Driven } from './finishRun';
import type { JobPlan } from './planJob';

export type CheckedRows = {
  readonly rows: number;
  /** Rows whose delivered answer differs from the reference's own, or that it has no readable answer to. */
  readonly deviatingRows: readonly number[];
  /** What the reference bills for all rows, measured now where it had not been asked. */
  readonly referenceUsd?: number;
};

export async function checkAllRows(
  plan: JobPlan,
  driven: Driven,
  ask: AskRow,
  signal: AbortSignal,
  concurrency: number,
): Promise<CheckedRows> {
  const { reference, rowCount, twins } = plan.problem;
  const { delivery, table } = driven;
  // Identical rows have the answer to the first of them; whether it is the reference's answer to each is to be seen, not believed.
  const isTwin = (row: number) => twins !== undefined && twins[row] !== row;
  const open = Int32Array.from({ length: rowCount }, (_, row) => row).filter(
    (row) => delivery.model[row]! >= 0 && (!table.isAsked(reference, row) || isTwin(row)),
  );
  const deviatingRows: number[] = [];
  let billedUsd = 0;
  const window = new Window(concurrency);
  let failure: unknown;
  const compare = async (row: Row): Promise<void> => {
    const { answer, billedUsd: usd } = await ask(reference, row, signal);
    billedUsd += usd ?? NaN;
    const delivered = table.textKeyOf(delivery.model[row.index]!, row.index);
    // Where the reference has no readable answer, none is the same as it.
    if (answer.key === undefined || delivered === undefined || !plan.equivalence(delivered, answer.key))
      deviatingRows.push(row.index);
  };
  for await (const row of plan.dataset.rows(open)) {
    while (window.isFull) await window.freed();
    if (failure !== undefined) break;
    window.enter();
    void compare(row)
      .catch((error: unknown) => (failure ??= error))
      .finally(() => {
        window.leave();
      });
  }
  await window.drained();
  if (failure !== undefined) throw failure;
  const perRow = open.length > 0 ? billedUsd / open.length : NaN;
  return { rows: rowCount, deviatingRows, ...(Number.isFinite(perRow) && { referenceUsd: perRow * rowCount }) };
}
