// What a user's look at rows drawn at random says of all rows, exactly (docs/guarantee.md, the user's audit). Knows nothing of models or money.
import { hypergeometricLowerTail } from '../stats/hypergeometric';

/** Rows of which `audited` were drawn at random without replacement, and `disagreed` of them found to be of the kind that is counted. */
export type Audited = { readonly population: number; readonly audited: number; readonly disagreed: number };

/**
 * R: of the rows that were not audited at most so many are of the kind, at the confidence. A number of them that is larger would have shown no more than
 * `disagreed` with a probability of at most 1 - confidence (the inversion of the hypergeometric test).
 * @param confidence in (0, 1)
 * @returns 0 ... population - audited
 */
export function auditBound({ population, audited, disagreed }: Audited, confidence: number): number {
  const error = 1 - confidence;
  const mayBe = (marked: number) => hypergeometricLowerTail(disagreed, population, marked, audited) > error;
  // The tail falls as more rows are marked: the largest number that may be, between one that may and one that may not.
  let [least, most] = [disagreed, population - audited + disagreed + 1];
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (mayBe(middle)) least = middle;
    else most = middle;
  }
  return least - disagreed;
}

/** The fewest rows whose audit, where it finds nothing, bounds what it counts by `most` of `population` rows. */
export function smallestAudit(population: number, most: number, confidence: number): number {
  let [tooFew, enough] = [0, population];
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (auditBound({ population, audited: middle, disagreed: 0 }, confidence) <= most) enough = middle;
    else tooFew = middle;
  }
  return enough;
}
