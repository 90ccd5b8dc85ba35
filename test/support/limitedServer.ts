// A provider on a virtual clock that lets through what a limit allows, and keeps a ledger: what it answered, what it refused and when, by
// model. For simulations of many limits in no time.
import type { Clock } from '../../src/engine/clock';
import { type AskRequest, ProviderError, type Provider } from '../../src/engine/provider';
import type { Random } from '../../src/engine/random';
import type { LimitedReply } from '../../src/providers/limitedReply';
import type { StatedLimit } from '../../src/providers/rateLimits';
import { bothOf, createLimiter, type Limiter, type LimiterOptions } from './limiter';

export type BucketOptions = LimiterOptions & {
  readonly unit?: 'requests' | 'tokens';
  /** Refusals take from it too: from a bucket down to 0; of a sliding window each is one more entry. */
  readonly countsRefusals?: boolean;
};
export type LimitedOptions = {
  readonly bucket: BucketOptions;
  /** A second limit that holds besides. */
  readonly also?: LimiterOptions;
  /** More requests under way are refused. */
  readonly concurrent?: number;
  /** Instead of a limiter of its own: one that other models use up too. */
  readonly limiter?: Limiter;
  /** How long an answer takes; a refusal takes a tenth of it. @default 300 */
  readonly latencyMs?: number;
  /** The way to the server takes up to so much more, drawn for each request. @default 0 */
  readonly jitterMs?: number;
  readonly tells?: {
    /** `remaining`: neither the limit nor its reset; `timeless`: no reset; `seconds`: the reset in whole seconds, rounded up. */
    readonly headers?: boolean | 'remaining' | 'timeless' | 'seconds';
    /** Of the first limit. @default its unit */
    readonly name?: string;
    readonly retryAfter?: 'exact' | 'seconds';
  };
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

export function limiterOf({ bucket, also }: LimitedOptions, clock: Clock): Limiter {
  const limiter = createLimiter(bucket, clock);
  return also ? bothOf(limiter, createLimiter(also, clock)) : limiter;
}

export function limitedServer(options: LimitedOptions, clock: Clock, random: Random): LimitedServer {
  const { bucket, latencyMs = 300, jitterMs = 0, tells = {}, stray = 0, concurrent = Infinity } = options;
  const { unit = 'requests' } = bucket;
  const limiter = options.limiter ?? limiterOf(options, clock);
  let underWay = 0;
  const answeredAtMs: number[] = [];
  const refusedAtMs: number[] = [];
  const told = (): StatedLimit[] | undefined => {
    if (!tells.headers) return undefined;
    return (limiter.parts ?? [limiter]).map((part, at) => {
      const name = at === 0 ? (tells.name ?? unit) : `${unit}-${String(at)}`;
      const remaining = Math.floor(part.remaining());
      if (tells.headers === 'remaining') return { name, unit, remaining };
      if (tells.headers === 'timeless') return { name, unit, limit: part.capacity(), remaining };
      const resetMs = part.resetMs();
      const told = tells.headers === 'seconds' ? Math.ceil(resetMs / 1000) * 1000 : resetMs;
      return { name, unit, limit: part.capacity(), remaining, resetMs: told };
    });
  };

  async function ask(request: AskRequest, signal: AbortSignal): Promise<LimitedReply> {
    await clock.sleep(latencyMs * 0.05 + (jitterMs > 0 ? jitterMs * random.next() : 0), signal);
    const tokens = tokensOf(request);
    const cost = unit === 'requests' ? 1 : tokens;
    if (limiter.remaining() < cost || underWay >= concurrent || random.next() < stray) {
      const exactMs = limiter.waitMs(cost);
      if (bucket.countsRefusals) limiter.take(bucket.kind === 'sliding' ? cost : Math.min(cost, limiter.remaining()));
      refusedAtMs.push(clock.nowMs());
      await clock.sleep(latencyMs * 0.1, signal);
      throw new ProviderError('rate-limit', 'too many requests', {
        isRetryable: true,
        status: 429,
        ...(tells.retryAfter && {
          retryAfterMs: tells.retryAfter === 'exact' ? exactMs : Math.ceil(exactMs / 1000) * 1000,
        }),
      });
    }
    limiter.take(cost);
    answeredAtMs.push(clock.nowMs());
    const rateLimits = told();
    underWay++;
    await clock.sleep(latencyMs * (0.7 + 0.6 * random.next()), signal);
    underWay--;
    return {
      text: 'ham',
      usage: { inputTokens: tokens, outputTokens: 1 },
      finish: { unified: 'stop' },
      ...(rateLimits && { rateLimits }),
    };
  }
  return { provider: { name: 'limited', ask }, answeredAtMs, refusedAtMs };
}
