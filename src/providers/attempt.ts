// One attempt at a provider, given up when it takes too long: how long that is may change while it waits.
import type { Clock } from '../engine/clock';
import { onAbort } from '../engine/onAbort';
import { type AskRequest, ProviderError, type Provider, type Reply } from '../engine/provider';

/** A provider that does not end within this after an abort is left behind. */
const deafMs = 250;
/** How often a long wait is looked at again. */
const lookAgainMs = 5000;
/** Given as a reason, for the platform makes an exception with its stack where none is given: 80 microseconds of each request. */
const ended = new Error('the attempt has ended');

/**
 * @param timeoutMs asked at first, after the shortest wait, and every few seconds from then on
 * @throws {ProviderError} of kind `timeout`, what the provider throws, or the signal's reason
 */
export async function attemptWithin(
  inner: Provider,
  request: AskRequest,
  signal: AbortSignal,
  clock: Clock,
  shortestMs: number,
  timeoutMs: () => number,
): Promise<Reply> {
  const attempt = new AbortController();
  const timer = new AbortController();
  const forget = onAbort(signal, () => {
    attempt.abort(signal.reason);
  });
  const startMs = clock.nowMs();
  const watch = async () => {
    for (let next = Math.min(shortestMs, timeoutMs()); next > 0;) {
      await clock.sleep(next, timer.signal);
      const left = timeoutMs() - (clock.nowMs() - startMs);
      next = Math.min(left, lookAgainMs);
    }
    const waited = Math.round((clock.nowMs() - startMs) / 1000);
    attempt.abort(
      new ProviderError('timeout', `${inner.name}: no answer within ${String(waited)} s.`, {
        isRetryable: true,
        mayBeBilled: true,
      }),
    );
  };
  watch().catch(() => undefined); // woken because the answer came
  const aborted = new Promise<never>((_, reject) => {
    const giveUpOnProvider = () => {
      void clock.sleep(deafMs, timer.signal).then(
        () => {
          reject(attempt.signal.reason as Error);
        },
        () => undefined, // the attempt ended by itself
      );
    };
    attempt.signal.addEventListener('abort', giveUpOnProvider, { once: true });
  });
  try {
    // The attempt's own end is waited for, so that its money is accounted before the caller goes on; a provider deaf to signals is not.
    return await Promise.race([inner.ask(request, attempt.signal), aborted]);
  } finally {
    forget();
    timer.abort(ended);
  }
}
