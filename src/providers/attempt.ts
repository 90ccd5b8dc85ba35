// One attempt at a provider, given up when it takes too long: how long that is may change while it waits. The user's limit is the most; once a model has
// been seen answering, it is a few times its slowest answer. A hang is then noticed in seconds on a quick model, while one that thinks keeps its time.
import type { Clock } from '../engine/clock';
import { onAbort } from '../engine/onAbort';
import { type AskRequest, ProviderError, type Provider, type Reply } from '../engine/provider';
import { traitsOf } from './modelTraits';

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

export interface Timeouts {
  /** Falls while answers come in: whoever waits looks again now and then. */
  timeoutMs(model: string): number;
  answered(model: string, tookMs: number): void;
}

/** A model that thinks may take minutes, and what is given up may be billed and asked again. Node's fetch ends a wait for headers after 300 s. */
const timesForThinking = 2.5;

/** After so many answers their slowest says most of what the next may take; after fewer it says as much less: a hundred times the only one. */
const answersThatTell = 20;
const timesTheSlowest = 5;

export function adaptiveTimeouts(shortestMs: number, longestMs: number): Timeouts {
  const seen = new Map<string, { answers: number; slowestMs: number }>();
  return {
    timeoutMs(model) {
      const { answers, slowestMs } = seen.get(model) ?? { answers: 0, slowestMs: 0 };
      const mostMs = traitsOf(model).isReasoning ? timesForThinking * longestMs : longestMs;
      if (answers === 0) return mostMs;
      const times = timesTheSlowest * Math.max(1, answersThatTell / answers);
      return Math.min(mostMs, Math.max(shortestMs, times * slowestMs));
    },
    answered(model, tookMs) {
      const { answers, slowestMs } = seen.get(model) ?? { answers: 0, slowestMs: 0 };
      seen.set(model, { answers: answers + 1, slowestMs: Math.max(slowestMs, tookMs) });
    },
  };
}
