// The pace of a limit whose kind is known though no server tells it (untoldLimit.ts): a little below what it lets through, and how many requests may
// be under way until that has shown to be right. Time is an argument, in milliseconds.
import { GrowingPace } from './growingPace';
import type { Sent } from './learnedPace';
import { UnderWayLimit } from './underWayLimit';
import { type KnownLimit, UntoldLimit } from './untoldLimit';

/** So many under way do no harm where the limit is less than it seems. */
const mostUnderWay = 32;
/** Above, whole seconds of a stated wait blur what kind it is, and the growing pace does better. */
const mostPerMsOfStated = 200 / 60_000;
/** Of a pace that is known exactly: clocks and ways differ. Where it is not, the middle is tried, a few steps away at most. */
const knownShare = 0.99;
const doubtOfRaised = 0.1;
const exactly = 1.05;
const trifle = 0.01;
const farAbove = 1.25;
const longestStep = 1.25;

export class KnownPace {
  private readonly untold = new UntoldLimit();
  private readonly underWayLimit = new UnderWayLimit();
  /** The last refusal named its wait. */
  hasStatedWait = false;
  private underWay: number | undefined;
  private isFollowed = false;

  /** Undefined: no kind explains what passed and what was refused. */
  get limit(): KnownLimit | undefined {
    const { known } = this.untold;
    return known && this.hasStatedWait && known.least > mostPerMsOfStated ? undefined : known;
  }

  /** Where waits are stated: the kind that explains all that happened, and says to a hair how much passes. */
  get exactLimit(): KnownLimit | undefined {
    const { known } = this.untold;
    return known && this.hasStatedWait && known.contradictions < trifle && known.below <= exactly * known.least
      ? known
      : undefined;
  }

  /** The limit that explains why that pace was refused; one that is known to a hair where the pace is a guess, or far above it. */
  explains(pace: GrowingPace, isGuess: boolean): KnownLimit | undefined {
    const { limit, exactLimit } = this;
    return limit ?? (exactLimit && (isGuess || pace.base > farAbove * exactLimit.below) ? exactLimit : undefined);
  }

  /** Requests that may be under way, one more for each that passes; undefined: no matter how many. */
  get flight(): number | undefined {
    const flight = this.hasStatedWait ? undefined : this.underWayLimit.flight;
    return flight === undefined ? this.underWay : Math.min(flight, this.underWay ?? Infinity);
  }

  sent(sent: Sent): void {
    this.untold.sent(sent);
    this.underWayLimit.sent(sent);
  }

  passed(sent: Sent, nowMs: number): void {
    this.untold.replied(sent, true);
    this.underWayLimit.replied(sent, true, nowMs);
  }

  /** @param statedMs the wait that the refusal names */
  refused(sent: Sent, nowMs: number, statedMs: number | undefined): void {
    this.untold.replied(sent, false);
    this.underWayLimit.replied(sent, false, nowMs);
    this.hasStatedWait = statedMs !== undefined;
  }

  /** One at a time, until it passes. */
  beginAlone(): void {
    this.underWay = 1;
  }

  allowOneMore(): void {
    if (this.underWay !== undefined && ++this.underWay > mostUnderWay) this.underWay = undefined;
  }

  follow(limit: KnownLimit, nowMs: number): GrowingPace {
    this.isFollowed = true;
    return GrowingPace.ofKnown(paceOf(limit), limit.below, nowMs);
  }

  leave(): void {
    this.isFollowed = false;
  }

  /** The pace to go on with when a request has passed at this one. */
  after(pace: GrowingPace, sentMs: number): GrowingPace {
    const { limit } = this;
    if (limit) return paceOf(limit) > pace.at(sentMs) ? this.follow(limit, sentMs) : pace;
    if (!this.isFollowed) return pace;
    // More passed than the limit was known to let through: it has been raised.
    this.isFollowed = false;
    return new GrowingPace(pace.at(sentMs), doubtOfRaised, sentMs);
  }
}

/** Requests a millisecond to go on with where between so much and so much passes. */
function paceOf({ least, below, holdsOne }: KnownLimit): number {
  return !holdsOne || below <= exactly * least
    ? knownShare * least
    : Math.min(longestStep * least, 0.5 * (least + below));
}
