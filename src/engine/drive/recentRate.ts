// How many requests a second were answered lately: over the last minute at most, so that a run that began quickly and waits for a limit now does not
// tell the speed of its beginning. Time is an argument, in milliseconds.

const windowMs = 60_000;
/** Samples are no closer than this. */
const stepMs = 1000;
/** A rate over less says nothing. */
const shortestMs = 500;

export class RecentRate {
  private readonly samples: { readonly atMs: number; readonly done: number }[];

  /** @param done requests of earlier sessions, which took no time now */
  constructor(done: number, nowMs: number) {
    this.samples = [{ atMs: nowMs, done }];
  }

  /** @returns requests a second; undefined while it is too early to tell. */
  note(done: number, nowMs: number): number | undefined {
    const { samples } = this;
    // The last one before the window stays: the rate is over a whole minute where there is one.
    while (samples.length > 1 && samples[1]!.atMs <= nowMs - windowMs) samples.shift();
    const { atMs, done: before } = samples[0]!;
    if (nowMs - samples.at(-1)!.atMs >= stepMs) samples.push({ atMs: nowMs, done });
    return nowMs - atMs < shortestMs ? undefined : (1000 * (done - before)) / (nowMs - atMs);
  }
}
