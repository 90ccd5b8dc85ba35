// The queue of one account (host, key, model): first come, first served; the next request leaves when the limits that the server tells, the pace
// that was learned, an outage and the places under way all let it. A refused request goes back to its place in the queue.
import type { Clock } from '../../engine/clock';
import { onAbort } from '../../engine/onAbort';
import type { Usage } from '../../engine/provider';
import type { ConcurrencyLimit } from '../concurrencyLimit';
import type { LimitUnit, RateLimits, StatedLimit } from '../rateLimits';
import { LearnedPace, type Sent } from './learnedPace';
import { Outage } from './outage';
import { LimitMirror } from './statedLimit';
import { WatchedTime } from './watchedTime';

export type Pass = Sent & {
  /** Sent, with few others, to find out whether the account or the server is back. */
  readonly isProbe: boolean;
};

export type LaneWait = { readonly reason: 'limit' | 'outage'; readonly untilMs: number; readonly perMinute?: number };

type Waiter = {
  readonly ticket: number;
  readonly bytes: number;
  readonly notBeforeMs: number;
  readonly admit: (pass: Pass) => void;
};

/** Where no reply has come by then, the account gets a few more places: its models share those that it has before its first answer. */
const firstReplyWithinMs = 2000;
/** So many refusals in a row are explained by limits that the server tells. */
const believedRefusals = 4;
/** So many are remembered for limits that are told later. */
const mostFirst = 64;

export class Lane {
  readonly pace = new LearnedPace();
  readonly outage: Outage;
  private readonly mirrors = new Map<string, { readonly unit: LimitUnit; readonly mirror: LimitMirror }>();
  /** Number of the request whose reply told of the limit last. */
  private readonly toldOf = new Map<string, number>();
  /** What was sent before the first limit was told. */
  private readonly first: (Sent & { readonly bytes: number })[] = [];
  private waiting: Waiter[] = [];
  private underWay = 0;
  private probesUnderWay = 0;
  private hasReply = false;
  private isDoubted = false;
  private firstSentMs = Infinity;
  private isWaitingForPlace = false;
  private timer: { readonly untilMs: number; readonly end: AbortController } | undefined;
  /** Mean tokens per byte of a request, by unit, as far as replies tell. */
  private readonly tokensPerByte: Partial<Record<LimitUnit, number>> = {};
  private nextTicket = 0;
  /** Refusals since the last answer, and how long it has been refused since. */
  refusals = 0;
  private readonly refusedFor = new WatchedTime();

  constructor(
    private readonly clock: Clock,
    private readonly places: ConcurrencyLimit,
    longestOutageMs: number,
    /** Told when the queue begins to wait for more than a moment. */
    private readonly onWait: (wait: LaneWait) => void = () => undefined,
  ) {
    this.outage = new Outage(longestOutageMs);
  }

  ticket(): number {
    return this.nextTicket++;
  }

  get queued(): number {
    return this.waiting.length;
  }

  /** Requests a minute that this account is known or was seen to let through. */
  get perMinute(): number | undefined {
    const stated = [...this.mirrors.values()].flatMap(({ unit, mirror }) =>
      unit === 'requests' && mirror.perMinute !== undefined ? [mirror.perMinute] : [],
    );
    return stated.length > 0 ? Math.min(...stated) : this.pace.perMinute;
  }

