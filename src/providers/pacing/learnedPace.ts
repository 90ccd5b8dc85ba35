// Learns how often an account lets a request through where its server does not tell: nothing is held back until requests are refused; then the
// pace is what the server was seen to let through between one refusal and the next, a little more to notice when it lets through more (the idea
// of BBR's delivery rate and pacing gain, Cardwell et al. 2016). Refusals that do not depend on the pace do not lower it.
// Time is an argument, in milliseconds.

/** Refusals up to this share of a window are a stray few, or the price of knowing that the limit is used up. */
const grownBelow = 0.03;
const loweredAbove = 0.15;
const windowSize = 30;
const mostGrowth = 0.1;
const fewestForStray = 8;
/** Windows with a few refusals each, before the pace is doubled to see whether they depend on it. */
const raisedAfter = 4;
/** Before anything is known: so many refused in a row, or this share of a window, is a limit. */
const refusedInARow = 3;
const strayShare = 0.2;
/** Above the measured rate: one refusal in some twenty requests shows that the limit is still where it was. */
const gain = 1.04;
/** A rate is measured over at least so many answers and a minute, as far back as refusals are remembered: within a minute limits by the minute let through more, and then nothing. */
const measuredOver = 25;
/** Fewer that passed between refusals measure only over a time that rounding hardly changes. */
const fewestToMeasure = 3;
const longToMeasureMs = 5000;
/** What few answers measure may be too low, which costs more than too high: that is noticed at the next refusal. */
const hopeful = 1;
/** One refusal changes a pace by this factor at most. */
const mostChange = 1.3;
/** After so many that passed, some refusals in a row may be chance: as many requests as these, and what a wait lets through, find out. */
const doubtedFrom = 100;
const doubtRequests = 8;
const doubtRefusals = 2;
const minuteMs = 60_000;
const firstBackoffMs = 1000;
const longestBackoffMs = 60_000;

/** What is to be known of a request that was sent: when, and the how manieth it was. */
export type Sent = { readonly sentMs: number; readonly number: number };

export class LearnedPace {
  /** Requests a millisecond; undefined: not held back. */
  private perMs: number | undefined;
  private isMeasured = false;
  /** Whether the limit is real is being found out, at the pace before it. */
  private doubt: { left: number; refused: number } | undefined;
  private doubtedNumber = -Infinity;
  /** Until a rate is measured: requests under way at most, one more with each answer, from one after each refusal (TCP's slow start). */
  private ramp: number | undefined;
  private hasPassed = false;
  private startedMs: number | undefined;
  private lastSentMs = -Infinity;
  private closedUntilMs = -Infinity;
  private sentCount = 0;
  private refusedCount = 0;
  private refusedInRow = 0;
  private probes = 0;
  /** Moments at which a refusal showed that nothing was left, with how many had passed by then. */
  private empties: { readonly atMs: number; readonly passed: number }[] = [];
  private window = { answered: 0, refused: 0, held: 0 };
  /** Replies to requests up to this number say nothing of what was decided then. */
  private decidedNumber = 0;
  private cleanWindows = 0;
  private heldWindows = 0;
  private paceBeforeRaise: number | undefined;
  /** Share of requests that is refused at any pace. */
  private stray = 0;
  private shareBeforeDecrease: number | undefined;

  /** Requests a minute that are let through; undefined where nothing holds them back. */
  get perMinute(): number | undefined {
    return this.perMs === undefined || !this.isMeasured ? undefined : (this.perMs / gain) * 60_000;
  }

  /** Requests that may be under way to find out whether the limit is still used up; undefined: no matter how many. */
  get flight(): number | undefined {
    return this.probes > 0 ? 1 : this.ramp;
  }

  waitMs(nowMs: number): number {
    const paced = this.perMs === undefined || this.probes > 0 ? 0 : this.lastSentMs + 1 / this.perMs - nowMs;
    if (paced > 0) this.window.held++;
    return Math.max(0, paced, this.closedUntilMs - nowMs);
  }

