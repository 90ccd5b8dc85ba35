// The last step of a run: asks the reference about every row that is not accepted, and says for every row whose answer it gets and why.
import { DeliveryBuilder, type Delivery, type DeliveryReason, type Step } from '../strategy';
import { inBlocks, rest } from '../turns';
import { carriedMarks } from './carriedRows';
import { takeKnown } from './grownBatch';
import { labelledHeads } from './labelledRows';
import type { Rows, Setting } from './scene';
import { settle, type Accepted, type Settled } from './settling';

export function* deliver(setting: Setting, rows: Rows, accepted?: Accepted): Generator<Step, Delivery, void> {
  const { problem, units } = setting;
  const { table, reference, rowCount } = problem;
  // Costs nothing, and a label that is there is not left unread.
  if (problem.labelled)
    yield { type: 'ask', phase: 'apply', calls: [{ model: reference, rows: labelledHeads(problem, units) }] };
  const isAsked = (row: number) => table.isAsked(reference, row);
  const profiled = new Uint8Array(rowCount);
  yield* inBlocks(rowCount, (from, to) => {
    for (let row = from; row < to; row++) profiled[row] = Number(isAsked(row));
  });
  yield* takeKnown(problem);
  let settled: Settled | undefined;
  if (accepted) settled = yield* settle(setting, accepted);
  else {
    const isCarried = carriedMarks(problem);
    const rest = units.heads.filter((head) => !isAsked(head) && isCarried[head] === 0);
    yield { type: 'ask', phase: 'apply', calls: [{ model: reference, rows: rest }] };
  }

  yield rest;
  const delivery = new DeliveryBuilder(rowCount);
  const trust = new Float32Array(rowCount).fill(NaN);
  yield* inBlocks(rowCount, (from, to) => {
    for (let row = from; row < to; row++) {
      if (!table.isValid(reference, row)) continue;
      const why: DeliveryReason = !rows.isOpen(units.headOf(row))
        ? 'planned'
        : profiled[row]
          ? 'profiled'
          : accepted
            ? 'escalated'
            : 'reference-only';
      delivery.set(row, reference, why);
      trust[row] = 1;
    }
  });
  if (accepted && settled) {
    const { path } = accepted;
    const { prefixRows, certifiedRows } = settled;
    yield* inBlocks(prefixRows, (from, to) => {
      for (let at = from; at < to; at++) {
        const row = path.rows[at]!;
        if (isAsked(row)) continue;
        const isCertified = at < certifiedRows;
        const why = !isCertified ? 'allowed' : certifiedRows === path.rows.length ? 'whole-model' : 'trusted';
        delivery.set(row, path.proposer[row]!, why);
        trust[row] = 1 - path.deviation[row]!;
      }
    });
  }
  return {
    model: delivery.model,
    reason: delivery.reason,
    trust,
    ...(settled && { accuracy: settled.accuracy }),
  };
}
