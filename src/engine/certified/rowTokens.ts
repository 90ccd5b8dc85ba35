// The rows' texts as hashed features, each row's hashed once a run as long as there is room: a student learns before a policy is chosen and again
// after, and reads a row several times.
import { mostTokens, TokenHasher } from './textTokens';

/** Features that are kept at most, 16 MB of them; a row beyond them is hashed whenever it is read. */
const mostKept = 1 << 22;

export class RowTokens {
  /** Holds the features of the row found last, from `from` up to `to`. */
  list: Int32Array;
  from = 0;
  to = 0;
  private readonly hasher = new TokenHasher();
  /** End to end, a row's number of features before them. */
  private kept = new Int32Array(1 << 16);
  private end = 0;
  private readonly placeOf: Int32Array;

  constructor(
    rowCount: number,
    private readonly text: (row: number) => string,
  ) {
    this.list = this.kept;
    this.placeOf = new Int32Array(rowCount).fill(-1);
  }

  find(row: number): void {
    let place = this.placeOf[row]!;
    if (place < 0) {
      const count = this.hasher.hash(this.text(row));
      if (this.end + mostTokens >= mostKept) {
        this.list = this.hasher.tokens;
        this.from = 0;
        this.to = count;
        return;
      }
      place = this.placeOf[row] = this.keep(count);
    }
    this.list = this.kept;
    this.from = place + 1;
    this.to = this.from + this.kept[place]!;
  }

  private keep(count: number): number {
    if (this.end + mostTokens >= this.kept.length) {
      const wider = new Int32Array(2 * this.kept.length);
      wider.set(this.kept);
      this.kept = wider;
    }
    const place = this.end;
    this.kept[place] = count;
    for (let i = 0; i < count; i++) this.kept[place + 1 + i] = this.hasher.tokens[i]!;
    this.end = place + 1 + count;
    return place;
  }
}