  /** Resolves when the request may be sent; every pass must be ended by `leave`. Rejects with the reason of the signal that is aborted first. */
  enter(
    {
      ticket,
      bytes,
      notBeforeMs = -Infinity,
    }: { readonly ticket: number; readonly bytes: number; readonly notBeforeMs?: number },
    signals: readonly AbortSignal[],
  ): Promise<Pass> {
    const aborted = signals.find((signal) => signal.aborted);
    if (aborted) return Promise.reject(aborted.reason as Error);
    return new Promise((resolve, reject) => {
      const forget = signals.map((signal) =>
        onAbort(signal, () => {
          const at = this.waiting.indexOf(waiter);
          if (at < 0) return;
          this.waiting.splice(at, 1);
          for (const each of forget) each();
          if (this.waiting.length === 0) this.timer?.end.abort(rescheduled);
          reject(signal.reason as Error);
        }),
      );
      const waiter: Waiter = {
        ticket,
        bytes,
        notBeforeMs,
        admit: (pass) => {
          for (const each of forget) each();
          resolve(pass);
        },
      };
      if (this.waiting.length === 0 && this.underWay === 0) this.pace.idled();
      let at = this.waiting.length;
      while (at > 0 && this.waiting[at - 1]!.ticket > ticket) at--;
      this.waiting.splice(at, 0, waiter);
      this.admit();
    });
  }

  leave({ isProbe }: Pass): void {
    this.underWay--;
    if (isProbe) this.probesUnderWay--;
    this.places.leave();
    this.admit();
  }

  answered(pass: Pass, bytes: number, usage: Usage, limits: RateLimits | undefined): boolean {
    const nowMs = this.clock.nowMs();
    this.hasReply = true;
    this.isDoubted = false;
    this.refusals = 0;
    this.refusedFor.ended();
    this.learnTokens(bytes, usage);
    for (const { unit, mirror } of this.mirrors.values()) {
      const tokens = tokensOf(unit, usage);
      if (tokens !== undefined) mirror.corrected(pass, tokens);
    }
    this.told(pass, limits, nowMs);
    this.pace.answered(pass, nowMs);
    return this.outage.answered(pass.sentMs, nowMs);
  }

  /** A request failed before the first answer. */
  doubted(): void {
    this.isDoubted = true;
    this.places.unproven('refused');
  }

  get refusedForMs(): number {
    return this.refusedFor.ms;
  }

  /** @returns whether the whole account waits, or the refused request alone */
  refused(pass: Pass, bytes: number, statedMs: number | undefined): 'all' | 'alone' {
    const nowMs = this.clock.nowMs();
    this.hasReply = true;
    this.refusals++;
    let isExplained = false;
    for (const { unit, mirror } of this.mirrors.values())
      if (mirror.refused(pass, this.costOf(bytes, unit), nowMs)) isExplained = true;
    const at = this.first.findIndex(({ number }) => number === pass.number);
    if (at >= 0) this.first.splice(at, 1);
    // What the server tells is better than what can be learned, as long as it is right.
    const whoWaits =
      isExplained && this.refusals < believedRefusals ? 'alone' : this.pace.refused(pass, nowMs, statedMs);
    this.refusedFor.seen(nowMs, Math.max(statedMs ?? 0, this.pace.waitMs(nowMs)));
    return whoWaits;
  }

  private told(pass: Pass, limits: RateLimits | undefined, nowMs: number): void {
    for (const limit of limits ?? []) {
      // Replies that come out of order tell of an earlier moment.
      if (pass.number < (this.toldOf.get(limit.name) ?? 0)) continue;
      this.toldOf.set(limit.name, pass.number);
      const entry = this.mirrors.get(limit.name) ?? this.mirrorOf(limit);
      entry.mirror.told(limit, pass, nowMs);
    }
  }

  private mirrorOf({ name, unit }: StatedLimit) {
    const entry = { unit, mirror: new LimitMirror() };
    this.mirrors.set(name, entry);
    for (const each of this.first) entry.mirror.sent(each, this.costOf(each.bytes, unit));
    return entry;
  }

  private learnTokens(bytes: number, usage: Usage): void {
    for (const unit of ['input-tokens', 'output-tokens', 'tokens'] as const) {
      const tokens = tokensOf(unit, usage);
      if (tokens === undefined || bytes === 0) continue;
      const before = this.tokensPerByte[unit];
      this.tokensPerByte[unit] = before === undefined ? tokens / bytes : 0.9 * before + 0.1 * (tokens / bytes);
    }
  }

