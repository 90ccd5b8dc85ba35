// From the first refusal of a limit that is not told to the first request that it lets through again: what passed before is taken for a minute's
// allowance, which says how fast to go on, and when trying again is worth a refusal. Time is an argument, in milliseconds.

/** Limits are by the minute more often than by anything else; those by the second or by ten seconds show in that more passes. */
const minuteMs = 60_000;
const firstWaitMs = 1000;
const longestWaitMs = 60_000;
/** Of a window's end: clocks and ways differ by so much. */
const toleranceMs = 400;
/** So few say too little of a minute. */
const fewestForGuess = 4;
/** A little longer than the guess: where refusals count, one that comes too early costs what was waited for. */
const margin = 1.03;

export class Opening {
  /** What passed, as requests a millisecond that fill again. */
  readonly guessPerMs: number;
  private readonly windowEndMs: number;
  private lastGapMs = 0;
  private refusals = 0;

  /**
   * @param startedMs when the first request was sent
   * @param emptyMs when the one was sent that was refused
   * @param passed requests that had passed by then
   */
  constructor(
    startedMs: number,
    private readonly emptyMs: number,
    private readonly passed: number,
  ) {
    this.guessPerMs = passed / (minuteMs + emptyMs - startedMs);
    this.windowEndMs = startedMs + minuteMs + toleranceMs;
  }

  /** Whether enough passed for the guess to be more than one. */
  get isTelling(): boolean {
    return this.passed >= fewestForGuess;
  }

  /** How long to wait after another refusal: a second, then what one request takes by the guess, then ever twice as long, and a minute's end among them. */
  refused(nowMs: number): number {
    const fill = this.guessPerMs > 0 ? margin / this.guessPerMs : Infinity;
    const least = this.isTelling && this.refusals > 0 ? Math.min(longestWaitMs, fill) : 0;
    this.lastGapMs = Math.min(longestWaitMs, Math.max(firstWaitMs, least, 2 * this.lastGapMs));
    this.refusals++;
    const untilEndMs = this.windowEndMs - nowMs;
    return untilEndMs > 0 && untilEndMs < 1.5 * this.lastGapMs ? untilEndMs : this.lastGapMs;
  }

  /** Requests a millisecond to go on with, when one that was sent then has passed. */
  paceFrom(sentMs: number): number {
    return Math.max(this.guessPerMs, 1 / Math.max(1, sentMs - this.emptyMs));
  }

  /** Whether all of a minute went by before one passed: then the guess is no guess. */
  isMinute(sentMs: number): boolean {
    return sentMs >= this.windowEndMs - 2 * toleranceMs;
  }
}
