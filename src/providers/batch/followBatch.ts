// Polls a batch until it is done, seldom enough not to be a nuisance, then gives its lines. A network that comes and goes does not end it.
import type { Clock } from '../../engine/clock';
import { ProviderError } from '../../engine/provider';
import type { BatchLine, BatchService } from './batchService';

const growth = 1.5;
const longestTimes = 20;
/** At the longest wait of 5 minutes this is about two hours without a connection. */
const mostFailuresInARow = 30;

export async function* followBatch(
  service: BatchService,
  batchId: string,
  clock: Clock,
  pollMs: number,
  signal: AbortSignal,
): AsyncIterable<BatchLine> {
  let waitMs = pollMs;
  const seen = new Set<string>();
  for (let failures = 0; ;) {
    try {
      if ((await service.state(batchId, signal)) === 'done') {
        for await (const line of service.results(batchId, signal)) {
          // After a break in the middle the results are read again from the start.
          if (seen.has(line.customId)) continue;
          seen.add(line.customId);
          yield line;
        }
        return;
      }
      failures = 0;
    } catch (error) {
      const isPassing = error instanceof ProviderError && error.details.isRetryable;
      if (!isPassing || ++failures > mostFailuresInARow) throw error;
    }
    await clock.sleep(waitMs, signal);
    waitMs = Math.min(waitMs * growth, pollMs * longestTimes);
  }
}