  /** @returns the number of the request */
  sent(nowMs: number): number {
    this.startedMs ??= nowMs;
    // A timer that fires late must not slow the flow; what piles up is at most a tenth of a second.
    const due = this.perMs === undefined ? nowMs : this.lastSentMs + 1 / this.perMs;
    this.lastSentMs = Math.max(Math.min(due, nowMs), nowMs - 100);
    return ++this.sentCount;
  }

  /** Nothing was wanted for a while: what passed then is no measure. */
  idled(): void {
    this.empties = [];
    this.resetWindow();
  }

  answered({ number }: Sent): void {
    if (number <= this.decidedNumber) return;
    this.refusedInRow = 0;
    this.window.answered++;
    if (this.doubt) {
      this.probes = 0;
      if (--this.doubt.left <= 0) this.perMs = this.doubt = undefined;
      return;
    }
    if (this.ramp !== undefined) this.ramp++;
    this.hasPassed = true;
    this.probes = 0;
    this.endWindow();
  }

  /**
   * @param statedMs the wait that the refusal names
   * @returns whether everyone waits (in `waitMs`), or this request alone, for it is a stray one
   */
  refused(sent: Sent, nowMs: number, statedMs: number | undefined): 'all' | 'alone' {
    const passed = sent.number - 1 - this.refusedCount;
    this.refusedCount++;
    if (sent.number <= this.decidedNumber) {
      // Of those that were sent together, the first refusals said it all.
      if (statedMs !== undefined) this.closeFor(statedMs, nowMs);
      return this.perMs === undefined ? 'alone' : 'all';
    }
    this.window.refused++;
    this.refusedInRow++;
    if (this.perMs === undefined) return this.firstRefused(sent, passed, nowMs, statedMs);
    if (this.stray > 0 && this.refusedInRow < refusedInARow) {
      this.endWindow();
      return 'alone';
    }
    if (this.doubt && ++this.doubt.refused <= doubtRefusals) return 'alone';
    if (this.doubt) {
      this.doubt = undefined;
      this.perMs = Infinity;
    }
    this.empty(sent.sentMs, passed);
    const measured = this.measuredPerMs();
    if (!this.isMeasured) {
      this.isMeasured = measured !== undefined;
      if (measured !== undefined) {
        this.perMs = measured * gain;
        this.ramp = undefined;
      } else this.ramp = 1;
      this.probes = this.hasPassed ? 1 : this.probes + 1;
      this.hasPassed = false;
      // A stated wait that was not enough is no longer believed alone.
      this.closeFor(
        Math.max(statedMs ?? 0, this.probes > 1 || statedMs === undefined ? backoffMs(this.probes) : 0),
        nowMs,
      );
      this.decide();
      return 'all';
    }
    // A pace that few answers measured is measured better with each refusal at which something had passed since the last.
    if (measured !== undefined && this.hasPassed && this.isYoung && this.paceBeforeRaise === undefined)
      this.perMs = Math.min(mostChange * this.perMs, Math.max(this.perMs / mostChange, measured * gain));
    this.hasPassed = false;
    if (this.refusedInRow >= 2) this.probes++;
    const ownMs = Math.min(longestBackoffMs, 2 ** (this.refusedInRow - 1) / this.perMs);
    this.closeFor(this.refusedInRow === 1 ? (statedMs ?? ownMs) : Math.max(statedMs ?? 0, ownMs), nowMs);
    if (this.window.refused > (loweredAbove + this.stray) * windowSize) this.judgeWindow();
    else this.endWindow();
    return 'all';
  }

  private firstRefused(sent: Sent, passed: number, nowMs: number, statedMs: number | undefined): 'all' | 'alone' {
    const { answered, refused } = this.window;
    const isMany = refused >= 4 && refused > strayShare * Math.max(windowSize, answered + refused);
    if (this.refusedInRow < refusedInARow && !isMany) {
      this.endWindow();
      return 'alone';
    }
    const passedMs = sent.sentMs - this.startedMs!;
    this.perMs = Infinity;
    this.ramp = 1;
    this.hasPassed = false;
    if (passed >= doubtedFrom && passed - this.doubtedNumber >= 2 * doubtedFrom) {
      // What a minute's allowance would let through in the meantime shows nothing.
      const waitedMs = statedMs ?? firstBackoffMs;
      this.doubt = { left: doubtRequests + (2 * passed * waitedMs) / (minuteMs + passedMs), refused: 0 };
      this.doubtedNumber = passed;
      this.perMs = passed / Math.max(1, passedMs);
      this.ramp = undefined;
    }
    this.isMeasured = false;
    this.empty(sent.sentMs, passed);
    this.probes = 1;
    this.closeFor(statedMs ?? firstBackoffMs, nowMs);
    this.decide();
    return 'all';
  }

