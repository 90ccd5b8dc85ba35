// The certificate for several looks at a growing sample: how many visible deviations each look may show so that the probability that any
// look errs is at most alpha, exactly. Theorem, proof and the recursion used here: docs/guarantee.md. Knows nothing of models or money.
import { hypergeometricPmf } from './logFactorial';

export type CalibratedLooks = {
  /** Sample size of each look, ascending. */
  readonly sizes: readonly number[];
  /** Visible deviations that each look may show; -1: the look certifies nothing. */
  readonly allowed: readonly number[];
  /** Probability that some look errs in the worst population; at most the last budget. */
  readonly risk: number;
};

/** Mass below this is cut from the recursion's tails and booked as error, so that the result stays an upper bound. */
const negligible = 1e-14;

/**
 * @param population M, rows that the sample is drawn from.
 * @param hiddenAllowed D, how many hidden deviations keep the promise.
 * @param sizes ascending sample sizes, each at most M.
 * @param budgets per look the error probability that may be spent up to and including it, ascending; the last is alpha.
 */
export function calibrateLooks(
  population: number,
  hiddenAllowed: number,
  sizes: readonly number[],
  budgets: readonly number[],
): CalibratedLooks {
  if (hiddenAllowed >= population) return { sizes, allowed: sizes.map(() => population), risk: 0 };
  const allowed: number[] = [];
  // The state: among the first `rows` deviating rows of the path, how many are sampled by now, given that no look has erred.
  let rows = hiddenAllowed + 1;
  let sampled: Mass | undefined;
  let spent = 0;
  let visible = 0;
  let previous = 0;
  for (const [look, size] of sizes.entries()) {
    const budget = budgets[look]!;
    sampled = sampled
      ? drawMore(sampled, population - previous, rows, size - previous)
      : firstDraw(population, size, rows);
    previous = size;
    let error = massUpTo(sampled, visible);
    if (spent + error > budget && allowed.every((b) => b < 0)) {
      // Nothing certified yet: the state is not conditioned on anything, so the next look starts afresh.
      allowed.push(-1);
      sampled = undefined;
      continue;
    }
    while (rows < population) {
      const longer = addRow(sampled, population, size, rows);
      const longerError = massUpTo(longer, visible + 1);
      if (spent + longerError > budget) break;
      sampled = longer;
      error = longerError;
      rows++;
      visible++;
    }
    if (rows >= population) visible = population; // more deviating rows than there are: the look cannot err
    spent += error + sampled.cut;
    sampled = dropUpTo(sampled, visible);
    allowed.push(visible);
    if (visible >= population) break;
  }
  while (allowed.length < sizes.length) allowed.push(population);
  return { sizes, allowed, risk: spent };
}

/** For one look: the largest b with P(Hypergeometric(M, n, b + D + 1) <= b) <= alpha; -1 where there is none. */
export function visibleAllowed(population: number, size: number, hiddenAllowed: number, alpha: number): number {
  return calibrateLooks(population, hiddenAllowed, [size], [alpha]).allowed[0]!;
}

/** Probabilities of the counts from, from + 1, ...; `cut` is what was left out at either end. */
type Mass = { readonly from: number; readonly values: Float64Array; readonly cut: number };

function firstDraw(population: number, size: number, rows: number): Mass {
  const capped = Math.min(rows, population);
  const low = Math.max(0, capped + size - population);
  const high = Math.min(capped, size);
  const values = new Float64Array(high - low + 1);
  fillHypergeometric(values, low, population, size, capped);
  return trim({ from: low, values, cut: 0 });
}

/** The sample grows by `draws` of the `open` rows not yet drawn; a state of s sampled rows has rows - s among them. */
function drawMore(mass: Mass, open: number, rows: number, draws: number): Mass {
  const { from, values } = mass;
  const top = Math.min(rows, from + values.length - 1 + draws);
  const next = new Float64Array(Math.max(1, top - from + 1));
  const step = new Float64Array(draws + 1);
  for (let i = 0; i < values.length; i++) {
    const weight = values[i]!;
    if (weight === 0) continue;
    const unsampled = rows - (from + i);
    const low = Math.max(0, draws + unsampled - open);
    const high = Math.min(draws, unsampled);
    const part = step.subarray(0, high - low + 1);
    fillHypergeometric(part, low, open, unsampled, draws);
    for (let j = 0; j < part.length; j++) next[i + low + j]! += weight * part[j]!;
  }
  return trim({ from, values: next, cut: mass.cut });
}

/** One more deviating row of the path enters: it is sampled already with the chance of any row not counted so far. */
function addRow(mass: Mass, population: number, size: number, rows: number): Mass {
  const { from, values } = mass;
  const next = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) {
    const chance = Math.min(1, Math.max(0, (size - (from + i)) / (population - rows)));
    next[i]! += values[i]! * (1 - chance);
    next[i + 1]! += values[i]! * chance;
  }
  const last = next[values.length]!;
  return last < negligible
    ? { from, values: next.subarray(0, values.length), cut: mass.cut + last }
    : { from, values: next, cut: mass.cut };
}

function massUpTo({ from, values }: Mass, count: number): number {
  let sum = 0;
  for (let i = 0; i < values.length && from + i <= count; i++) sum += values[i]!;
  return sum;
}

function dropUpTo(mass: Mass, count: number): Mass {
  const drop = Math.min(mass.values.length - 1, Math.max(0, count + 1 - mass.from));
  return { from: mass.from + drop, values: mass.values.subarray(drop), cut: 0 };
}

function trim({ from, values, cut }: Mass): Mass {
  let low = 0;
  let high = values.length;
  while (low < high - 1 && values[low]! < negligible) cut += values[low++]!;
  while (high > low + 1 && values[high - 1]! < negligible) cut += values[--high]!;
  return { from: from + low, values: values.subarray(low, high), cut };
}

/** Hypergeometric probabilities of low, low + 1, ...: from the mode outwards by the ratio of neighbours. */
function fillHypergeometric(
  values: Float64Array,
  low: number,
  population: number,
  marked: number,
  draws: number,
): void {
  values.fill(0);
  const last = values.length - 1;
  const mode = Math.floor(((draws + 1) * (marked + 1)) / (population + 2));
  const at = Math.min(last, Math.max(0, mode - low));
  values[at] = hypergeometricPmf(low + at, population, marked, draws);
  for (let i = at; i < last; i++) {
    const k = low + i;
    values[i + 1] = (values[i]! * (marked - k) * (draws - k)) / ((k + 1) * (population - marked - draws + k + 1));
    if (values[i + 1]! < 1e-300) break;
  }
  for (let i = at; i > 0; i--) {
    const k = low + i;
    values[i - 1] = (values[i]! * k * (population - marked - draws + k)) / ((marked - k + 1) * (draws - k + 1));
    if (values[i - 1]! < 1e-300) break;
  }
}
