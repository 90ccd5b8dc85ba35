// How long a trouble has lasted, as far as somebody tried meanwhile: a laptop that sleeps for hours between two refusals has not been refused for hours, and
// the clocks of some systems go on while it sleeps. Time is an argument, in milliseconds.

/** A try takes as long as this at most: a model that thinks and does not answer (attempt.ts). */
const longestTryMs = 300_000;

export class WatchedTime {
  /** So long it has lasted, up to when it was seen last. */
  ms = 0;
  private last: { readonly atMs: number; readonly waitMs: number } | undefined;

  /** @param waitMs until it is tried again */
  seen(nowMs: number, waitMs: number): void {
    if (this.last) this.ms += Math.min(nowMs - this.last.atMs, this.last.waitMs + longestTryMs);
    this.last = { atMs: nowMs, waitMs };
  }

  ended(): void {
    this.ms = 0;
    this.last = undefined;
  }
}
