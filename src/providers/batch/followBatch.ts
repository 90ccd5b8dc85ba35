// Polls a batch until it is done, seldom enough not to be a nuisance, and gives its lines. What the service does not show yet is looked for again:
// a batch unknown seconds after it was made, a file missing after the end, fewer lines than the service counts. None of it means "was not run".
import type { Clock } from '../../engine/clock';
import { ProviderError } from '../../engine/provider';
import type { BatchLine, BatchService, BatchState } from './batchService';
import { growingWaits, pausing, withOwnSignal } from './patience';

/** A batch younger than this, or ended less long ago, that is not found has not been deleted: services keep batches for a month. */
const youngMs = 24 * 3600_000;
/** So long after its end a batch's results are looked at again while lines are missing. */
const settlingMs = 3600_000;
/** At the longest wait of 5 minutes this is about two hours without a connection. */
const mostFailuresInARow = 30;

export type FollowPorts = {
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly epochMs: () => number;
  readonly pollMs: number;
  readonly signal: AbortSignal;
  /** Told what a user may want to know, once each. */
  readonly note: (message: string) => void;
};

export type BatchEnd =
  | Extract<BatchState, { type: 'refused' }>
  /** Deleted by the service, or not known to it for a day. */
  | { readonly type: 'gone' }
  | {
      readonly type: 'ended';
      readonly outcome: 'completed' | 'expired' | 'cancelled';
      readonly read: number;
      readonly answered?: number;
      /** Replies that the service counts and that are in none of its files. */
      readonly missing: number;
    };

type Ended = Extract<BatchState, { type: 'ended' }>;

/**
 * @param batch with the time when it was planned, in milliseconds since 1970, and the number of its requests
 * @param take given each line once, also if the results are read again
 * @throws {ProviderError} of a kind that stops the run
 */
export async function followBatch(
  service: BatchService,
  { batchId, madeAt, total }: { readonly batchId: string; readonly madeAt: number; readonly total: number },
  ports: FollowPorts,
  take: (line: BatchLine) => void,
): Promise<BatchEnd> {
  const { clock, epochMs, signal } = ports;
  const nextWait = growingWaits(ports.pollMs);
  const taken = new Set<string>();
  let replies = 0;
  let seenEndedAt: number | undefined;
  let endedAt = madeAt;
  const told = new Set<string>();
  const tellOnce = (message: string) => {
    if (!told.has(message)) ports.note(message);
    told.add(message);
  };

  /** @returns the number of lines that nobody can read */
  async function read({ results }: Ended, own: AbortSignal): Promise<number> {
    let unreadable = 0;
    for await (const line of results?.(own) ?? []) {
      if (line.type === 'unreadable') unreadable++;
      else if (!taken.has(line.customId)) {
        taken.add(line.customId);
        if (line.type === 'reply') replies++;
        take(line);
      }
    }
    return unreadable;
  }

  async function look(own: AbortSignal): Promise<BatchEnd | undefined> {
    const state = await service.state(batchId, own);
    if (state.type === 'running') return undefined;
    if (state.type === 'refused') return state;
    if (state.type === 'deleted') return { type: 'gone' };
    seenEndedAt ??= epochMs();
    // Batches end within a day, whatever the service states.
    endedAt = state.endedAt ?? Math.min(seenEndedAt, madeAt + youngMs);
    const unreadable = await read(state, own);
    const { outcome, answered } = state;
    // Every request of a completed batch has a line, answered or failed.
    const unshown = outcome === 'completed' || answered === undefined ? total - taken.size : 0;
    const missing = Math.max(0, unreadable, answered === undefined ? unshown : answered - replies);
    const until = Math.max(seenEndedAt + settlingMs, taken.size === 0 ? endedAt + youngMs : 0);
    if ((missing > 0 || unshown > 0) && epochMs() < until) {
      const counted = String(answered ?? replies + missing);
      tellOnce(
        `The batch ${batchId} has ended; ${counted} answers are counted, and ${String(replies)} are in its results so far. It is looked at again.`,
      );
      return undefined;
    }
    return { type: 'ended', outcome, read: taken.size, missing, ...(answered !== undefined && { answered }) };
  }

  for (let failures = 0; ; await clock.sleep(nextWait(), signal)) {
    try {
      const end = await withOwnSignal(signal, look);
      if (end) return end;
      failures = 0;
    } catch (error) {
      if (signal.aborted || !(error instanceof ProviderError)) throw error;
      if (error.details.status === 404) {
        if (epochMs() - Math.max(madeAt, endedAt) >= youngMs) return { type: 'gone' };
        tellOnce(`The batch ${batchId} is not found (yet). It is looked for again, for a day.`);
      } else if (!error.details.isRetryable || ++failures > mostFailuresInARow) {
        throw pausing(error, `The batch ${batchId} cannot be looked at.`);
      }
    }
  }
}
