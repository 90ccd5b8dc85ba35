// The last step of a run: asks the reference about every row that is not accepted, and says for every row whose answer it gets and why.
import { DeliveryBuilder, type Delivery, type DeliveryReason, type Problem, type Step } from '../strategy';
import { inBlocks, rest } from '../turns';
import { carriedMarks } from './carriedRows';
import { takeKnown } from './grownBatch';
import { labelledHeads } from './labelledRows';
import type { Path } from './path';
import type { Rows, Setting } from './scene';
import { settle, type Accepted, type Settled } from './settling';

export function* deliver(setting: Setting, rows: Rows, accepted?: Accepted): Generator<Step, Delivery, void> {
  const { problem, units } = setting;
  const { table, reference, rowCount } = problem;
  // Costs nothing, and a label that is there is not left unread.
  if (problem.labelled)
    yield { type: 'ask', phase: 'apply', calls: [{ model: reference, rows: labelledHeads(problem, units) }] };
  const profiled = new Uint8Array(rowCount);
  yield* inBlocks(rowCount, (from, to) => {
    markAsked(profiled, problem, from, to);
  });
  yield* takeKnown(problem);
  let settled: Settled | undefined;
  if (accepted) settled = yield* settle(setting, accepted);
  else {
    const isCarried = carriedMarks(problem);
    const rest = units.heads.filter((head) => !table.isAsked(reference, head) && isCarried[head] === 0);
    yield { type: 'ask', phase: 'apply', calls: [{ model: reference, rows: rest }] };
  }

  yield rest;
  const delivery = new DeliveryBuilder(rowCount);
  const trust = new Float32Array(rowCount).fill(NaN);
  const own = { profiled, elsewhere: accepted ? 'escalated' : 'reference-only' } as const;
  yield* inBlocks(rowCount, (from, to) => {
    deliverReference(delivery, trust, setting, rows, own, from, to);
  });
  if (accepted && settled) {
    const { path } = accepted;
    const { prefixRows, certifiedRows } = settled;
    yield* inBlocks(prefixRows, (from, to) => {
      deliverProposals(delivery, trust, problem, path, certifiedRows, from, to);
    });
  }
  return {
    model: delivery.model,
    reason: delivery.reason,
    trust,
    ...(settled && { accuracy: settled.accuracy }),
  };
}

function markAsked(marks: Uint8Array, { table, reference }: Problem, from: number, to: number): void {
  for (let row = from; row < to; row++) marks[row] = Number(table.isAsked(reference, row));
}

/** @param own rows that the reference was asked about before the last step, and why it answers those of the last step. */
function deliverReference(
  delivery: DeliveryBuilder,
  trust: Float32Array,
  { problem: { table, reference }, units }: Setting,
  rows: Rows,
  { profiled, elsewhere }: { readonly profiled: Uint8Array; readonly elsewhere: DeliveryReason },
  from: number,
  to: number,
): void {
  for (let row = from; row < to; row++) {
    if (!table.isValid(reference, row)) continue;
    const why = !rows.isOpen(units.headOf(row)) ? 'planned' : profiled[row] ? 'profiled' : elsewhere;
    delivery.set(row, reference, why);
    trust[row] = 1;
  }
}

function deliverProposals(
  delivery: DeliveryBuilder,
  trust: Float32Array,
  { table, reference }: Problem,
  path: Path,
  certifiedRows: number,
  from: number,
  to: number,
): void {
  const certified = certifiedRows === path.rows.length ? 'whole-model' : 'trusted';
  for (let at = from; at < to; at++) {
    const row = path.rows[at]!;
    if (table.isAsked(reference, row)) continue;
    delivery.set(row, path.proposer[row]!, at < certifiedRows ? certified : 'allowed');
    trust[row] = 1 - path.deviation[row]!;
  }
}
