// Tells whether a server is down or only one row fails: a failure says something of the server only while nobody else is answered. While it is
// down everything is held and one request at a time probes, at growing distance, until a stated time has passed. Time is an argument.
import { WatchedTime } from './watchedTime';

/** Different rows that fail without an answer in between. */
const rowsThatShowIt = 3;
const firstProbeMs = 1000;
const longestProbeMs = 30_000;
/** An address where nothing has ever replied is sooner wrong than down: its rows are held so long, and it is tried more often. */
const longestSilenceMs = 45_000;
const longestProbeAtSilenceMs = 8000;

export type Verdict =
  /** The row's own failure: one of its attempts. */
  | 'row'
  /** The server's: no attempt of the row. */
  | 'server'
  /** The server's, for longer than anyone should wait. */
  | 'given-up';

/** What one request knows of its own failures. */
export type FailureRecord = {
  attempts: number;
  hangs: number;
  lastFailedMs: number | undefined;
  /** Others were answered while it failed: its failures say nothing of the server. */
  isSuspect: boolean;
};

export type Failure = {
  readonly isUnreachable: boolean;
  readonly isAway: boolean;
  readonly isHang: boolean;
  readonly isSilent: boolean;
  readonly isFirst: boolean;
  readonly waitMs?: number | undefined;
};

export class Outage {
  private lastAnsweredMs = -Infinity;
  /** Latest time of sending among the answered. */
  private lastAnsweredSentMs = -Infinity;
  private readonly failing = new Set<FailureRecord>();
  private isOut = false;
  private readonly lasted = new WatchedTime();
  private probes = 0;
  private nextProbeMs = -Infinity;
  hasAnswered = false;

  constructor(private readonly longestMs: number) {}

  get isDown(): boolean {
    return this.isOut;
  }
  /** Rows that failed since the last answer, and how often was probed. */
  get failingRows(): number {
    return this.failing.size;
  }
  get probed(): number {
    return this.probes;
  }
  /** Up to the last failure. */
  get lastedMs(): number {
    return this.lasted.ms;
  }

  /** Milliseconds until the next request may probe; 0: now, or nothing is wrong. */
  waitMs(nowMs: number): number {
    return this.isOut ? Math.max(0, this.nextProbeMs - nowMs) : 0;
  }

  /** @returns whether an outage ended by it */
  answered(sentMs: number, nowMs: number): boolean {
    const wasDown = this.isDown;
    this.hasAnswered = true;
    this.lastAnsweredMs = nowMs;
    this.lastAnsweredSentMs = Math.max(this.lastAnsweredSentMs, sentMs);
    this.failing.clear();
    this.isOut = false;
    this.lasted.ended();
    this.probes = 0;
    return wasDown;
  }

  /**
   * @param isUnreachable no connection: nothing that a row says can be the reason
   * @param isAway the server says that it, or the one behind it, is not there; hardly ever a row's doing
   * @param isHang no answer in time
   * @param isSilent nothing has ever replied at the address
   * @param isFirst the server is in trouble by its own word, and has never answered: one row shows it as well as three
   * @param waitMs what the server asked to wait
   */
  failed(
    row: FailureRecord,
    sentMs: number,
    nowMs: number,
    { isUnreachable, isAway, isHang, isSilent, isFirst, waitMs }: Failure,
  ): Verdict {
    const othersAnswered = isHang
      ? this.lastAnsweredSentMs >= sentMs
      : row.lastFailedMs !== undefined && this.lastAnsweredMs > row.lastFailedMs;
    const isAwayStill = isAway && row.lastFailedMs !== undefined && !othersAnswered;
    row.lastFailedMs = nowMs;
    if (!this.isDown && othersAnswered && !isUnreachable) row.isSuspect = true;
    if (!row.isSuspect || isUnreachable) this.failing.add(row);
    if (!this.isDown && (isUnreachable || isAwayStill || isFirst || this.failing.size >= rowsThatShowIt)) {
      this.isOut = true;
      this.probes = 0;
      this.holdFor(firstProbeMs, nowMs, waitMs);
      this.lasted.seen(nowMs, this.waitMs(nowMs));
      return 'server';
    }
    if (!this.isOut) return 'row';
    // Replies to what was sent before it was held are not probes.
    if (nowMs >= this.nextProbeMs) {
      this.probes++;
      const longestMs = isSilent ? longestProbeAtSilenceMs : longestProbeMs;
      this.holdFor(Math.min(longestMs, firstProbeMs * 2 ** this.probes), nowMs, waitMs);
    }
    this.lasted.seen(nowMs, this.waitMs(nowMs));
    if (this.lasted.ms < (isSilent ? Math.min(longestSilenceMs, this.longestMs) : this.longestMs)) return 'server';
    // One row that is left over may be the only reason: that it fails is then its own.
    if (this.hasAnswered && !isUnreachable && this.failing.size < rowsThatShowIt) return 'row';
    return 'given-up';
  }

  private holdFor(ms: number, nowMs: number, statedMs = 0): void {
    this.nextProbeMs = nowMs + Math.max(ms, statedMs);
  }
}
