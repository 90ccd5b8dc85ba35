// Hands a batch in exactly once, also when the connection breaks in the middle: after an error that leaves it open whether the service took the
// batch, it is looked for by its reference before it is submitted again.
import type { Clock } from '../../engine/clock';
import { ProviderError } from '../../engine/provider';
import type { BatchItem, BatchService, Submission } from './batchService';
import { growingWaits, pausing, withOwnSignal } from './patience';
import { madeAt } from './reference';

export type FindPorts = {
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly epochMs: () => number;
  /** First wait before another look. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
};

const firstWaitMs = 2000;
/** A service that cannot be reached for so long pauses the run. */
const longestOutageMs = 15 * 60_000;
/** A batch may be missing from the service's list for some seconds after it was made (anthropic-sdk-python#1432 saw it of single batches). */
const surelyListedMs = 2 * 60_000;

/**
 * @param isWanted whether anybody still waits for one of the requests
 * @returns undefined when nobody wants it any more and nothing was submitted
 * @throws {ProviderError} of a kind that stops the run, never of one that fails rows
 */
export async function submitOnce(
  service: BatchService,
  items: readonly BatchItem[],
  reference: string,
  ports: FindPorts,
  isWanted: () => boolean,
): Promise<Submission | undefined> {
  const nextWait = growingWaits(firstWaitMs);
  let failingSinceMs: number | undefined;
  for (;;) {
    if (!isWanted()) return undefined;
    try {
      // Never broken off in the middle: it would be open whether the service took it.
      return await service.submit(items, reference, new AbortController().signal);
    } catch (error) {
      if (!(error instanceof ProviderError) || !error.details.isRetryable) throw error;
      const nowMs = ports.clock.nowMs();
      failingSinceMs ??= nowMs;
      // A limit of requests is waited for as long as it takes.
      if (error.kind === 'rate-limit') failingSinceMs = nowMs;
      if (nowMs - failingSinceMs > longestOutageMs)
        throw pausing(error, 'A batch could not be submitted for 15 minutes.');
      await ports.clock.sleep(Math.max(error.details.retryAfterMs ?? 0, nextWait()), ports.signal);
      if (error.details.mayBeBilled) {
        const batchId = await findDecided(service, reference, ports);
        if (batchId !== undefined) return { type: 'submitted', batchId };
      }
    }
  }
}

/**
 * Asks until the service can tell whether a batch of this reference exists; one that was made moments ago may not be listed yet.
 * @throws {ProviderError} of a kind that stops the run
 */
export async function findDecided(
  service: BatchService,
  reference: string,
  { clock, epochMs, waitMs, signal }: FindPorts,
  knownIds: ReadonlySet<string> = new Set(),
): Promise<string | undefined> {
  const nextWait = growingWaits(waitMs);
  let failingSinceMs: number | undefined;
  for (;;) {
    try {
      const found = await withOwnSignal(signal, (own) => service.find(reference, knownIds, own));
      const isListed = epochMs() - madeAt(reference) >= surelyListedMs;
      if (found !== 'undecided' && (found !== undefined || isListed)) return found;
      failingSinceMs = undefined;
    } catch (error) {
      if (!(error instanceof ProviderError) || !error.details.isRetryable) throw error;
      failingSinceMs ??= clock.nowMs();
      if (clock.nowMs() - failingSinceMs > longestOutageMs)
        throw pausing(error, 'The service could not be asked for a batch for 15 minutes.');
    }
    await clock.sleep(nextWait(), signal);
  }
}
