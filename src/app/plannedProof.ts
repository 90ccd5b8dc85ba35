// What the promise of a job asks for before anything is known of its rows: how many of them may be off, and how many the reference has to answer at
// least to prove it. A filter and a bounded loss are planned as their strategies plan them.
import { usualShare, wrongShare } from '../engine/filter/planFilter';
import { filterOfJob, lossOfJob, type Job } from '../engine/job';
import type { EstimateNote } from '../engine/money/estimateNotes';
import { usuallyDeviating } from '../engine/strategies/boundedLoss';
import { allowedDeviations } from '../engine/strategy';
import { errorOfEach, missedAllowed, wrongAllowed, type FilterBounds } from '../engine/task/filterBounds';
import { leastSample } from './costRange';

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

/** @param openRows those that are asked about; identical ones stand for one. */
export function plannedProof(job: Job, rows: number, openRows: number): PlannedProof {
  const alpha = 1 - job.confidence;
  const filter = filterOfJob(job);
  if (filter) return ofFilter(filter, openRows, alpha);
  const loss = lossOfJob(job);
  if (loss) {
    const delta = usuallyDeviating(loss);
    // At best no loss but the cap itself is hidden.
    const least = leastSample({ rows: openRows, allowed: Math.floor((loss.mean / loss.cap) * rows), alpha });
    const note = { type: 'planned-as', promise: 'loss', share: delta } as const;
    return { allowed: Math.floor(delta * rows), delta, least, usualLeast: least, note };
  }
  const allowed = allowedDeviations(job.accuracy, rows);
  const least = leastSample({ rows: openRows, allowed, alpha });
  return { allowed, delta: 1 - job.accuracy, least, usualLeast: least };
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
