// Identical rows, found from the `twins` column of a problem: an answer to one serves all, charged once.

export class TwinGroups {
  private readonly next: Int32Array;
  private readonly first: Int32Array;

  /** @param first per row the first row identical to it. */
  constructor(first: Int32Array) {
    this.first = first;
    this.next = new Int32Array(first.length).fill(-1);
    const last = Int32Array.from(first);
    for (let row = 0; row < first.length; row++) {
      const head = first[row]!;
      if (head === row) continue;
      this.next[last[head]!] = row;
      last[head] = row;
    }
  }

  /** Calls back with every row identical to this one, itself left out. */
  forEachOther(row: number, visit: (twin: number) => void): void {
    for (let twin = this.first[row]!; twin >= 0; twin = this.next[twin]!) {
      if (twin !== row) visit(twin);
    }
  }
}

/** Per row the first row with the same key; undefined when all keys differ. */
export function findTwins(keys: readonly string[]): Int32Array | undefined {
  const firstOf = new Map<string, number>();
  const twins = new Int32Array(keys.length);
  keys.forEach((key, row) => {
    const first = firstOf.get(key);
    if (first === undefined) firstOf.set(key, row);
    twins[row] = first ?? row;
  });
  return firstOf.size === keys.length ? undefined : twins;
}
