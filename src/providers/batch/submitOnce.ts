// Hands a batch in exactly once, also when the connection breaks in the middle: after an error that leaves it open whether the service took the
// batch, it is looked for by its reference before it is handed in again.
import type { Clock } from '../../engine/clock';
import { ProviderError } from '../../engine/provider';
import type { BatchItem, BatchService } from './batchService';

const tries = 6;
const firstWaitMs = 2000;

export async function submitOnce(
  service: BatchService,
  items: readonly BatchItem[],
  reference: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await service.submit(items, reference, signal);
    } catch (error) {
      if (!(error instanceof ProviderError) || !error.details.isRetryable || attempt >= tries) throw error;
      await clock.sleep(error.details.retryAfterMs ?? firstWaitMs * 2 ** (attempt - 1), signal);
      if (error.details.mayBeBilled) {
        const found = await findDecided(service, reference, clock, firstWaitMs * 8, signal);
        if (found !== undefined) return found;
      }
    }
  }
}

/** Asks until the service can tell whether a batch of this reference exists. */
export async function findDecided(
  service: BatchService,
  reference: string,
  clock: Clock,
  waitMs: number,
  signal: AbortSignal,
  knownIds: ReadonlySet<string> = new Set(),
): Promise<string | undefined> {
  for (let failures = 0; ;) {
    try {
      const found = await service.find(reference, knownIds, signal);
      if (found !== 'undecided') return found;
      failures = 0;
    } catch (error) {
      const isPassing = error instanceof ProviderError && error.details.isRetryable;
      if (!isPassing || ++failures >= tries) throw error;
    }
    await clock.sleep(waitMs, signal);
  }
}
