// The last step of a run: asks the reference about every row that is not accepted, and says for every row whose answer it gets and why.
import { DeliveryBuilder, type Delivery, type DeliveryReason, type Step } from '../strategy';
import type { Path } from './path';
import type { Rows, Setting } from './scene';

export type Accepted = {
  readonly path: Path;
  /** Leading rows of the path whose proposals are delivered where the reference was not asked. */
  readonly prefixRows: number;
  readonly why: Extract<DeliveryReason, 'trusted' | 'whole-model' | 'allowed'>;
};

export function* deliver(
  { problem, units }: Setting,
  rows: Rows,
  accepted?: Accepted,
): Generator<Step, Delivery, void> {
  const { table, reference, rowCount } = problem;
  const isAccepted = new Uint8Array(rowCount);
  if (accepted) for (let at = 0; at < accepted.prefixRows; at++) isAccepted[accepted.path.rows[at]!] = 1;
  const profiled = new Uint8Array(rowCount);
  const rest: number[] = [];
  for (const head of units.heads) {
    let isWanted = false;
    units.forEachTwin(head, (row) => {
      if (table.isAsked(reference, row)) profiled[row] = 1;
      else if (!isAccepted[row]) isWanted = true;
    });
    if (isWanted && !table.isAsked(reference, head)) rest.push(head);
  }
  yield { type: 'ask', phase: 'apply', calls: [{ model: reference, rows: rest }] };

  const delivery = new DeliveryBuilder(rowCount);
  const trust = new Float32Array(rowCount).fill(NaN);
  for (let row = 0; row < rowCount; row++) {
    if (table.isValid(reference, row)) {
      const why = !rows.isOpen(units.headOf(row))
        ? 'planned'
        : profiled[row]
          ? 'profiled'
          : accepted
            ? 'escalated'
            : 'reference-only';
      delivery.set(row, reference, why);
      trust[row] = 1;
    } else if (accepted && isAccepted[row] && !table.isAsked(reference, row)) {
      delivery.set(row, accepted.path.proposer[row]!, accepted.why);
      trust[row] = 1 - accepted.path.deviation[row]!;
    }
  }
  return { model: delivery.model, reason: delivery.reason, trust };
}
