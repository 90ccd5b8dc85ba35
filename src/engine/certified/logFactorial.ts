// ln(n!) for whole n: a table for small n, Stirling's series beyond (error below 1e-13). Every count in the certificate goes through it.

const tabled = 256;
const table = new Float64Array(tabled);
for (let n = 2; n < tabled; n++) table[n] = table[n - 1]! + Math.log(n);

/** @param n whole, at least 0. */
export function logFactorial(n: number): number {
  if (n < tabled) return table[n]!;
  const inverse = 1 / n;
  return (
    (n + 0.5) * Math.log(n) -
    n +
    0.918938533204672742 +
    inverse * (1 / 12 - inverse * inverse * (1 / 360 - (inverse * inverse) / 1260))
  );
}

/** ln of the number of ways to choose k of n; -Infinity where there is none. */
export function logChoose(n: number, k: number): number {
  return k < 0 || k > n ? -Infinity : logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}
