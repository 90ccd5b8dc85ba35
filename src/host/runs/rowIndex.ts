// Which rows each filter of the panel's grid keeps, in file order.
import type { AnswerTable } from '../../engine/answerTable';
import { judgedDifferent } from '../../engine/report/answerPairs';
import { deliveryReasons } from '../../engine/strategy';
import type { Delivery } from '../../engine/strategy';
import { inBlocks, type Resting } from '../../engine/turns';
import type { RowFilter } from '../../protocol';

/** Corrections come and go while the run is shown; their rows are no part of it. */
export type RowIndex = Readonly<Record<Exclude<RowFilter, 'corrected'>, Int32Array>>;

/** `judged`: a judge called some answer different; `checked`: the reference answered the row; `deviating`: among those, some cheaper model's answer is not equivalent to the reference's. */
export function* indexRows(delivery: Delivery, table: AnswerTable): Resting<RowIndex> {
  const escalated = deliveryReasons.indexOf('escalated');
  const { reference, rowCount } = table;
  const keep = function* (test: (row: number) => boolean): Resting<Int32Array> {
    const rows = new Int32Array(rowCount);
    let count = 0;
    yield* inBlocks(rowCount, (from, to) => {
      for (let row = from; row < to; row++) if (test(row)) rows[count++] = row;
    });
    return rows.slice(0, count);
  };
  const deviates = (row: number) => {
    for (let model = 0; model < table.modelCount; model++)
      if (model !== reference && table.agrees(model, row) === false) return true;
    return false;
  };
  return {
    all: yield* keep(() => true),
    deviating: yield* keep(deviates),
    judged: yield* keep((row) => judgedDifferent(table, row) !== undefined),
    escalated: yield* keep((row) => delivery.reason[row] === escalated),
    failed: yield* keep((row) => delivery.model[row]! < 0),
    checked: yield* keep((row) => table.isValid(reference, row)),
  };
}
