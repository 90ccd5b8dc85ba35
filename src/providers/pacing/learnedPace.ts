// Learns how often an account lets a request through where its server does not tell: nothing is held back until requests are refused; then the
// pace is first what a minute's allowance would be (opening.ts), and from the next refusal on what the server was seen to let through
// (deliveredRate.ts), ever a little more to notice when it lets through more. Refusals that do not depend on the pace do not lower it.
// Time is an argument, in milliseconds. Long because it is one machine: each reply may move it between these states, and all of them read the same figures.
import { DeliveredRate } from './deliveredRate';
import { GrowingPace } from './growingPace';
import { KnownPace } from './knownPace';
import { Opening } from './opening';

/** Refusals up to this share of a window are a stray few, or the price of knowing that the limit is used up. */
const heldFrom = 0.05;
const loweredAbove = 0.15;
const windowSize = 30;
const fewestForStray = 8;
/** Windows with a few refusals each, before the pace is doubled to see whether they depend on it. */
const raisedAfter = 3;
/** Before anything is known: so many refused in a row, or this share of a window, is a limit. */
const refusedInARow = 3;
const strayShare = 0.2;
/** While only a guess is known: after so many that passed, times this; the less the guess is worth, the smaller the steps. */
const leapAfter = 2;
const leap = 2;
const smallLeap = 1.25;
/** Where refusals count, one that comes too early costs what was waited for. */
const waitMargin = 1.05;
/** After so many that passed, some refusals in a row may be chance: as many requests as these, and what a wait lets through, find out. */
const doubtedFrom = 100;
const doubtRequests = 8;
const doubtRefusals = 2;
/** At the start so many are under way, and as many more for each that passes: what is refused then is not much. */
const firstFlight = 4;
const fewestBeforeAll = 50;
/** A limit that seems to be known, and refuses so many in a row, is another one. */
const mostRefusedWhereKnown = 6;
const leastWaitMs = 20;
const mostBehindMs = 100;
const minuteMs = 60_000;
const firstBackoffMs = 1000;
const longestBackoffMs = 60_000;

/** What is to be known of a request that was sent: when, and the how manieth it was. */
export type Sent = { readonly sentMs: number; readonly number: number };

export class LearnedPace {
  /** Undefined: not held back. */
  private pace: GrowingPace | undefined;
  /** Between the first refusal and the first that passes again. */
  private opening: Opening | undefined;
  /** While only the opening's guess is known: by how much it is raised, and when next. */
  private leaps: { readonly factor: number; left: number; isDoubtful: boolean } | undefined;
  /** Whether the limit is real is being found out, at the pace before it. */
  private doubt: { left: number; refused: number } | undefined;
  private doubtedNumber = -Infinity;
  private readonly delivered = new DeliveredRate();
  private readonly known = new KnownPace();
  private hasPassed = false;
  private startedMs: number | undefined;
  private lastSentMs = -Infinity;
  private closedUntilMs = -Infinity;
  private sentCount = 0;
  private passedCount = 0;
  private refusedCount = 0;
  private refusedInRow = 0;
  private isProbing = false;
  private ownWaitMs = 0;
  private window = { answered: 0, refused: 0, held: 0 };
  /** Replies to requests up to this number say nothing of what was decided then. */
  private decidedNumber = 0;
  private heldWindows = 0;
  private paceBeforeRaise: GrowingPace | undefined;
  /** Share of requests that is refused at any pace. */
  private stray = 0;
  private shareBeforeDecrease: number | undefined;

  /** Requests a minute that are let through; undefined where nothing holds them back. */
  get perMinute(): number | undefined {
    return this.pace === undefined || this.opening || this.doubt ? undefined : this.pace.base * 60_000;
  }

  /** Requests that may be under way to find out whether the limit is still used up; undefined: no matter how many. */
  get flight(): number | undefined {
    if (this.opening || this.isProbing) return 1;
    const { flight } = this.known;
    if (flight !== undefined) return flight;
    return this.pace === undefined && this.passedCount < fewestBeforeAll
      ? firstFlight * (1 + this.passedCount)
      : undefined;
  }

  waitMs(nowMs: number): number {
    const perMs = this.pace?.at(nowMs);
    const paced = perMs === undefined || this.opening || this.isProbing ? 0 : this.lastSentMs + 1 / perMs - nowMs;
    if (paced > 0) this.window.held++;
    return Math.max(0, paced, this.closedUntilMs - nowMs);
  }

  /** @returns the number of the request */
  sent(nowMs: number): number {
    this.startedMs ??= nowMs;
    const perMs = this.pace?.at(nowMs);
    // A wait that was stated is not caught up with: windows of a second let nothing through twice.
    const sinceMs = this.known.hasStatedWait ? this.closedUntilMs : -Infinity;
    const due = perMs === undefined ? nowMs : Math.max(this.lastSentMs + 1 / perMs, sinceMs);
    // A timer that fires late must not slow the flow; what piles up is at most a tenth of a second.
    this.lastSentMs = Math.max(Math.min(due, nowMs), nowMs - mostBehindMs);
    this.sentCount++;
    // Replies come in another order, which blurs how evenly quick ones flowed.
    if (this.known.hasStatedWait) this.delivered.flowed(nowMs);
    this.known.sent({ number: this.sentCount, sentMs: nowMs });
    return this.sentCount;
  }

