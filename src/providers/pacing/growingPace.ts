// A pace that grows with what passes, slowly and then faster (the shape of CUBIC, Ha, Rhee and Xu 2008): after so many that passed, by as much as what
// it rests on may be wrong. One refusal in some thirty requests shows that the limit is still where it was. Time is an argument, in milliseconds.
import type { DeliveredRate } from './deliveredRate';

const grownAfter = 16;
const leastDoubt = 0.03;
const leastDoubtOfKnown = 0.003;
const mostDoubt = 0.4;
/** And no sooner than a limit by the minute would show; a pace that is doubted more grows sooner. */
const grownInMs = 15_000;
/** One refusal changes a pace by this factor at most. */
const mostChange = 1.3;
/** Of two refusals with little in between the second may be the first one's doing. */
const lowered = 0.94;

export class GrowingPace {
  private readonly doubt: number;
  private readonly grownInMs: number;
  private passed = 0;

  /**
   * @param base requests a millisecond to begin with
   * @param doubt by what share it may be too low
   */
  constructor(
    readonly base: number,
    doubt: number,
    private readonly sinceMs: number,
    least = leastDoubt,
  ) {
    this.doubt = Math.min(mostDoubt, Math.max(least, doubt));
    this.grownInMs = least < leastDoubt ? grownInMs : (leastDoubt * grownInMs) / this.doubt;
  }

  /** @param perMs what is known to pass @param below and what does not */
  static ofKnown(perMs: number, below: number, nowMs: number): GrowingPace {
    return new GrowingPace(perMs, (below / perMs - 1) / 2, nowMs, leastDoubtOfKnown);
  }

  hasPassed(): void {
    this.passed++;
  }

  /** Requests a millisecond. */
  at(nowMs: number): number {
    const inTime = (nowMs - this.sinceMs) / this.grownInMs;
    return this.base * (1 + this.doubt * Math.min(this.passed / grownAfter, inTime) ** 2);
  }

  /** After a refusal: what passed between refusals. */
  afterRefusal({ measured, flow }: DeliveredRate, nowMs: number): GrowingPace {
    const pace = this.at(nowMs);
    // Time at which nothing was sent, and windows that end, make what was measured too little: what just passed evenly is kept.
    const perMs = Math.max(measured?.perMs ?? 0, flow ?? lowered * this.base);
    const within = Math.min(mostChange * pace, Math.max(perMs, pace / mostChange));
    return new GrowingPace(within, 1 / ((measured?.passed ?? 0) + 1), nowMs);
  }

  /** After a refusal of a pace that was times `factor` what had passed before. */
  afterLeap(factor: number, { measured }: DeliveredRate, nowMs: number): GrowingPace {
    const pace = this.at(nowMs);
    return new GrowingPace(Math.min(pace, Math.max(measured?.perMs ?? 0, pace / factor)), (factor - 1) / 2.5, nowMs);
  }
}
