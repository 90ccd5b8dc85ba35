// How far a run is, as one figure that grows with the requests: done of those expected. Rows are no such figure, since most of them get the answer that they are
// delivered with at the very end.
import type { RunState } from './runState';

export type Work = {
  /** Requests answered, of earlier sessions too. */
  readonly done: number;
  /** Requests that the run comes to, as far as known; never fewer than are done. */
  readonly expected: number;
  /** From 0 to 1; 1 only when the run is finished. */
  readonly share: number;
  /** Over the last minute at most, answers of earlier sessions left out. Undefined: too early to tell. */
  readonly perSecond?: number;
  readonly leftMs?: number;
};

/** Work that is all done and not finished yet: results are still to be written. */
const nearlyDone = 0.99;

type WorkedOn = Pick<RunState, 'progress' | 'finished' | 'mix' | 'lastPhase'> & {
  readonly started?: { readonly distinctRows: number };
};

/** Undefined until the run has begun. */
export function workOf({ started, progress, finished, mix, lastPhase }: WorkedOn): Work | undefined {
  if (started === undefined) return undefined;
  const done = progress?.callsDone ?? 0;
  if (finished !== undefined) return { done, expected: done, share: 1 };
  // Until it is decided which model answers what, every row is expected to cost one request.
  const isDecided = mix !== undefined || lastPhase === 'apply';
  const expected = Math.max(1, done, progress?.callsPlanned ?? 0, isDecided ? 0 : started.distinctRows);
  const { perSecond } = progress ?? {};
  return {
    done,
    expected,
    share: Math.min(nearlyDone, done / expected),
    ...(perSecond !== undefined && { perSecond }),
    ...(perSecond !== undefined &&
      perSecond > 0 &&
      expected > done && { leftMs: (1000 * (expected - done)) / perSecond }),
  };
}
