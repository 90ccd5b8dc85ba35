// How fast a bucket fills again: from what lacks and the time until it is full, or, where that is not told, from what was used and what is left.
// Time is an argument, in milliseconds.
import type { SentLog } from './sentLog';

/** Where no reset is told, the refill is measured over at least so long and so many requests' worth. */
const measuredOverMs = 5000;
const measuredOverRequests = 8;
/** What was seen bounds the rate a little less at each reply: limits change. */
const fade = 1.01;
const coarseMs = 1000;
/** Where the rate is only guessed, by a refusal. */
const loweredTo = 0.97;

export class RefillRate {
  /** Units a millisecond; undefined: not known yet. */
  perMs: number | undefined;
  private most = Infinity;
  private least = 0;
  private isVague = false;
  private anchor: { readonly atMs: number; readonly remaining: number } | undefined;
  private requests = 0;

  forget(): void {
    this.perMs = undefined;
    [this.least, this.most] = [0, Infinity];
  }

  /** @returns what is left, with parts of one, as the time to fill says; undefined: not known */
  told(missing: number, resetMs: number, limit: number, isCoarse: boolean): number | undefined {
    this.isVague = false;
    if (resetMs <= 0 || missing <= 0) return undefined;
    // Up to one more may be there than whole ones are told, and whole seconds may be up to one too long.
    const most = missing / Math.max(1, resetMs - (isCoarse ? coarseMs : 0));
    const least = Math.max(0, missing - 1) / resetMs;
    [this.most, this.least] = [Math.min(most, this.most * fade), Math.max(least, this.least / fade)];
    if (this.least > this.most) [this.most, this.least] = [most, least];
    this.perMs = isCoarse ? Math.min(this.most, Math.max(this.least, missing / resetMs)) : this.most;
    return isCoarse ? undefined : limit - resetMs * this.perMs;
  }

  /** Whole seconds that hardly are one: at least so much fills. What is too much shows in what is left. */
  toldVaguely(missing: number, resetMs: number): void {
    this.isVague = true;
    this.perMs = Math.max(this.perMs ?? 0, missing / Math.max(coarseMs, resetMs));
  }

  refused(): void {
    if (this.isVague && this.perMs !== undefined) this.perMs *= loweredTo;
  }

  /** What was used less what is missing has been filled in between. */
  measure(remaining: number, sentAtMs: number, log: SentLog): void {
    const { anchor } = this;
    this.requests++;
    if (anchor) {
      const elapsedMs = sentAtMs - anchor.atMs;
      if (elapsedMs < measuredOverMs || this.requests < measuredOverRequests) return;
      const used = log.between(anchor.atMs, sentAtMs);
      const measured = Math.max(0, (used + remaining - anchor.remaining) / elapsedMs);
      this.perMs = this.perMs === undefined ? measured : 0.5 * (this.perMs + measured);
    }
    this.requests = 0;
    this.anchor = { atMs: sentAtMs, remaining };
  }
}
