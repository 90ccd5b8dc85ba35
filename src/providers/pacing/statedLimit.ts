// The mirror of one limit that a server tells in its headers: how much is left now, how fast or when there is more, and how long the next request
// should wait so that it is not refused and the allowance flows evenly. Time is an argument, in milliseconds.
import type { StatedLimit } from '../rateLimits';
import type { Sent } from './learnedPace';
import { KindOfLimit } from './limitKind';
import { RefillRate } from './refillRate';
import { SentLog } from './sentLog';

/** What is left beyond the reserve is spread over the time until the reset, within these bounds. */
const shortestSpreadMs = 5000;
const longestSpreadMs = 60_000;
/** Where whole seconds tell of times that hardly are one. */
const vagueSpreadMs = 1000;
/** Of a window: an allowance is spent this much sooner than its end, so that none of it is left over. */
const windowHaste = 0.9;
/** A refusal is explained by a limit of which no more than this was left: so many requests, or this share. */
const nearCosts = 2;
const nearShare = 0.05;
/**
 * Where no reset is told: what is left of fewer says nothing of time. Of one, none is left after each request, however fast it fills; and a limit of few is as often
 * by the second, or of requests under way, as by the minute. Taken for a minute's, 900 requests at 10 a second took 15 hours at a limit of 1, 21 minutes at 5.
 */
const fewestTimeless = 10;
/** Ways of different length: what was sent a window ago has left it only so much later. */
const leastMarginMs = 2;
const marginShare = 0.005;
const mostMarginMs = 50;

export class LimitMirror {
  private limit: number | undefined;
  /** What was left after the request that was told of last, as if it had been said when that was sent. */
  private remaining = 0;
  private lastTold: Sent = { number: 0, sentMs: 0 };
  private resetAtMs: number | undefined;
  private readonly kind = new KindOfLimit();
  private readonly refill = new RefillRate();
  private readonly log = new SentLog();
  private lastSentMs = -Infinity;
  private isVague = false;
  /** Its name says so, as Kong's does (`x-ratelimit-remaining-second`). */
  private isBySecond = false;

  /** What fills again a minute; undefined: not known yet. */
  get perMinute(): number | undefined {
    const { kind, windowMs } = this.kind;
    if (kind === 'bucket') return this.rate === undefined ? undefined : this.rate * 60_000;
    return windowMs === undefined || this.limit === undefined ? this.limit : (this.limit / windowMs) * 60_000;
  }

  /** Where nothing else is known, a limit is meant by the minute. */
  private get rate(): number | undefined {
    if (this.isTimeless) return undefined;
    return this.refill.perMs ?? (this.limit === undefined ? undefined : this.limit / (this.isBySecond ? 1000 : 60_000));
  }

  /** Nothing that was told says when there is more. */
  private get isTimeless(): boolean {
    if (this.resetAtMs !== undefined || this.refill.perMs !== undefined || this.isBySecond) return false;
    return this.kind.kind === 'bucket' && this.limit !== undefined && this.limit < fewestTimeless;
  }

  /** What a reply tells. @param sent its request: what was sent later is not counted in it */
  told({ name, limit, remaining, resetMs, isMoment }: StatedLimit, sent: Sent, nowMs: number): void {
    this.isBySecond = /(?:^|-)second(?:-|$)/.test(name);
    // Servers count and tell when they take a request, long before a model has answered.
    const atMs = isMoment ? nowMs : sent.sentMs;
    if (limit !== this.limit && limit !== undefined && this.limit !== undefined) this.refill.forget();
    this.limit = limit ?? this.limit;
    this.remaining = remaining;
    this.lastTold = sent;
    if (resetMs !== undefined && !isMoment) this.kind.seen(resetMs);
    const isVague = resetMs !== undefined && this.kind.kind === 'bucket' && this.kind.isVague(resetMs);
    this.isVague = isVague;
    if (isVague && this.limit !== undefined) this.refill.toldVaguely(this.limit - remaining, resetMs);
    if (resetMs === undefined || this.limit === undefined || isVague) {
      this.resetAtMs = resetMs === undefined || isVague ? undefined : atMs + resetMs;
      if (!isVague && !this.isTimeless) this.refill.measure(remaining, sent.sentMs, this.log);
      return;
    }
    const missing = this.limit - remaining;
    const before = this.kind.kind;
    this.kind.told({ atMs, resetMs, missing, limit: this.limit });
    if (this.kind.kind !== before) this.resetAtMs = undefined;
    const resetAtMs = atMs + resetMs;
    // In a window each tells of the same end, and none too late.
    const isSameEnd = this.kind.kind === 'window' && Math.abs(resetAtMs - (this.resetAtMs ?? Infinity)) < 0.5 * resetMs;
    this.resetAtMs = isSameEnd ? Math.max(this.resetAtMs!, resetAtMs) : resetAtMs;
    const fromReset = this.refill.told(missing, resetMs, this.limit, this.kind.isCoarse);
    if (this.kind.kind === 'bucket' && fromReset !== undefined)
      // Whole requests are told, parts of one show in the time to fill.
      this.remaining = Math.min(remaining + 0.99, Math.max(remaining, fromReset));
  }

  sent(sent: Sent, cost: number): void {
    this.log.sent(sent, cost);
    this.lastSentMs = sent.sentMs;
  }

  /** What it really used. */
  corrected(sent: Sent, cost: number): void {
    this.log.correct(sent, cost);
  }

