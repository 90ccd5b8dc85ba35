// The apply phase of the published strategies: gives blocks of the remaining rows to models, and to the reference where a candidate gave no
// valid answer; then says for every row whose answer is delivered.
import { DeliveryBuilder, type Delivery, type DeliveryReason, type Problem, type Step } from '../strategy';

/** So many of the remaining rows, in order, for the model. */
export type Share = { readonly model: number; readonly rows: number };

/** @param profiled rows 0 .. profiled - 1 have the reference's answer. @param shares sum to the rest. */
export function* applyRows(
  problem: Problem,
  profiled: number,
  shares: readonly Share[],
  reason: DeliveryReason,
): Generator<Step, Delivery, void> {
  const { reference, rowCount, table } = problem;
  const rows = Int32Array.from({ length: rowCount }, (_, row) => row);
  const chosen = new Int16Array(rowCount).fill(reference);
  let from = profiled;
  const calls = shares.flatMap(({ model, rows: count }) => {
    const block = rows.subarray(from, from + count);
    chosen.fill(model, from, from + count);
    from += count;
    return count > 0 ? [{ model, rows: block }] : [];
  });
  if (calls.length > 0) yield { type: 'ask', phase: 'apply', calls };
  const escalated = rows.filter(
    (row) => row >= profiled && chosen[row] !== reference && !table.isValid(chosen[row]!, row),
  );
  if (escalated.length > 0) yield { type: 'ask', phase: 'apply', calls: [{ model: reference, rows: escalated }] };

  const delivery = new DeliveryBuilder(rowCount);
  for (const row of rows) {
    const model = chosen[row]!;
    if (table.isValid(model, row)) delivery.set(row, model, row < profiled ? 'profiled' : reason);
    else if (table.isValid(reference, row)) delivery.set(row, reference, 'escalated');
  }
  return delivery;
}