  private costOf(bytes: number, unit: LimitUnit): number {
    // Four bytes a token is the usual rule of thumb.
    return unit === 'requests' ? 1 : Math.max(1, bytes * (this.tokensPerByte[unit] ?? 0.25));
  }

  /** Milliseconds until the account lets the request through, and what it waits for. */
  private waitOf({ bytes }: Waiter, nowMs: number): { readonly ms: number; readonly reason: LaneWait['reason'] } {
    const outageMs = this.outage.waitMs(nowMs);
    if (outageMs > 0) return { ms: outageMs, reason: 'outage' };
    let ms = this.pace.waitMs(nowMs);
    for (const { unit, mirror } of this.mirrors.values())
      ms = Math.max(ms, mirror.waitMs(this.costOf(bytes, unit), nowMs));
    return { ms, reason: 'limit' };
  }

  /** How many requests are to find out; undefined: nothing is to be found out. */
  private get flight(): number | undefined {
    return this.outage.isDown ? 1 : this.pace.flight;
  }

  private admit = (): void => {
    for (;;) {
      if (this.waiting.length === 0) return;
      const { flight } = this;
      const isProbe = flight !== undefined;
      if (isProbe && this.probesUnderWay >= flight) return;
      const nowMs = this.clock.nowMs();
      if (this.isDoubted && this.underWay > 0) return;
      if (!this.hasReply && this.underWay > 0) this.waitForFirstReply(nowMs);
      const at = this.waiting.findIndex(({ notBeforeMs }) => notBeforeMs <= nowMs);
      if (at < 0) {
        this.wakeAt(Math.min(...this.waiting.map(({ notBeforeMs }) => notBeforeMs)));
        return;
      }
      const next = this.waiting[at]!;
      const { ms, reason } = this.waitOf(next, nowMs);
      if (ms > 0) {
        this.onWait({
          reason,
          untilMs: nowMs + ms,
          ...(this.perMinute !== undefined && { perMinute: this.perMinute }),
        });
        this.wakeAt(nowMs + ms);
        return;
      }
      if (!this.places.tryEnter()) {
        if (this.isWaitingForPlace) return;
        this.isWaitingForPlace = true;
        this.places.whenFree(() => {
          this.isWaitingForPlace = false;
          this.admit();
        });
        return;
      }
      this.waiting.splice(at, 1);
      this.underWay++;
      if (isProbe) this.probesUnderWay++;
      this.firstSentMs = Math.min(this.firstSentMs, nowMs);
      const pass = { sentMs: nowMs, number: this.pace.sent(nowMs), isProbe };
      if (this.first.length < mostFirst) this.first.push({ ...pass, bytes: next.bytes });
      for (const { unit, mirror } of this.mirrors.values()) mirror.sent(pass, this.costOf(next.bytes, unit));
      next.admit(pass);
    }
  };

  private waitForFirstReply(nowMs: number): void {
    const slowFromMs = this.firstSentMs + firstReplyWithinMs;
    if (nowMs >= slowFromMs) this.places.unproven('slow');
    else this.wakeAt(slowFromMs);
  }

  private wakeAt(untilMs: number): void {
    if (this.timer) {
      if (this.timer.untilMs <= untilMs) return;
      this.timer.end.abort(rescheduled);
    }
    const timer = { untilMs, end: new AbortController() };
    this.timer = timer;
    const ended = () => {
      if (this.timer === timer) this.timer = undefined;
    };
    this.clock.sleep(Math.max(1, untilMs - this.clock.nowMs()), timer.end.signal).then(() => {
      ended();
      this.admit();
    }, ended);
  }
}

function tokensOf(unit: LimitUnit, { inputTokens, outputTokens }: Usage): number | undefined {
  if (unit === 'requests') return undefined;
  if (unit === 'input-tokens') return inputTokens;
  if (unit === 'output-tokens') return outputTokens;
  return inputTokens === undefined ? undefined : inputTokens + (outputTokens ?? 0);
}

/** A reason that is made once: the platform would make one with its stack each time. */
const rescheduled = new Error('rescheduled');
