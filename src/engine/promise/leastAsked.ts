// How many rows the reference has to answer at least for a promise, however good the candidates are: what makes a small table not worth it is known before
// anything is asked.

/**
 * The smallest random sample whose rows without a deviation prove that no more than `allowed` of all rows deviate: with one deviation too many among
 * them, a sample of that size misses all with a probability of at most 1 - confidence (guarantee.md, one look at the whole table). A shorter prefix needs
 * no fewer, since its other rows go to the reference; without a certificate the reference answers all rows but those that may deviate.
 * @param allowed rows that may deviate, 0 to `rows`; @param confidence in (0, 1)
 */
export function leastAsked(rows: number, allowed: number, confidence: number): number {
  if (allowed >= rows) return 0;
  /** Log of the probability that a sample of `size` holds none of `allowed + 1` deviating rows. */
  const missed = (size: number) => {
    let sum = 0;
    for (let i = 0; i <= allowed; i++) sum += Math.log1p(-size / (rows - i));
    return sum;
  };
  const wanted = Math.log1p(-confidence);
  let [tooFew, enough] = [0, rows - allowed];
  while (enough - tooFew > 1) {
    const size = Math.floor((tooFew + enough) / 2);
    if (missed(size) <= wanted) enough = size;
    else tooFew = size;
  }
  return enough;
}