  /**
   * A refused request has used nothing.
   * @returns whether this limit may be why: then it is taken to have been used up, and waits for more
   */
  refused(sent: Sent, wanted: number, nowMs: number): boolean {
    this.log.correct(sent, 0);
    this.refill.refused();
    if (this.limit === undefined || this.kind.windowMs === undefined || sent.number < this.lastTold.number)
      return false;
    const cost = Math.min(wanted, this.limit);
    if (this.levelAt(nowMs) > Math.max(nearCosts * cost, nearShare * this.limit)) return false;
    this.remaining = 0;
    this.lastTold = sent;
    return true;
  }

  private get marginMs(): number {
    return Math.min(mostMarginMs, leastMarginMs + marginShare * (this.kind.windowMs ?? 0));
  }

  private levelAt(nowMs: number): number {
    const { kind, windowMs } = this.kind;
    const toldMs = this.lastTold.sentMs;
    const level = this.remaining - this.log.sinceNumber(this.lastTold.number);
    const limit = this.limit ?? Infinity;
    if (kind === 'window') {
      const start = this.windowStart(nowMs);
      return start === undefined ? level : limit - this.log.between(start, nowMs);
    }
    if (kind === 'sliding' && windowMs !== undefined) {
      const heldMs = windowMs + this.marginMs;
      // What no request of this run holds may be others' for as long as the window is.
      if (nowMs - toldMs > heldMs) return limit - this.log.between(nowMs - heldMs, nowMs);
      return Math.min(limit, level + this.log.between(toldMs - windowMs, nowMs - heldMs));
    }
    if (
      this.resetAtMs !== undefined &&
      nowMs >= this.resetAtMs &&
      this.limit !== undefined &&
      this.refill.perMs === undefined
    )
      return limit - this.log.between(this.resetAtMs, nowMs);
    return Math.min(limit, level + (this.rate ?? 0) * (nowMs - toldMs));
  }

  /** When the window began that holds now, where that is later than what was told last. */
  private windowStart(nowMs: number): number | undefined {
    if (this.resetAtMs === undefined || nowMs < this.resetAtMs) return undefined;
    const { windowMs = Infinity } = this.kind;
    const gone = Math.floor((nowMs - this.resetAtMs) / windowMs);
    return this.resetAtMs + (gone > 0 ? gone * windowMs : 0) - 1e-6;
  }

  /** Milliseconds until a request of that cost should be sent; 0: now. */
  waitMs(wanted: number, nowMs: number): number {
    // What is left says nothing of when there is more: refusals will (learnedPace.ts).
    if ((this.limit === undefined && this.resetAtMs === undefined) || this.isTimeless) return 0;
    // One that needs more than there ever is must be tried when all is there.
    const cost = Math.min(wanted, this.limit ?? Infinity);
    const level = this.levelAt(nowMs);
    const missing = cost - level;
    const { kind } = this.kind;
    if (kind === 'bucket') return this.waitForBucket(cost, level, nowMs);
    if (kind === 'window') return this.waitForWindow(cost, level, nowMs);
    return Math.max(missing > 0 ? Math.max(1, this.untilLeft(missing, nowMs)) : 0, this.evenly(cost, nowMs));
  }

  private waitForBucket(cost: number, level: number, nowMs: number): number {
    const rate = this.rate ?? 0;
    const untilReset = this.resetAtMs === undefined ? undefined : Math.max(0, this.resetAtMs - nowMs);
    if (level < cost - 1e-9) {
      const wait = Math.min(rate > 0 ? (cost - level) / rate : Infinity, untilReset || Infinity);
      return Number.isFinite(wait) ? Math.max(1, wait) : 0;
    }
    const pace = this.paceOfBucket(level, cost, rate, untilReset);
    return pace > 0 ? Math.max(0, this.lastSentMs + cost / pace - nowMs) : 0;
  }

  /** Below the reserve slower than it fills, above faster: what is left settles at the reserve, whatever a request really costs. */
  private paceOfBucket(level: number, cost: number, rate: number, untilReset: number | undefined): number {
    const reserve = Math.min(0.5 * (this.limit ?? Infinity), Math.max(2 * cost, 0.03 * (this.limit ?? 0)));
    if (level < reserve) return (rate * level) / reserve;
    const leastMs = this.isVague ? vagueSpreadMs : shortestSpreadMs;
    const mostMs = this.isVague ? vagueSpreadMs : longestSpreadMs;
    const spreadMs = Math.min(mostMs, Math.max(leastMs, untilReset ?? mostMs));
    return rate + (level - reserve) / spreadMs;
  }

  private waitForWindow(cost: number, level: number, nowMs: number): number {
    const { windowMs = longestSpreadMs } = this.kind;
    const start = this.windowStart(nowMs);
    const endMs = start === undefined ? (this.resetAtMs ?? nowMs) : start + windowMs;
    if (level < cost) return Math.max(1, endMs - nowMs);
    return Math.max(0, this.lastSentMs + (windowHaste * Math.max(0, endMs - nowMs) * cost) / level - nowMs);
  }

  /** Until so much of what this run sent has left the sliding window. */
  private untilLeft(missing: number, nowMs: number): number {
    const heldMs = this.kind.windowMs! + this.marginMs;
    const sentMs = this.log.reaches(nowMs - heldMs, missing);
    return sentMs === undefined ? Math.max(0, (this.resetAtMs ?? nowMs) - nowMs) : sentMs + heldMs - nowMs;
  }

  private evenly(cost: number, nowMs: number): number {
    const perMs = (this.limit ?? Infinity) / (this.kind.windowMs ?? longestSpreadMs);
    return Math.max(0, this.lastSentMs + (windowHaste * cost) / perMs - nowMs);
  }
}
