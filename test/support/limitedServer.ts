// A provider on a virtual clock that lets through what a token bucket holds, and keeps a ledger: what it answered, what it refused and when, by
// model. For simulations of many limits in no time.
import type { Clock } from '../../src/engine/clock';
import { type AskRequest, ProviderError, type Provider } from '../../src/engine/provider';
import type { Random } from '../../src/engine/random';
import type { LimitedReply } from '../../src/providers/limitedReply';
import type { StatedLimit } from '../../src/providers/rateLimits';

export type BucketOptions = {
  readonly perMinute: number;
  /** What it holds when full. @default `perMinute` */
  readonly capacity?: number;
  readonly unit?: 'requests' | 'tokens';
  /** Refusals take from it too, down to 0. */
  readonly countsRefusals?: boolean;
  /** All of it comes back at once, each minute. */
  readonly isWindow?: boolean;
};
export type LimitedOptions = {
  readonly bucket: BucketOptions;
  /** How long an answer takes; a refusal takes a tenth of it. @default 300 */
  readonly latencyMs?: number;
  readonly tells?: { readonly headers?: boolean; readonly retryAfter?: 'exact' | 'seconds' };
  /** Share of requests that are refused for no reason. */
  readonly stray?: number;
};

export type LimitedServer = {
  readonly provider: Provider;
  readonly answeredAtMs: number[];
  readonly refusedAtMs: number[];
};

/** Tokens that a request counts for: its content says so. */
export const tokensOf = (request: AskRequest) => Number(/\d+$/.exec(request.content)?.[0] ?? 0);

export function limitedServer(options: LimitedOptions, clock: Clock, random: Random): LimitedServer {
  const { bucket, latencyMs = 300, tells = {}, stray = 0 } = options;
  const { perMinute, capacity = perMinute, unit = 'requests', isWindow = false } = bucket;
  const perMs = perMinute / 60_000;
  let level = capacity;
  let atMs = clock.nowMs();
  const answeredAtMs: number[] = [];
  const refusedAtMs: number[] = [];
  const windowEndMs = () => (Math.floor(clock.nowMs() / 60_000) + 1) * 60_000;
  const fill = () => {
    const nowMs = clock.nowMs();
    if (isWindow) {
      if (Math.floor(nowMs / 60_000) > Math.floor(atMs / 60_000)) level = capacity;
    } else level = Math.min(capacity, level + perMs * (nowMs - atMs));
    atMs = nowMs;
  };
  const told = (): StatedLimit[] | undefined =>
    tells.headers
      ? [
          {
            name: unit,
            unit,
            limit: capacity,
            remaining: Math.floor(level),
            resetMs: isWindow ? windowEndMs() - clock.nowMs() : (capacity - level) / perMs,
          },
        ]
      : undefined;

  async function ask(request: AskRequest, signal: AbortSignal): Promise<LimitedReply> {
    await clock.sleep(latencyMs * 0.05, signal);
    fill();
    const tokens = tokensOf(request);
    const cost = unit === 'requests' ? 1 : tokens;
    if (level < cost || random.next() < stray) {
      if (bucket.countsRefusals) level = Math.max(0, level - cost);
      const missing = Math.max(0, cost - level);
      refusedAtMs.push(clock.nowMs());
      const exactMs = isWindow ? windowEndMs() - clock.nowMs() : missing / perMs;
      await clock.sleep(latencyMs * 0.1, signal);
      throw new ProviderError('rate-limit', 'too many requests', {
        isRetryable: true,
        status: 429,
        ...(tells.retryAfter && {
          retryAfterMs: tells.retryAfter === 'exact' ? exactMs : Math.ceil(exactMs / 1000) * 1000,
        }),
      });
    }
    level -= cost;
    answeredAtMs.push(clock.nowMs());
    const rateLimits = told();
    await clock.sleep(latencyMs * (0.7 + 0.6 * random.next()), signal);
    return {
      text: 'ham',
      usage: { inputTokens: tokens, outputTokens: 1 },
      finish: { unified: 'stop' },
      ...(rateLimits && { rateLimits }),
    };
  }
  return { provider: { name: 'limited', ask }, answeredAtMs, refusedAtMs };
}
