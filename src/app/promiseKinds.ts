// What a job promises in place of an accuracy, one entry a kind: what it is called where it cannot be combined with something, what it asks for before
// anything is known of the rows, and what a finished run promises of it. engine/promise/kinds.ts has its sentences.
import type { RunPromise } from '../engine/events';
import { isKept } from '../engine/filter/sides';
import { usualShare, wrongShare } from '../engine/filter/planFilter';
import type { Job } from '../engine/job';
import type { EstimateNote } from '../engine/money/estimateNotes';
import { kindOf, promisedBy, type Bounds, type Kept, type PromiseKind } from '../engine/promise/kinds';
import { usuallyDeviating } from '../engine/strategies/boundedLoss';
import { allowedDeviations } from '../engine/strategy';
import { errorOfEach, missedAllowed, wrongAllowed, type FilterBounds } from '../engine/task/filterBounds';
import { leastSample } from './costRange';
import type { Driven } from './finishRun';

export type PlannedProof = {
  /** Rows that may be off: differ, be missed or stand among those found wrongly, or lose more than the mean. */
  readonly allowed: number;
  /** The same as a share. */
  readonly delta: number;
  /** Rows that the reference answers at least: at best, and where the rows are as is usual. */
  readonly least: number;
  readonly usualLeast: number;
  /** What is taken for granted beside that; absent: nothing. */
  readonly note?: EstimateNote;
};

/** What a finished run delivered. */
type Delivered = Pick<Driven, 'delivery' | 'table'>;

type KindEntry<K extends PromiseKind> = {
  /** Begins a sentence. */
  readonly what: string;
  /** What to do to be promised an accuracy. */
  readonly instead: string;
  readonly proof: (bounds: Bounds[K], job: Job, rows: number, openRows: number) => PlannedProof;
  readonly kept: (bounds: Bounds[K], delivered: Delivered) => Kept[K];
  /** Rows that may be off, in the place of those that may differ. */
  readonly off: (kept: Kept[K], delivered: Delivered) => number;
};

const entries: { readonly [K in PromiseKind]: KindEntry<K> } = {
  filter: {
    what: 'A filter',
    instead: 'use --task labels --labels yes,no with an accuracy',
    proof: (bounds, { confidence }, _rows, openRows) => ofFilter(bounds, openRows, 1 - confidence),
    kept: (bounds, { delivery, table }) => {
      if (delivery.filter) return { ...bounds, ...delivery.filter };
      // The reference answered every row itself.
      const kept = delivery.model.reduce(
        (rows, model, row) => rows + Number(model >= 0 && isKept(table, model, row)),
        0,
      );
      return { ...bounds, kept, missed: 0, wrong: 0 };
    },
    off: ({ missed, wrong }) => missed + wrong,
  },
  loss: {
    what: 'A bounded mean loss',
    instead: 'promise an accuracy instead, without --loss',
    proof: (loss, { confidence }, rows, openRows) => {
      const delta = usuallyDeviating(loss);
      // At best no loss but the cap itself is hidden.
      const allowed = Math.floor((loss.mean / loss.cap) * rows);
      const least = leastSample({ rows: openRows, allowed, alpha: 1 - confidence });
      const note = { type: 'planned-as', promise: 'loss', share: delta } as const;
      return { allowed: Math.floor(delta * rows), delta, least, usualLeast: least, note };
    },
    kept: (bound) => bound,
    off: (_, { delivery }) => delivery.loss?.cheaperRows ?? 0,
  },
};

/** What is promised in place of an accuracy, and what to do for one; undefined: an accuracy is. */
export function otherPromise({
  task,
}: Pick<Job, 'task'>): { readonly what: string; readonly instead: string } | undefined {
  const kind = kindOf(promisedBy(task));
  return kind && entries[kind];
}

/** @param openRows those that are asked about; identical ones stand for one. */
export function plannedProof(job: Job, rows: number, openRows: number): PlannedProof {
  const promised = promisedBy(job.task);
  const proofOf = <K extends PromiseKind>(kind: K) =>
    entries[kind].proof(promised[kind] as Bounds[K], job, rows, openRows);
  const kind = kindOf(promised);
  if (kind) return proofOf(kind);
  const allowed = allowedDeviations(job.accuracy, rows);
  const least = leastSample({ rows: openRows, allowed, alpha: 1 - job.confidence });
  return { allowed, delta: 1 - job.accuracy, least, usualLeast: least };
}

/** What a finished run promises in place of an accuracy, and how many rows may be off; undefined: an accuracy. */
export function keptPromise(
  { task }: Pick<Job, 'task'>,
  delivered: Delivered,
): { readonly promised: Pick<RunPromise, PromiseKind>; readonly off: number } | undefined {
  const promised = promisedBy(task);
  const keptOf = <K extends PromiseKind>(kind: K) => {
    const kept = entries[kind].kept(promised[kind] as Bounds[K], delivered);
    return { promised: { [kind]: kept }, off: entries[kind].off(kept, delivered) };
  };
  const kind = kindOf(promised);
  return kind && keptOf(kind);
}

/** Shares of kept rows that a filter may turn out to have. */
const shares = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9];

function ofFilter(bounds: FilterBounds, rows: number, alpha: number): PlannedProof {
  const each = errorOfEach(bounds, alpha);
  // A side whose bound is 1 is the reference's own, row by row.
  const leastAt = (share: number) => {
    const kept = Math.round(share * rows);
    const dropped = rows - kept;
    const ofKept =
      bounds.precision < 1 ? leastSample({ rows: kept, allowed: wrongAllowed(bounds, kept), alpha: each }) : kept;
    const missed = missedAllowed(bounds, bounds.recall * kept);
    return ofKept + (bounds.recall < 1 ? leastSample({ rows: dropped, allowed: missed, alpha: each }) : dropped);
  };
  const allowed = wrongShare(bounds, usualShare * rows);
  return {
    allowed,
    delta: allowed / Math.max(1, rows),
    least: Math.min(...shares.map(leastAt)),
    usualLeast: leastAt(usualShare),
    note: { type: 'planned-as', promise: 'filter', share: usualShare },
  };
}
