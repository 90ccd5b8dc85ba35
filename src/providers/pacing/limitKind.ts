// Which kind of limit a server's headers tell of: a bucket that fills evenly, a fixed window, or a sliding window. Each says in another way how the
// time until the reset goes on from one reply to the next; the kind whose forecast errs least is believed. Time is an argument, in milliseconds.

export type LimitKind = 'bucket' | 'window' | 'sliding';

export type ToldReset = {
  /** When the server said it. */
  readonly atMs: number;
  readonly resetMs: number;
  /** What lacks of the full allowance. */
  readonly missing: number;
  readonly limit: number;
};

/** Ways of different length, and servers that are busy, move what is told by so much. */
const jitterMs = 30;
/** Servers that write whole seconds err by up to one. */
const coarseMs = 1000;
const vagueBelow = 4;
/** How much of earlier errors still counts at each reply. */
const memory = 0.85;
/** What was seen bounds a bucket's rate a little less at each reply: limits change. */
const fade = 1.01;
/** Another kind is believed when it errs less than this share of what the present one does, and that one errs by more than a trifle. */
const muchLess = 0.5;
const trifleShare = 0.08;

export class KindOfLimit {
  kind: LimitKind = 'bucket';
  /** Of windows: how long. */
  windowMs: number | undefined;
  private last: ToldReset | undefined;
  /** Forecasts start from here, so that enough changes for them to differ. */
  private anchor: ToldReset | undefined;
  private leastPerMs = 0;
  private mostPerMs = Infinity;
  /** Whether times are told in whole seconds, as moments are as a rule. */
  isCoarse = true;
  private readonly errors: Record<LimitKind, number> = { bucket: 0, window: 0, sliding: 0 };

  seen(resetMs: number): void {
    if (!Number.isInteger(resetMs / coarseMs)) this.isCoarse = false;
  }

  told(now: ToldReset): void {
    const { last, anchor } = this;
    if (last && now.atMs < last.atMs) return;
    this.last = now;
    if (now.missing <= 0 || now.resetMs <= 0 || this.isVague(now.resetMs)) return;
    if (anchor && anchor.limit !== now.limit) [this.leastPerMs, this.mostPerMs] = [0, Infinity];
    if (anchor?.limit === now.limit) {
      this.judge(anchor, now);
      this.bound(now);
      const changed = now.missing / anchor.missing;
      if (changed < 2 && changed > 0.5 && now.atMs - anchor.atMs < anchor.resetMs) {
        this.measure(last, now);
        return;
      }
    }
    if (!anchor) this.bound(now);
    this.measure(last, now);
    this.anchor = now;
  }

  /** Whole seconds say nothing of times that are hardly longer. */
  isVague(resetMs: number): boolean {
    return this.isCoarse && resetMs < vagueBelow * coarseMs;
  }

  private judge(anchor: ToldReset, { atMs, resetMs, missing }: ToldReset): void {
    const elapsedMs = atMs - anchor.atMs;
    const tolerance = jitterMs + (this.isCoarse ? coarseMs : 0);
    const errs = (kind: LimitKind, least: number, most = least) => {
      const error = Math.max(0, least - resetMs, resetMs - most) - tolerance;
      this.errors[kind] = memory * this.errors[kind] + Math.max(0, error);
    };
    errs('bucket', Math.max(0, missing - 1) / this.mostPerMs, missing / this.leastPerMs);
    errs('sliding', anchor.resetMs);
    if (anchor.resetMs > elapsedMs) errs('window', anchor.resetMs - elapsedMs);
    else if (this.windowMs !== undefined)
      errs('window', this.windowMs - ((elapsedMs - anchor.resetMs) % this.windowMs));
    const present = this.errors[this.kind];
    if (present <= trifleShare * resetMs) return;
    for (const kind of ['bucket', 'sliding', 'window'] as const)
      if (this.errors[kind] < muchLess * present && this.errors[kind] <= Math.min(...Object.values(this.errors)))
        this.kind = kind;
  }

  /** How fast a bucket would fill. What is missing is told in whole requests: up to one less may be. */
  private bound({ resetMs, missing }: ToldReset): void {
    const least = Math.max(0, missing - 1) / resetMs;
    const most = missing / resetMs;
    this.leastPerMs = Math.max(least, this.leastPerMs / fade);
    this.mostPerMs = Math.min(most, this.mostPerMs * fade);
    if (this.leastPerMs > this.mostPerMs) [this.leastPerMs, this.mostPerMs] = [least, most];
  }

  private measure(last: ToldReset | undefined, { atMs, resetMs }: ToldReset): void {
    if (this.kind === 'sliding') this.windowMs = resetMs;
    if (this.kind !== 'window') return;
    // A window later, its length shows anew.
    if (last && last.resetMs < atMs - last.atMs) this.windowMs = resetMs;
    else this.windowMs = Math.max(this.windowMs ?? 0, resetMs);
  }
}