  /** Nothing was wanted for a while: what passed then is no measure. */
  idled(): void {
    this.delivered.forget();
    this.resetWindow();
  }

  answered({ number, sentMs }: Sent, nowMs: number): void {
    this.known.passed({ number, sentMs }, nowMs);
    this.passedCount++;
    if (number <= this.decidedNumber) return;
    this.refusedInRow = 0;
    this.isProbing = false;
    this.ownWaitMs = 0;
    this.window.answered++;
    if (this.doubt) {
      if (--this.doubt.left > 0) return;
      this.doubt = undefined;
      const { exactLimit } = this.known;
      this.pace = exactLimit && this.known.follow(exactLimit, sentMs);
      return;
    }
    this.hasPassed = true;
    if (!this.known.hasStatedWait) this.delivered.flowed(sentMs);
    this.known.allowOneMore();
    if (this.opening) this.open(this.opening, sentMs, number - 1 - this.refusedCount);
    else if (this.leaps) {
      if (--this.leaps.left > 0) return;
      this.leaps.left = leapAfter;
      this.leaps.isDoubtful = false;
      this.pace = new GrowingPace(this.pace!.at(sentMs) * this.leaps.factor, 0, sentMs);
      this.decide();
    } else {
      this.pace?.hasPassed();
      if (this.pace && this.paceBeforeRaise === undefined) this.pace = this.known.after(this.pace, sentMs);
      this.endWindow(sentMs);
    }
  }

  private open(opening: Opening, sentMs: number, passed: number): void {
    this.opening = undefined;
    this.pace = new GrowingPace(opening.paceFrom(sentMs), 0, sentMs);
    if (opening.isMinute(sentMs)) {
      // The minute in which nothing passed belongs to what passed before it.
      this.delivered.forget();
      this.delivered.empty(sentMs, passed);
      return;
    }
    const { limit } = this.known;
    if (limit) {
      this.pace = this.known.follow(limit, sentMs);
      this.known.beginAlone();
      return;
    }
    this.leaps = { factor: opening.isTelling ? leap : smallLeap, left: leapAfter, isDoubtful: false };
  }

  /**
   * @param statedMs the wait that the refusal names
   * @returns whether everyone waits (in `waitMs`), or this request alone, for it is a stray one
   */
  refused(sent: Sent, nowMs: number, statedMs: number | undefined): 'all' | 'alone' {
    const passed = sent.number - 1 - this.refusedCount;
    this.refusedCount++;
    this.known.refused(sent, nowMs, statedMs);
    if (sent.number <= this.decidedNumber) {
      // Of those that were sent together, the first refusals said it all.
      if (statedMs !== undefined) this.closeFor(statedMs, nowMs);
      return this.pace === undefined ? 'alone' : 'all';
    }
    this.window.refused++;
    this.refusedInRow++;
    if (this.pace === undefined) return this.firstRefused(sent, passed, nowMs, statedMs);
    if (this.stray > 0 && this.refusedInRow < refusedInARow) {
      this.endWindow(nowMs);
      return 'alone';
    }
    if (this.doubt && ++this.doubt.refused <= doubtRefusals) return 'alone';
    if (this.doubt) {
      this.doubt = undefined;
      this.opening = new Opening(this.startedMs!, sent.sentMs, passed);
    }
    this.delivered.empty(sent.sentMs, passed);
    if (this.opening) {
      // A stated wait that was not enough is no longer believed alone.
      const ownMs = this.opening.refused(nowMs);
      this.closeFor(
        Math.max(statedMs ?? 0, this.refusedInRow > refusedInARow + 1 || statedMs === undefined ? ownMs : 0),
        nowMs,
      );
      this.decide();
      return 'all';
    }
    const limit =
      this.paceBeforeRaise === undefined ? this.known.explains(this.pace, this.leaps !== undefined) : undefined;
    if (limit && this.refusedInRow <= mostRefusedWhereKnown) {
      this.leaps = undefined;
      this.pace = this.known.follow(limit, nowMs);
      this.known.beginAlone();
      this.closedUntilMs = nowMs + Math.max(leastWaitMs, limit.freeAtMs - nowMs, statedMs ?? 0);
      this.lastSentMs = this.closedUntilMs - 1 / this.pace.at(nowMs);
      this.decide();
      return 'all';
    }
    this.known.leave();
    if (this.leaps && !this.leaps.isDoubtful) {
      // It may be chance: the next few tell.
      this.leaps.isDoubtful = true;
      this.leaps.left = leapAfter + 1;
      this.decide();
    } else {
      if ((this.hasPassed || this.leaps) && this.paceBeforeRaise === undefined)
        this.pace = this.leaps
          ? this.pace.afterLeap(this.leaps.factor, this.delivered, nowMs)
          : this.pace.afterRefusal(this.delivered, nowMs);
      if (this.leaps) this.decide();
      this.leaps = undefined;
    }
    this.hasPassed = false;
    if (this.refusedInRow >= 2) this.isProbing = true;
    const ownMs = Math.min(longestBackoffMs, Math.max(waitMargin / this.pace.base, 2 * this.ownWaitMs));
    this.ownWaitMs = ownMs;
    this.closeFor(this.refusedInRow === 1 ? (statedMs ?? ownMs) : Math.max(statedMs ?? 0, ownMs), nowMs);
    if (this.window.refused > (loweredAbove + this.stray) * windowSize) this.judgeWindow(nowMs);
    else this.endWindow(nowMs);
    return 'all';
  }

