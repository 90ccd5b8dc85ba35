// Wraps a provider so that rate limits, outages and hangs need no thought: adaptive concurrency, Retry-After, jittered backoff, timeouts,
// at most the stated retries. Time and randomness are arguments. Money is not its business (budgeted.ts stands inside, one call per attempt).
import type { Clock } from '../engine/clock';
import { onAbort } from '../engine/onAbort';
import { type AskRequest, ProviderError, type Provider, type Reply } from '../engine/provider';
import type { Random } from '../engine/random';
import { createConcurrencyLimit } from './concurrencyLimit';
import { createGate } from './gate';
import { createPatience } from './patience';
import type { LimitedReply } from './limitedReply';

export type TrafficOptions = {
  readonly clock: Clock;
  readonly random: Random;
  /** Most requests under way at once, at least 1. @default 32 */
  readonly concurrency?: number | undefined;
  /** Attempts after the first, at least 0. @default 6 */
  readonly maxRetries?: number | undefined;
  /** An attempt without an answer by then is given up; models that think get 2.5 times as long. @default 120000 */
  readonly timeoutMs?: number | undefined;
  /** Never given up earlier than this, however quick the model has been. @default 15000 */
  readonly shortestTimeoutMs?: number | undefined;
  /** So many asks that fail in a row for reasons of the network or the server, or before a model's first answer, pause the run instead of failing row after row. @default 12 */
  readonly outageAfter?: number | undefined;
};

const firstBackoffMs = 500;
const longestBackoffMs = 60_000;
/** A provider that does not end within this after an abort is left behind. */
const deafMs = 250;
/** Given as a reason, for the platform makes an exception with its stack where none is given: 80 microseconds of each request. */
const ended = new Error('the attempt has ended');
const outageKinds: ReadonlySet<string> = new Set(['network', 'server', 'timeout', 'rate-limit', 'malformed']);
/** A body that is no reply is paid for each time, and rarely better the next time. */
const retriesOfMalformed = 2;
/** Attempts at an address where nothing has ever replied: its server is not running, or it is wrong. A second or two, not half a minute. */
const attemptsAtSilence = 3;

export function traffic(inner: Provider, options: TrafficOptions): Provider {
  const { clock, random, maxRetries = 6, outageAfter = 12 } = options;
  const places = createConcurrencyLimit(Math.max(1, options.concurrency ?? 32));
  const gate = createGate(clock);
  const patience = createPatience(options.shortestTimeoutMs ?? 15_000, options.timeoutMs ?? 120_000);
  let failuresInARow = 0;
  /** Whether the address has ever replied, if only with an error. */
  let hasReplied = false;
  const answered = new Set<string>();
  let refusals = 0;

  async function ask(request: AskRequest, signal: AbortSignal): Promise<Reply> {
    for (let attempt = 0; ; attempt++) {
      await enter(request, signal);
      let error: unknown;
      try {
        const reply: LimitedReply = await withTimeout(request, signal);
        places.succeeded();
        failuresInARow = 0;
        hasReplied = true;
        answered.add(request.model.modelId);
        heed(request, reply);
        return reply;
      } catch (thrown) {
        error = thrown;
      } finally {
        places.leave();
      }
      if (signal.aborted) throw signal.reason;
      if (!(error instanceof ProviderError)) throw error;
      hasReplied ||= error.kind !== 'network' || error.details.mayBeBilled === true;
      // One stray refusal makes its own request wait; many make all of the model wait.
      if (error.kind === 'rate-limit' && places.refused())
        gate.closeFor(request.model.modelId, error.details.retryAfterMs ?? firstBackoffMs);
      if (!error.details.isRetryable) throw refused(request, error);
      if (!hasReplied && attempt + 1 >= attemptsAtSilence)
        throw pausing('Nothing has answered there yet: is the server running, and the base URL right?', error);
      if (attempt >= (error.kind === 'malformed' ? Math.min(maxRetries, retriesOfMalformed) : maxRetries))
        throw exhausted(error, attempt);
      await clock.sleep(delayMs(error, attempt), signal);
    }
  }

  /** Whoever waits at the gate holds no place, so that other models of the provider go on. */
  async function enter(request: AskRequest, signal: AbortSignal): Promise<void> {
    for (;;) {
      await gate.pass(request.model.modelId, signal);
      await places.enter(signal);
      if (gate.isOpen(request.model.modelId)) return;
      places.leave();
    }
  }

  /** Holds back while the provider says that nothing is left. */
  function heed(request: AskRequest, { rateLimits }: LimitedReply): void {
    const { remainingRequests, remainingTokens, resetMs } = rateLimits ?? {};
    if ((remainingRequests === 0 || remainingTokens === 0) && resetMs !== undefined)
      gate.closeFor(request.model.modelId, Math.min(resetMs, longestBackoffMs));
  }

  function delayMs(error: ProviderError, attempt: number): number {
    const backoff = Math.min(longestBackoffMs, firstBackoffMs * 2 ** attempt);
    const asked = error.details.retryAfterMs;
    // Never earlier than asked for; spread out so that those who were refused together do not come back together.
    return asked === undefined ? backoff * (0.5 + 0.5 * random.next()) : asked * (1 + 0.1 * random.next());
  }

  async function withTimeout(request: AskRequest, signal: AbortSignal): Promise<Reply> {
    const timeoutMs = patience.timeoutMs(request.model.modelId);
    const startMs = clock.nowMs();
    const attempt = new AbortController();
    const timer = new AbortController();
    const forget = onAbort(signal, () => {
      attempt.abort(signal.reason);
    });
    void clock.sleep(timeoutMs, timer.signal).then(
      () => {
        const waited = `${inner.name}: no answer within ${String(timeoutMs / 1000)} s.`;
        attempt.abort(new ProviderError('timeout', waited, { isRetryable: true, mayBeBilled: true }));
      },
      () => undefined, // woken because the answer came
    );
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
      const reply = await Promise.race([inner.ask(request, attempt.signal), aborted]);
      patience.answered(request.model.modelId, clock.nowMs() - startMs);
      return reply;
    } finally {
      forget();
      timer.abort(ended);
    }
  }

  function exhausted(error: ProviderError, attempt: number): ProviderError {
    const tries = `${String(attempt + 1)} attempt${attempt === 0 ? '' : 's'}`;
    if (outageKinds.has(error.kind) && ++failuresInARow >= outageAfter)
      return pausing(`${String(failuresInARow)} requests in a row failed after ${tries} each.`, error);
    return new ProviderError(error.kind, `${error.message} (after ${tries})`, {
      ...error.details,
      isRetryable: false,
      attempts: attempt + 1,
    });
  }

  /** A parameter that the model does not take fails every row; a row that is too long fails alone. */
  function refused({ model }: AskRequest, error: ProviderError): ProviderError {
    if (error.kind !== 'bad-request' || answered.has(model.modelId) || ++refusals < outageAfter) return error;
    return pausing(`${model.id} has answered nothing and refused ${String(refusals)} requests.`, error);
  }

  function pausing(why: string, last: ProviderError): ProviderError {
    const message = `${why} The run pauses rather than fail every row. Last: ${last.message}`;
    return new ProviderError('quota', message, { isRetryable: false });
  }

  return { name: inner.name, ask };
}
