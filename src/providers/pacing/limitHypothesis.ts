// One guess of what kind a limit is that no server tells (a bucket or a sliding window, whether refusals use it up too), and between which sizes it then
// must be: every request that passed bounds the size from below, every refused one from above. A kind that is not the right one contradicts itself
// sooner or later. Time is an argument, in milliseconds.
import type { OutcomeLog } from './outcomeLog';

export type HypothesisOptions = {
  /** `single`: a bucket that holds one request. */
  readonly kind: 'bucket' | 'single' | 'sliding';
  /** How long the window is, or how long a bucket takes to fill. */
  readonly windowMs: number;
  readonly countsRefusals: boolean;
};

/** Ways of different length, and clocks: moments are known to so much. */
const leastToleranceMs = 4;
const toleranceShare = 0.002;
const mostToleranceMs = 60;
/** How much of an earlier contradiction still counts at each outcome. */
const memory = 0.985;
/** What was seen bounds the size a little less at each outcome: limits change. */
const fade = 1.0004;

export class LimitHypothesis {
  /** The size is at least this: requests in a window, or requests a millisecond that fill again. */
  private least = 0;
  /** And below this. */
  private below = Infinity;
  /** How often and how lately it was contradicted. */
  contradictions = 0;

  constructor(readonly options: HypothesisOptions) {}

  passed(atMs: number, log: OutcomeLog): void {
    this.contradictions *= memory;
    const size = this.sizeFor(atMs, log, this.toleranceMs);
    this.below *= this.options.kind === 'sliding' ? 1 : fade;
    if (size >= this.below) {
      this.contradictions++;
      this.below = Infinity;
    }
    this.least = Math.max(this.least, size);
  }

  refused(atMs: number, log: OutcomeLog): void {
    this.contradictions *= memory;
    const size = this.sizeFor(atMs, log, -this.toleranceMs);
    this.least /= this.options.kind === 'sliding' ? 1 : fade;
    if (size <= this.least) {
      this.contradictions++;
      this.least = 0;
    }
    this.below = Math.min(this.below, size);
  }

  /** Requests a millisecond that it lets through for good; undefined while it is not bounded from both sides. */
  get rate(): { readonly least: number; readonly below: number } | undefined {
    if (this.least <= 0 || this.below === Infinity) return undefined;
    if (this.options.kind !== 'sliding') return { least: this.least, below: this.below };
    const { windowMs } = this.options;
    return { least: this.least / windowMs, below: Math.max(this.least, this.below - 1) / windowMs };
  }

  get holdsOne(): boolean {
    const { kind, windowMs, countsRefusals } = this.options;
    return !countsRefusals && kind !== 'sliding' && (kind === 'single' || this.least * windowMs <= 1);
  }

  /** When the next request passes, when it is as large as it was seen to be. */
  freeAtMs(log: OutcomeLog): number {
    const { kind, windowMs, countsRefusals } = this.options;
    const { rate } = this;
    if (!rate) return -Infinity;
    const perMs = rate.least;
    if (kind === 'sliding') {
      const places = Math.max(1, Math.round(perMs * windowMs));
      return log.fromLast(places, countsRefusals) + windowMs + this.toleranceMs;
    }
    let freeMs = -Infinity;
    log.busy(countsRefusals, (sinceMs, used, isEmpty) => {
      const held = isEmpty ? 0 : kind === 'single' ? 1 : Math.max(1, windowMs * perMs);
      freeMs = Math.max(freeMs, sinceMs + (used + 1 - held) / perMs);
    });
    return freeMs + this.toleranceMs;
  }

  private get toleranceMs(): number {
    return Math.min(mostToleranceMs, leastToleranceMs + toleranceShare * this.options.windowMs);
  }

  /** The smallest size at which a request of that moment passes. @param toleranceMs so much longer ago everything may have been */
  private sizeFor(atMs: number, log: OutcomeLog, toleranceMs: number): number {
    const { kind, windowMs, countsRefusals } = this.options;
    if (kind === 'sliding') return log.countBetween(atMs - windowMs + toleranceMs, countsRefusals) + 1;
    let size = 0;
    log.busy(countsRefusals, (sinceMs, used, isEmpty) => {
      const elapsedMs = Math.max(1, atMs - sinceMs + toleranceMs);
      size = Math.max(size, isEmpty ? (used + 1) / elapsedMs : this.rateFor(used, elapsedMs));
    });
    return size;
  }

  /** How fast a bucket that was full must fill to let another one through after so many. It holds one at least. */
  private rateFor(used: number, elapsedMs: number): number {
    const { kind, windowMs } = this.options;
    const ofOne = used / elapsedMs;
    return kind === 'single' ? ofOne : Math.min(ofOne, Math.max(1 / windowMs, (used + 1) / (windowMs + elapsedMs)));
  }
}
