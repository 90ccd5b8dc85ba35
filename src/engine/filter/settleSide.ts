// Settles how much of a side keeps its proposals: asks the reference from the side's end until what the rest can hide is within what may go wrong.
import { certifiedRows, longestPrefix, standings, type Certificate } from '../certified/certificates';
import type { Path } from '../certified/path';
import type { Setting } from '../certified/scene';
import type { Step } from '../strategy';
import type { Resting } from '../turns';

export type SettledSide = {
  /** Leading rows that keep their proposals where the reference was not asked; it was asked about all behind them. */
  readonly prefixRows: number;
  /** Of them those that a look has certified. */
  readonly certifiedRows: number;
  /** Wrong proposals that they hide at most. */
  readonly hidden: number;
};

/** Each further batch is at least this share of what was asked before it, so that batches stay few. */
const batchGrowth = 0.25;

/** @param allowed how many wrong proposals may be hidden, by what is known now, where so many leading rows keep their proposals. */
export function* settleSide(
  { problem, units }: Setting,
  path: Path,
  certificates: readonly Certificate[],
  allowed: (prefixRows: number) => Resting<number>,
): Generator<Step, SettledSide, void> {
  const { table, reference } = problem;
  const { rows } = path;
  let end = rows.length;
  let repaired = 0;
  const askFrom = function* (from: number): Generator<Step, void, void> {
    const heads = new Set<number>();
    for (let at = end - 1; at >= from; at--)
      if (!table.isAsked(reference, rows[at]!)) heads.add(units.headOf(rows[at]!));
    yield { type: 'ask', phase: 'apply', calls: [{ model: reference, rows: [...heads] }] };
  };
  for (;;) {
    while (end > 0 && table.isAsked(reference, rows[end - 1]!)) end--;
    const most = yield* allowed(end);
    const longest = Math.min(end, yield* longestPrefix(path, table, certificates, most));
    const proven = Math.min(end, certifiedRows(certificates));
    const stop = Math.max(longest, proven);
    if (stop < end) {
      yield* askFrom(stop);
      continue;
    }
    const hidden = yield* hiddenIn(path, table, certificates, end);
    if (hidden <= most) return { prefixRows: end, certifiedRows: proven, hidden };
    const batch = Math.max(hidden - most, Math.ceil(batchGrowth * repaired));
    let from = end;
    for (let unasked = 0; from > longest && unasked < batch; from--)
      if (!table.isAsked(reference, rows[from - 1]!)) unasked++;
    repaired += end - from;
    yield* askFrom(from);
  }
}

/** The least that a certificate, or the number of unasked rows alone, says of the leading rows. */
function* hiddenIn(
  { rows, ...path }: Path,
  table: Parameters<typeof standings>[1],
  certificates: readonly Certificate[],
  end: number,
): Resting<number> {
  const unaskedFrom = (from: number) => {
    let unasked = 0;
    for (let at = from; at < end; at++) if (!table.isAsked(table.reference, rows[at]!)) unasked++;
    return unasked;
  };
  const bounds = [unaskedFrom(0)];
  for (const { prefixRows, hidden } of yield* standings({ rows, ...path }, table, certificates))
    if (prefixRows > 0) bounds.push(Math.max(0, hidden) + unaskedFrom(Math.min(prefixRows, end)));
  return Math.min(...bounds);
}
