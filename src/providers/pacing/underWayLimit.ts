// A limit of requests under way that no server tells, from how many were under way when one passed and when one was refused. A limit of requests a minute
// refuses whatever is under way, and so contradicts it at once. Time is an argument, in milliseconds.
import type { Sent } from './learnedPace';

/** Believed from so many refusals on, */
const fewestRefusals = 6;
/** and while what happened of late contradicted it no more than this. */
const believedBelow = 0.1;
/** How much of an earlier contradiction still counts at each outcome. */
const memory = 0.985;
/** Of more places, a limit a minute looks much the same where it lets many through; and refusals are few without this. */
const mostPlaces = 3;
/** A reply may have left the server so much before it came. */
const toleranceMs = 60;
/** After so many that passed with all places taken one more is tried, ever twice as many. */
const firstTry = 100;
const mostTry = 3200;
/** A request without a reply is taken to have passed when so many later ones have theirs. */
const mostOpen = 200;

type Flight = { readonly number: number; readonly sentMs: number; repliedMs: number; isPassed: boolean };

export class UnderWayLimit {
  /** In the order of sending, from the first that may overlap with what comes; a reply that has not come yet is at Infinity. */
  private flights: Flight[] = [];
  /** Of those the ones that have been judged. */
  private judged = 0;
  /** So many passed together; 0: none was seen yet. */
  private least = 0;
  /** So many did not. */
  private below = Infinity;
  private refusals = 0;
  private contradictions = 0;
  private untilTry = firstTry;
  private tryAfter = firstTry;

  sent({ number, sentMs }: Sent): void {
    this.flights.push({ number, sentMs, repliedMs: Infinity, isPassed: true });
  }

  replied({ number }: Sent, isPassed: boolean, nowMs: number): void {
    const flight = this.flights.find((each) => each.number === number);
    if (!flight) return;
    flight.repliedMs = nowMs;
    flight.isPassed = isPassed;
    // The one that was tried, or one that says the same.
    if (!isPassed && this.untilTry === 0) this.tryLater();
    while (this.judged < this.flights.length) {
      const next = this.flights[this.judged]!;
      if (next.repliedMs === Infinity) {
        if (this.flights.length - this.judged <= mostOpen) break;
        next.repliedMs = next.sentMs;
      }
      this.judge(next);
      this.judged++;
    }
    // What was replied to before the next one that is judged was sent overlaps with none that follows.
    const fromMs = (this.flights[this.judged]?.sentMs ?? nowMs) - toleranceMs;
    while (this.judged > 0 && this.flights[0]!.repliedMs < fromMs) {
      this.flights.shift();
      this.judged--;
    }
  }

  private judge({ sentMs, isPassed }: Flight): void {
    this.contradictions *= memory;
    const together = 1 + this.passedBeyond(isPassed ? sentMs + toleranceMs : sentMs);
    if (isPassed) {
      if (together >= this.below) {
        this.contradictions++;
        this.below = Infinity;
      }
      this.least = Math.max(this.least, together);
      if (together >= this.least && --this.untilTry < 0) this.tryLater();
      return;
    }
    this.refusals++;
    // With nothing under way, no such limit refuses.
    if (together <= Math.max(1, this.least)) {
      this.contradictions++;
      this.least = 0;
    }
    this.below = Math.min(this.below, together);
  }

  private tryLater(): void {
    this.tryAfter = Math.min(mostTry, 2 * this.tryAfter);
    this.untilTry = this.tryAfter;
  }

  /** Of those sent before, how many were still under way then. */
  private passedBeyond(atMs: number): number {
    let count = 0;
    for (let at = 0; at < this.judged; at++) {
      const { repliedMs, isPassed } = this.flights[at]!;
      if (isPassed && repliedMs > atMs) count++;
    }
    return count;
  }

  /** Requests that may be under way; undefined: no such limit is known. */
  get flight(): number | undefined {
    if (this.least === 0 || this.least > mostPlaces) return undefined;
    if (this.refusals < fewestRefusals || this.contradictions > believedBelow || this.below > this.least + 1)
      return undefined;
    return this.untilTry === 0 ? this.below : this.least;
  }
}
