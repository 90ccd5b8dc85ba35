// What was sent of late, oldest first, and what it used of a limit: sums of it over any stretch. Time is an argument, in milliseconds.
import type { Sent } from './learnedPace';

type Entry = {
  readonly number: number;
  readonly atMs: number;
  cost: number;
  /** With all before it. */
  sum: number;
};

/** More are not remembered. */
const mostEntries = 20_000;

export class SentLog {
  private entries: Entry[] = [];

  sent({ number, sentMs }: Sent, cost: number): void {
    this.entries.push({ number, atMs: sentMs, cost, sum: (this.entries.at(-1)?.sum ?? 0) + cost });
    if (this.entries.length > 2 * mostEntries) this.entries.splice(0, mostEntries);
  }

  /** It used so much after all; nothing where it was refused. */
  correct({ number }: Sent, cost: number): void {
    const at = this.first((entry) => entry.number >= number);
    const corrected = this.entries[at];
    if (corrected?.number !== number) return;
    const more = cost - corrected.cost;
    corrected.cost = cost;
    for (let i = at; i < this.entries.length; i++) this.entries[i]!.sum += more;
  }

  /** Sum of what was sent after that request. */
  sinceNumber(number: number): number {
    return this.sumFrom(
      this.first((entry) => entry.number > number),
      this.entries.length,
    );
  }

  /** Sum of what was sent after the first and until the second moment. */
  between(afterMs: number, untilMs: number): number {
    return this.sumFrom(this.after(afterMs), this.after(untilMs));
  }

  /** When the one was sent with which what was sent after that moment adds up to so much; undefined: less was sent. */
  reaches(afterMs: number, wanted: number): number | undefined {
    const before = this.entries[this.after(afterMs) - 1]?.sum ?? this.base;
    return this.entries[this.first(({ sum }) => sum - before >= wanted - 1e-9)]?.atMs;
  }

  private after(atMs: number): number {
    return this.first((entry) => entry.atMs > atMs);
  }

  private get base(): number {
    const first = this.entries[0];
    return first ? first.sum - first.cost : 0;
  }

  private sumFrom(from: number, until: number): number {
    if (until <= from) return 0;
    return this.entries[until - 1]!.sum - (this.entries[from - 1]?.sum ?? this.base);
  }

  /** The first entry that is so, as all after it are; else their count. */
  private first(isSo: (entry: Entry) => boolean): number {
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isSo(this.entries[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
