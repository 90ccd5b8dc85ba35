// Powers with any exponent, equal to the last bit under every version of V8 that we run on. Math.pow (and `**`) is not: Node 24 rounds some
// results differently than Node 20 and 22, so that a run that is resumed under another Node could decide otherwise than before. exp and log
// give the same bits there (200,000 arguments compared).

/** base ** exponent, with a relative error of a few units in the last place times |exponent * log(base)|. @param base at least 0 */
export function power(base: number, exponent: number): number {
  return Math.exp(exponent * Math.log(base));
}
