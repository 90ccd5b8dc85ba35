// The kinds of limits that servers keep: a token bucket, a fixed window, a sliding window. Time is the clock's.
import type { Clock } from '../../src/engine/clock';

export type LimiterOptions = {
  readonly perMinute: number;
  /** @default 'bucket' */
  readonly kind?: 'bucket' | 'window' | 'sliding';
  /** Of windows. @default 60000 */
  readonly windowMs?: number;
  /** What a bucket holds when full. @default `perMinute` */
  readonly capacity?: number;
  /** From when another limit holds. */
  readonly change?: { readonly atMs: number; readonly perMinute: number };
};

export type Limiter = {
  capacity(): number;
  remaining(): number;
  take(cost: number): void;
  /** Until so much is there again. */
  waitMs(cost: number): number;
  /** Until all is there again. */
  resetMs(): number;
  /** What it lets through in that time at most, when nothing is left at its beginning. */
  allowed(fromMs: number, toMs: number): number;
  /** The limits that it is made of, each of which servers tell by a name of its own; absent: it is one. */
  readonly parts?: readonly Limiter[];
};

/** Two limits at once, as by the second and by the minute: a request needs room in both. */
export function bothOf(one: Limiter, other: Limiter): Limiter {
  return {
    capacity: () => Math.min(one.capacity(), other.capacity()),
    remaining: () => Math.min(one.remaining(), other.remaining()),
    take(cost) {
      one.take(cost);
      other.take(cost);
    },
    waitMs: (cost) => Math.max(one.waitMs(cost), other.waitMs(cost)),
    resetMs: () => Math.max(one.resetMs(), other.resetMs()),
    allowed: (fromMs, toMs) => Math.min(one.allowed(fromMs, toMs), other.allowed(fromMs, toMs)),
    parts: [one, other],
  };
}

export function createLimiter(options: LimiterOptions, clock: Clock): Limiter {
  const { kind = 'bucket', windowMs = 60_000, change } = options;
  const perMs = (atMs: number) => (change && atMs >= change.atMs ? change.perMinute : options.perMinute) / 60_000;
  const ratio = (options.capacity ?? options.perMinute) / options.perMinute;
  const capacity = () => perMs(clock.nowMs()) * (kind === 'bucket' ? 60_000 * ratio : windowMs);
  let level = capacity();
  let atMs = clock.nowMs();
  let log: { readonly atMs: number; readonly cost: number }[] = [];

  const windowEndMs = () => (Math.floor(clock.nowMs() / windowMs) + 1) * windowMs;
  const settle = () => {
    const nowMs = clock.nowMs();
    if (kind === 'bucket') level = Math.min(capacity(), level + perMs(nowMs) * (nowMs - atMs));
    else if (kind === 'window') {
      if (Math.floor(nowMs / windowMs) > Math.floor(atMs / windowMs)) level = capacity();
    } else {
      log = log.filter((each) => each.atMs > nowMs - windowMs);
      level = capacity() - log.reduce((sum, { cost }) => sum + cost, 0);
    }
    atMs = nowMs;
  };
  /** Of a sliding window: until so much of what was used is too old to count. */
  const untilFreed = (missing: number) => {
    let freed = 0;
    for (const each of log) if ((freed += each.cost) >= missing) return each.atMs + windowMs - clock.nowMs();
    return windowMs;
  };
  const limiter: Limiter = {
    capacity,
    remaining: () => {
      settle();
      return level;
    },
    take(cost) {
      settle();
      level -= cost;
      if (kind === 'sliding') log.push({ atMs: clock.nowMs(), cost });
    },
    waitMs(cost) {
      settle();
      const missing = cost - level;
      if (missing <= 0) return 0;
      if (kind === 'bucket') return missing / perMs(clock.nowMs());
      return kind === 'window' ? windowEndMs() - clock.nowMs() : untilFreed(missing);
    },
    resetMs() {
      settle();
      if (kind === 'window') return windowEndMs() - clock.nowMs();
      return kind === 'sliding' ? untilFreed(capacity() - level) : (capacity() - level) / perMs(clock.nowMs());
    },
    allowed(fromMs, toMs) {
      if (!change || toMs <= change.atMs) return (toMs - fromMs) * perMs(fromMs);
      const from = Math.max(fromMs, change.atMs);
      return (toMs - from) * perMs(toMs) + Math.max(0, change.atMs - fromMs) * perMs(fromMs);
    },
  };
  return limiter;
}
