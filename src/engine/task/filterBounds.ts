// What a filter may get wrong: rows that the reference would keep and that are missed (recall), and rows that are kept though the reference would
// not keep them (precision). A bound that nobody asks for is 1: there nothing may go wrong. Why these figures keep the bounds: docs/guarantee.md.

/** The answers of a filter: whether a row is kept. */
export const keptAnswer = 'yes';
export const droppedAnswer = 'no';

export type FilterBounds = {
  /** Of the rows that the reference would keep at least this share is kept, in (0, 1]. */
  readonly recall: number;
  /** Of the kept rows at least this share are rows that the reference would keep, in (0, 1]. */
  readonly precision: number;
};

/** Safe against the binary rounding of decimal shares. */
const rounding = 1e-9;

/** How many rows may be missed where at least so many are rightly kept: the most for which right / (right + missed) is at least the recall. */
export function missedAllowed({ recall }: FilterBounds, rightlyKept: number): number {
  return Math.floor(((1 - recall) / recall) * Math.max(0, rightlyKept) + rounding);
}

/** How many of the kept rows may be wrong. */
export function wrongAllowed({ precision }: FilterBounds, kept: number): number {
  return Math.floor((1 - precision) * Math.max(0, kept) + rounding);
}

/** The error probability of each bound: whole where the other is not asked for, else halved. */
export function errorOfEach({ recall, precision }: FilterBounds, alpha: number): number {
  return recall < 1 && precision < 1 ? alpha / 2 : alpha;
}
