// Identical rows: those of which the same bytes would be sent to a model. An answer to one serves all, charged once. The promise rests on their being
// identical (docs/guarantee.md), so rows are told apart by a cryptographic digest or by their whole texts, never by a hash that can be met on purpose.

import { digestWords, setDigest, type RowDigests } from './rowDigests';
import { inBlocks, type Resting } from './turns';

/** SHA-256 of a text or another digest that nobody can find two texts of; unlike texts, lone surrogates included, have unlike digests. At least 16 bytes. */
export type TextDigest = (text: string) => Uint8Array;

/**
 * Finds identical rows while they stream by, in 28 bytes a row. Rows must come in order 0, 1, 2, ... 128 bits of each digest are kept, so that two texts of
 * one digest take some 2^64 tries to find.
 */
export class TwinFinder {
  private readonly first: Int32Array;
  private readonly slots: Int32Array;
  private hasTwins = false;

  /** @param digests of every row, filled in as rows come. */
  constructor(
    rowCount: number,
    private readonly digestOf: TextDigest,
    readonly digests: RowDigests = new Uint32Array(digestWords * rowCount),
  ) {
    this.first = new Int32Array(rowCount);
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, rowCount * 2)))).fill(-1);
  }

  /** Of rows whose digests are known. */
  static *of(digests: RowDigests): Resting<TwinFinder> {
    const rowCount = digests.length / digestWords;
    const finder = new TwinFinder(rowCount, () => new Uint8Array(), digests);
    yield* inBlocks(rowCount, (from, to) => {
      for (let row = from; row < to; row++) finder.place(row);
    });
    return finder;
  }

  add(row: number, text: string): void {
    setDigest(this.digests, row, this.digestOf(text));
    this.place(row);
  }

  private place(row: number): void {
    const { digests, slots } = this;
    const mask = slots.length - 1;
    for (let slot = digests[digestWords * row]! & mask; ; slot = (slot + 1) & mask) {
      const held = slots[slot]!;
      if (held < 0) {
        slots[slot] = row;
        this.first[row] = row;
        return;
      }
      if (this.isSame(held, row)) {
        this.first[row] = held;
        this.hasTwins = true;
        return;
      }
    }
  }

  private isSame(one: number, other: number): boolean {
    for (let word = 0; word < digestWords; word++)
      if (this.digests[digestWords * one + word] !== this.digests[digestWords * other + word]) return false;
    return true;
  }

  /** Per row the first row identical to it; undefined when all rows differ. */
  get twins(): Int32Array | undefined {
    return this.hasTwins ? this.first : undefined;
  }
}

/** Per row the first row with the same text, for texts that are in memory anyway; undefined when all differ. */
export function findTwins(texts: readonly string[]): Int32Array | undefined {
  const firsts = new Map<string, number>();
  const first = Int32Array.from(texts, (text, row) => {
    const held = firsts.get(text);
    if (held === undefined) firsts.set(text, row);
    return held ?? row;
  });
  return firsts.size < texts.length ? first : undefined;
}

export class TwinGroups {
  private readonly next: Int32Array;
  private readonly first: Int32Array;

  private constructor(first: Int32Array) {
    this.first = first;
    this.next = new Int32Array(first.length).fill(-1);
  }

  /** @param first per row the first row identical to it. */
  static *of(first: Int32Array): Resting<TwinGroups> {
    const groups = new TwinGroups(first);
    const last = first.slice();
    yield* inBlocks(first.length, (from, to) => {
      for (let row = from; row < to; row++) {
        const head = first[row]!;
        if (head === row) continue;
        groups.next[last[head]!] = row;
        last[head] = row;
      }
    });
    return groups;
  }

  /** Calls back with every row identical to this one, itself left out. */
  forEachOther(row: number, visit: (twin: number) => void): void {
    for (let twin = this.first[row]!; twin >= 0; twin = this.next[twin]!) {
      if (twin !== row) visit(twin);
    }
  }
}