  private closeFor(ms: number, nowMs: number): void {
    this.closedUntilMs = Math.max(this.closedUntilMs, nowMs + ms);
  }

  private empty(atMs: number, passed: number): void {
    if (atMs < (this.empties.at(-1)?.atMs ?? -Infinity)) return;
    this.empties.push({ atMs, passed });
    const isLong = (from: { readonly atMs: number; readonly passed: number }) =>
      passed - from.passed >= measuredOver && atMs - from.atMs >= minuteMs;
    while (this.empties.length > 2 && isLong(this.empties[1]!)) this.empties.shift();
  }

  private get isYoung(): boolean {
    return this.empties.at(-1)!.passed - this.empties[0]!.passed < measuredOver;
  }

  /** Between two moments at which nothing was left, what passed is what filled again. */
  private measuredPerMs(): number | undefined {
    const [first, last] = [this.empties[0], this.empties.at(-1)];
    if (!first || !last) return undefined;
    const [passed, elapsedMs] = [last.passed - first.passed, last.atMs - first.atMs];
    if (passed < 1 || (passed < fewestToMeasure && elapsedMs < longToMeasureMs)) return undefined;
    return (passed + (passed < measuredOver ? hopeful : 0)) / Math.max(1, elapsedMs);
  }

  private endWindow(): void {
    if (this.window.answered + this.window.refused >= windowSize) this.judgeWindow();
  }

  private judgeWindow(): void {
    const { answered, refused, held } = this.window;
    const replies = answered + refused;
    const share = refused / replies;
    this.resetWindow();
    if (this.perMs === undefined || !this.isMeasured) return;
    // Held back by nothing but its own concurrency: the limit is elsewhere, or gone.
    if (held === 0 && replies >= windowSize) {
      this.perMs = this.paceBeforeRaise = undefined;
      return;
    }
    if (replies >= windowSize && share < this.stray / 3) this.stray = share;
    const excess = share - this.stray;
    if (this.paceBeforeRaise !== undefined) {
      this.judgeRaise(excess <= loweredAbove);
    } else if (excess <= grownBelow) {
      this.shareBeforeDecrease = undefined;
      this.heldWindows = 0;
      this.perMs *= 1 + Math.min(mostGrowth, 0.03 * 2 ** this.cleanWindows++);
    } else if (excess <= loweredAbove) {
      this.shareBeforeDecrease = undefined;
      this.cleanWindows = 0;
      if (++this.heldWindows >= raisedAfter) this.raise();
    } else {
      this.cleanWindows = this.heldWindows = 0;
      if (replies >= fewestForStray && share >= 0.7 * (this.shareBeforeDecrease ?? Infinity)) {
        this.stray = Math.min(0.6, share);
        this.shareBeforeDecrease = undefined;
        return;
      }
      const measured = this.measuredPerMs();
      const next = measured === undefined ? this.perMs * 0.7 : Math.min(this.perMs, measured * gain);
      this.shareBeforeDecrease = next < this.perMs ? share : undefined;
      this.perMs = next;
      this.decide();
    }
  }

  /** Refusals that come at any pace do not grow with it: twice the pace for a moment shows it. */
  private raise(): void {
    this.paceBeforeRaise = this.perMs;
    this.perMs = 2 * this.perMs!;
    this.decide();
  }

  private judgeRaise(hasHeld: boolean): void {
    if (hasHeld) {
      // What was measured before was this pace, not a limit.
      this.empties = [];
      this.raise();
      return;
    }
    this.perMs = this.paceBeforeRaise;
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

function backoffMs(times: number): number {
  return Math.min(longestBackoffMs, firstBackoffMs * 2 ** (times - 1));
}