  private firstRefused(sent: Sent, passed: number, nowMs: number, statedMs: number | undefined): 'all' | 'alone' {
    const isMany = this.window.refused > strayShare * windowSize;
    if (this.refusedInRow < refusedInARow && !isMany) {
      this.endWindow(nowMs);
      return 'alone';
    }
    const passedMs = sent.sentMs - this.startedMs!;
    this.hasPassed = false;
    this.delivered.empty(sent.sentMs, passed);
    this.pace = new GrowingPace(passed / Math.max(1, passedMs), 0, nowMs);
    let waitMs = statedMs ?? firstBackoffMs;
    if (passed >= doubtedFrom && passed - this.doubtedNumber >= 2 * doubtedFrom) {
      // What a minute's allowance would let through in the meantime shows nothing.
      this.doubt = { left: doubtRequests + (2 * passed * waitMs) / (minuteMs + passedMs), refused: 0 };
      this.doubtedNumber = passed;
      this.isProbing = true;
    } else {
      this.opening = new Opening(this.startedMs!, sent.sentMs, passed);
      const ownMs = this.opening.refused(nowMs);
      waitMs = statedMs ?? ownMs;
    }
    this.closeFor(waitMs, nowMs);
    this.decide();
    return 'all';
  }

  private closeFor(ms: number, nowMs: number): void {
    this.closedUntilMs = Math.max(this.closedUntilMs, nowMs + ms);
  }

  private endWindow(nowMs: number): void {
    if (this.window.answered + this.window.refused >= windowSize) this.judgeWindow(nowMs);
  }

  private judgeWindow(nowMs: number): void {
    const { answered, refused, held } = this.window;
    const replies = answered + refused;
    const share = refused / replies;
    this.resetWindow();
    if (this.pace === undefined || this.opening || this.doubt) return;
    // Held back by nothing but its own concurrency: the limit is elsewhere, or gone.
    if (held === 0 && replies >= windowSize) {
      this.pace = this.paceBeforeRaise = this.leaps = undefined;
      return;
    }
    if (this.paceBeforeRaise === undefined && this.known.limit) return;
    if (replies >= windowSize && share < this.stray / 3) this.stray = share;
    const excess = share - this.stray;
    if (this.paceBeforeRaise !== undefined) {
      this.judgeRaise(excess <= loweredAbove, nowMs);
    } else if (excess <= heldFrom) {
      this.shareBeforeDecrease = undefined;
      this.heldWindows = Math.max(0, this.heldWindows - 1);
    } else if (excess <= loweredAbove) {
      this.shareBeforeDecrease = undefined;
      if (++this.heldWindows >= raisedAfter) this.raise(nowMs);
    } else {
      if (replies >= fewestForStray && share >= 0.7 * (this.shareBeforeDecrease ?? Infinity)) {
        this.stray = Math.min(0.6, share);
        this.shareBeforeDecrease = undefined;
        this.leaps = { factor: leap, left: leapAfter, isDoubtful: false };
        return;
      }
      const measured = this.delivered.measured?.perMs;
      const { base } = this.pace;
      const next = measured === undefined ? base * 0.7 : Math.min(base, measured);
      this.shareBeforeDecrease = next < base ? share : undefined;
      this.pace = new GrowingPace(next, (base / next - 1) / 2, nowMs);
      this.decide();
    }
  }

  /** Refusals that come at any pace do not grow with it: twice the pace for a moment shows it. */
  private raise(nowMs: number): void {
    this.paceBeforeRaise = this.pace!;
    this.pace = new GrowingPace(2 * this.pace!.base, 0, nowMs);
    this.decide();
  }

  private judgeRaise(hasHeld: boolean, nowMs: number): void {
    if (hasHeld) {
      // What was measured before was this pace, not a limit.
      this.delivered.forget();
      this.raise(nowMs);
      return;
    }
    this.pace = new GrowingPace(this.paceBeforeRaise!.base, 0, nowMs);
    this.paceBeforeRaise = undefined;
    this.heldWindows = 0;
    this.decide();
  }

  private decide(): void {
    this.decidedNumber = this.sentCount;
    this.resetWindow();
  }

  private resetWindow(): void {
    this.window = { answered: 0, refused: 0, held: 0 };
  }
}
