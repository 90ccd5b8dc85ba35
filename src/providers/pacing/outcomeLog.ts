// What became of the requests of late, in the order in which they were sent: which passed and which were refused, and when they were sent.

/** More moments are not remembered. */
const mostMoments = 20_000;
/** Of the beginnings of a busy time, the latest exactly and the earlier ones by every second. */
const mostBeginnings = 256;

type Beginning = { readonly atMs: number; /** Passed before it. */ readonly passed: number };

export class OutcomeLog {
  private readonly passedAtMs: number[] = [];
  private readonly sentAtMs: number[] = [];
  private beginnings: Beginning[] = [];
  private passedCount = 0;
  private lastRefusal: Beginning | undefined;

  passed(atMs: number): void {
    add(this.passedAtMs, atMs);
    add(this.sentAtMs, atMs);
    this.beginnings.push({ atMs, passed: this.passedCount });
    if (this.beginnings.length > mostBeginnings)
      this.beginnings = this.beginnings.filter((_, at) => at % 2 === 0 || at > mostBeginnings / 2);
    this.passedCount++;
  }

  refused(atMs: number): void {
    add(this.sentAtMs, atMs);
    this.lastRefusal = { atMs, passed: this.passedCount };
  }

  /** How many were sent after that moment. */
  countBetween(afterMs: number, withRefused: boolean): number {
    const moments = withRefused ? this.sentAtMs : this.passedAtMs;
    let [low, high] = [0, moments.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (moments[middle]! > afterMs) high = middle;
      else low = middle + 1;
    }
    return moments.length - low;
  }

  /** When the last but so many was sent: 1 is the last one; -Infinity: there are fewer. */
  fromLast(count: number, withRefused: boolean): number {
    const moments = withRefused ? this.sentAtMs : this.passedAtMs;
    return moments[moments.length - count] ?? -Infinity;
  }

  /** Tells of each moment at which a busy time may have begun, and how many passed from then on; `isEmpty`: nothing was left then, a refusal having used it up. */
  busy(withRefused: boolean, tell: (sinceMs: number, passed: number, isEmpty: boolean) => void): void {
    const emptied = withRefused ? this.lastRefusal : undefined;
    if (emptied) tell(emptied.atMs, this.passedCount - emptied.passed, true);
    for (let at = this.beginnings.length - 1; at >= 0; at--) {
      const { atMs, passed } = this.beginnings[at]!;
      if (emptied && passed < emptied.passed) return;
      tell(atMs, this.passedCount - passed, false);
    }
  }
}

function add(moments: number[], atMs: number): void {
  moments.push(atMs);
  if (moments.length > 2 * mostMoments) moments.splice(0, mostMoments);
}
