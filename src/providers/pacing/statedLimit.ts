// The mirror of one limit that a server tells in its headers: how much is left now, how fast it fills again, and how long the next request should
// wait so that it is not refused and the allowance flows evenly. Time is an argument, in milliseconds.
import type { StatedLimit } from '../rateLimits';

/** What is left beyond the reserve is spread over the time until the reset, within these bounds. */
const shortestSpreadMs = 5000;
const longestSpreadMs = 60_000;
/** Where no reset is told, the refill is measured over at least so long and so many requests' worth. */
const measuredOverMs = 5000;
const measuredOverRequests = 8;
/** A reset that stays where it is while so much is used up is the end of a fixed window, not a bucket's time to fill. */
const windowToleranceMs = 1500;
const windowShare = 0.05;
/** So much must be missing before the time to fill it says how fast it fills: servers round. */
const tellingShare = 0.1;

export class LimitMirror {
  private limit: number | undefined;
  private level = 0;
  private atMs = 0;
  private refillPerMs: number | undefined;
  private resetAtMs: number | undefined;
  private isWindow = false;
  private lastSentMs = -Infinity;
  /** All that was ever used. */
  private used = 0;
  /** Mean use of a request. */
  private meanCost = 1;
  /** Where the reset was first told to be, and what was left then: tells windows from buckets. */
  private resetSeen: { readonly atMs: number; readonly remaining: number } | undefined;
  private anchor: { readonly atMs: number; readonly remaining: number; readonly used: number } | undefined;

  get usedSoFar(): number {
    return this.used;
  }

  /** What fills again a minute; undefined: not known yet. */
  get perMinute(): number | undefined {
    if (this.isWindow) return this.limit;
    return this.rate === undefined ? undefined : this.rate * 60_000;
  }

  /** Where nothing else is known, a limit is meant by the minute. */
  private get rate(): number | undefined {
    return this.refillPerMs ?? (this.limit === undefined ? undefined : this.limit / 60_000);
  }

  /**
   * What a reply tells. @param sentAtMs when its request was sent
   * @param usedAtSend `usedSoFar` just after it was sent: what was sent since may not be counted yet
   */
  told({ limit, remaining, resetMs }: StatedLimit, sentAtMs: number, usedAtSend: number, nowMs: number): void {
    this.limit = limit ?? this.limit;
    this.resetAtMs = resetMs === undefined ? undefined : nowMs + resetMs;
    if (this.resetAtMs !== undefined) this.learnKind(this.resetAtMs, remaining);
    if (resetMs === undefined || this.limit === undefined) this.measure(remaining, sentAtMs, usedAtSend);
    else if (resetMs > 0 && this.limit - remaining > tellingShare * this.limit)
      // A bucket's time to fill is what it lacks over its rate.
      this.refillPerMs = (this.limit - remaining) / resetMs;
    this.level = remaining - (this.used - usedAtSend);
    this.atMs = nowMs;
  }

  private learnKind(resetAtMs: number, remaining: number): void {
    const seen = this.resetSeen;
    const stays = seen !== undefined && Math.abs(resetAtMs - seen.atMs) <= windowToleranceMs;
    if (!stays || remaining > seen.remaining) {
      if (seen && !stays && remaining < seen.remaining) this.isWindow = false;
      this.resetSeen = { atMs: resetAtMs, remaining };
    } else if (seen.remaining - remaining >= Math.max(3, windowShare * (this.limit ?? 0))) this.isWindow = true;
  }

  /** What was used less what is missing has been filled in between. */
  private measure(remaining: number, sentAtMs: number, usedAtSend: number): void {
    const { anchor } = this;
    if (anchor) {
      const elapsedMs = sentAtMs - anchor.atMs;
      const used = usedAtSend - anchor.used;
      if (elapsedMs < measuredOverMs || used < measuredOverRequests * this.meanCost) return;
      const measured = Math.max(0, (used + remaining - anchor.remaining) / elapsedMs);
      this.refillPerMs = this.refillPerMs === undefined ? measured : 0.5 * (this.refillPerMs + measured);
    }
    this.anchor = { atMs: sentAtMs, remaining, used: usedAtSend };
  }

  sent(cost: number, nowMs: number): void {
    this.level = this.levelAt(nowMs) - cost;
    this.atMs = nowMs;
    this.used += cost;
    this.meanCost += 0.1 * (cost - this.meanCost);
    this.lastSentMs = nowMs;
  }

  /** A refused request has used nothing. */
  refunded(cost: number): void {
    this.used -= cost;
    this.level = Math.min(this.level + cost, this.limit ?? Infinity);
  }

  private levelAt(nowMs: number): number {
    if (this.resetAtMs !== undefined && nowMs >= this.resetAtMs && this.limit !== undefined) return this.limit;
    if (this.isWindow) return this.level;
    const filled = this.level + (this.rate ?? 0) * (nowMs - this.atMs);
    return this.limit === undefined ? filled : Math.min(this.limit, filled);
  }

  /** Milliseconds until a request of that cost should be sent; 0: now. */
  waitMs(wanted: number, nowMs: number): number {
    // What is left says nothing of when there is more: refusals will (learnedPace.ts).
    if (this.limit === undefined && this.resetAtMs === undefined) return 0;
    // One that needs more than there ever is must be tried when all is there.
    const cost = Math.min(wanted, this.limit ?? Infinity);
    const level = this.levelAt(nowMs);
    const untilReset = this.resetAtMs === undefined ? undefined : Math.max(0, this.resetAtMs - nowMs);
    const rate = this.isWindow ? 0 : (this.rate ?? 0);
    if (level < cost) {
      const wait = Math.min(rate > 0 ? (cost - level) / rate : Infinity, untilReset || Infinity);
      return Number.isFinite(wait) ? Math.max(1, wait) : 0;
    }
    const pace = this.isWindow
      ? level / Math.max(1, untilReset ?? longestSpreadMs)
      : this.pace(level, cost, rate, untilReset);
    return pace > 0 ? Math.max(0, this.lastSentMs + cost / pace - nowMs) : 0;
  }

  /** Below the reserve slower than it fills, above faster: what is left settles at the reserve, whatever a request really costs. */
  private pace(level: number, cost: number, rate: number, untilReset: number | undefined): number {
    const reserve = Math.min(0.5 * (this.limit ?? Infinity), Math.max(2 * cost, 0.03 * (this.limit ?? 0)));
    if (level < reserve) return (rate * level) / reserve;
    const spreadMs = Math.min(longestSpreadMs, Math.max(shortestSpreadMs, untilReset ?? longestSpreadMs));
    return rate + (level - reserve) / spreadMs;
  }
}
