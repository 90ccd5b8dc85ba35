// Hypergeometric probabilities and tails: how many marked rows a draw without replacement holds.
// Point probability as a quotient of three binomial ones (Loader 2000, as R does it); tails by its recurrence from there outwards.
import { binomialPmf } from './binomial';

/** P(X = k): k marked rows among `draws` drawn without replacement from `population` rows of which `marked` are marked. */
export function hypergeometricPmf(k: number, population: number, marked: number, draws: number): number {
  if (k < Math.max(0, draws + marked - population) || k > Math.min(marked, draws)) return 0;
  if (draws === 0 || draws === population) return 1;
  const p = draws / population;
  return (
    (binomialPmf(k, marked, p) * binomialPmf(draws - k, population - marked, p)) / binomialPmf(draws, population, p)
  );
}

/** P(X <= k), accurate where it is small. */
export function hypergeometricLowerTail(k: number, population: number, marked: number, draws: number): number {
  const least = Math.max(0, draws + marked - population);
  if (k < least) return 0;
  if (k >= Math.min(marked, draws)) return 1;
  if (k > (draws * marked) / population) return 1 - sumUpwards(k + 1, population, marked, draws);
  return sumDownwards(k, population, marked, draws);
}

/** P(X >= k), accurate where it is small. */
export function hypergeometricUpperTail(k: number, population: number, marked: number, draws: number): number {
  if (k <= Math.max(0, draws + marked - population)) return 1;
  if (k > Math.min(marked, draws)) return 0;
  if (k <= (draws * marked) / population) return 1 - sumDownwards(k - 1, population, marked, draws);
  return sumUpwards(k, population, marked, draws);
}

/** Sums relative to the first term, which is the largest, and scales once: no term underflows before it counts. */
function sumDownwards(k: number, population: number, marked: number, draws: number): number {
  const unmarkedLeft = population - marked - draws;
  let term = 1;
  let sum = 1;
  for (let i = k; i > 0; i--) {
    term *= (i * (unmarkedLeft + i)) / ((marked - i + 1) * (draws - i + 1));
    if (term <= 0 || sum + term === sum) break;
    sum += term;
  }
  return sum * hypergeometricPmf(k, population, marked, draws);
}

function sumUpwards(k: number, population: number, marked: number, draws: number): number {
  const unmarkedLeft = population - marked - draws;
  let term = 1;
  let sum = 1;
  for (let i = k; i < Math.min(marked, draws); i++) {
    term *= ((marked - i) * (draws - i)) / ((i + 1) * (unmarkedLeft + i + 1));
    if (sum + term === sum) break;
    sum += term;
  }
  return sum * hypergeometricPmf(k, population, marked, draws);
}
