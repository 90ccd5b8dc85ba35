// What a limit was seen to let through: between two moments at which a refusal showed that nothing was left, what passed is what filled again
// (the delivery rate of BBR, Cardwell et al. 2016). Time is an argument, in milliseconds.

/** A rate is measured over at least so many answers and a minute, as far back as refusals are remembered: within a minute limits by the minute let through more, and then nothing. */
const measuredOver = 25;
const minuteMs = 60_000;
/** Fewer that passed between refusals measure only over a time that rounding hardly changes. */
const fewestToMeasure = 3;
const longToMeasureMs = 5000;
/** An even flow is measured over so many intervals at most, and at least; a part of a request may have been left over before. */
const flowOver = 8;
const fewestInFlow = 4;
const leftOver = 0.25;
/** More are not under way when a refusal comes. */
const mostInRun = 300;

type Empty = { readonly atMs: number; readonly passed: number };

export class DeliveredRate {
  private empties: Empty[] = [];
  /** When the last ones were sent: since the last refusal, and before it. */
  private run: number[] = [];
  private lastRun: number[] = [];

  /** A request that was sent at that moment was refused; so many had passed by then. */
  empty(atMs: number, passed: number): void {
    this.lastRun = this.run.filter((sentMs) => sentMs < atMs).slice(-flowOver - 1);
    this.run = this.run.filter((sentMs) => sentMs > atMs);
    if (atMs < (this.empties.at(-1)?.atMs ?? -Infinity)) return;
    this.empties.push({ atMs, passed });
    const isLong = (from: Empty) => passed - from.passed >= measuredOver && atMs - from.atMs >= minuteMs;
    while (this.empties.length > 2 && isLong(this.empties[1]!)) this.empties.shift();
  }

  /** A request was sent then that passed, or that no refusal has named yet. */
  flowed(sentMs: number): void {
    this.run.push(sentMs);
    if (this.run.length > mostInRun) this.run.shift();
  }

  /** Requests a millisecond that passed one after another before the last refusal; undefined: too few. */
  get flow(): number | undefined {
    const run = this.lastRun;
    const intervals = run.length - 1;
    if (intervals < fewestInFlow) return undefined;
    return (intervals - leftOver) / Math.max(1, run.at(-1)! - run[0]!);
  }

  forget(): void {
    this.empties = [];
  }

  /** Requests a millisecond, and over how many; undefined: too few or too little time. */
  get measured(): { readonly perMs: number; readonly passed: number } | undefined {
    const [first, last] = [this.empties[0], this.empties.at(-1)];
    if (!first || !last) return undefined;
    const [passed, elapsedMs] = [last.passed - first.passed, last.atMs - first.atMs];
    if (passed < 1 || (passed < fewestToMeasure && elapsedMs < longToMeasureMs)) return undefined;
    return { perMs: passed / Math.max(1, elapsedMs), passed };
  }
}
