// What is known of a proposed answer before the reference is asked, as numbers for the trust model: how common the answer is, how sure its
// model was, which other asked models agree, what their answers cost, how long the row is. Each feature carries its prior effect on deviating.
import type { Problem } from '../strategy';
import type { Prior } from './logistic';

export type FeatureMap = {
  readonly priors: readonly Prior[];
  /** Writes the row's features from `at` on. The asked models must have answered (or failed on) the row. */
  readonly fill: (row: number, into: Float64Array, at: number) => void;
};

type Column = Prior & { readonly value: (row: number) => number };

/** Answers that are given a column of their own, and the share of rows that earns one. */
const answerColumns = 6;
const answerShare = 0.02;

/**
 * @param asked models asked about every row that will be filled.
 * @param proposer the one of them whose answer is proposed.
 * @param basis rows already asked, whose answers set the scales (no reference answer is read).
 */
export function makeFeatureMap(
  { table, features }: Problem,
  asked: readonly number[],
  proposer: number,
  basis: ArrayLike<number>,
): FeatureMap {
  const columns: Column[] = [{ mean: -3, sd: 2, value: () => 1 }];
  const key = (row: number) => table.keyOf(proposer, row);

  const counts = new Map<number, number>();
  for (let i = 0; i < basis.length; i++) counts.set(key(basis[i]!), (counts.get(key(basis[i]!)) ?? 0) + 1);
  const rarity = (row: number) => -Math.log(((counts.get(key(row)) ?? 0) + 0.5) / (basis.length + 1));
  const rarityScale = scaleOf(basis, rarity);
  if (counts.size > 1) columns.push({ mean: 0.4, sd: 0.7, value: (row) => rarityScale(rarity(row)) });
  const common = [...counts].filter(([, count]) => count >= Math.max(3, answerShare * basis.length));
  common.sort((a, b) => b[1] - a[1]);
  const labels = common.slice(0, answerColumns).map(([label]) => label);
  if (labels.length > 1) {
    for (const label of labels) columns.push({ mean: 0, sd: 1, value: (row) => (key(row) === label ? 1 : 0) });
  }

  for (const model of asked) {
    const isProposer = model === proposer;
    const sureness = confidenceColumns((row) => table.confidenceOf(model, row), basis);
    for (const [index, value] of sureness.entries()) {
      const mean = isProposer ? (index === 0 ? -1 : 0) : 0;
      columns.push({ mean, sd: 0.7, value });
      if (isProposer && index === 0 && labels.length > 1 && labels.length <= 4) {
        for (const label of labels)
          columns.push({ mean: 0, sd: 0.5, value: (row) => (key(row) === label ? value(row) : 0) });
      }
    }
    if (!isProposer) {
      const agreeing = (row: number) => {
        const [own, other] = [key(row), table.keyOf(model, row)];
        return own < 0 || other < 0 ? 0 : table.equivalentKeys(other, own) ? -0.5 : 0.5;
      };
      columns.push({ mean: 1.2, sd: 1, value: agreeing });
    }
    const price = (row: number) => Math.log(table.costOf(model, row) + 1e-12);
    const priceScale = scaleOf(basis, price);
    if (priceScale !== flat) columns.push({ mean: 0.1, sd: 0.4, value: (row) => priceScale(price(row)) });
  }
  const size = (row: number) => Math.log(1 + features.length(row));
  const sizeScale = scaleOf(basis, size);
  if (sizeScale !== flat) columns.push({ mean: 0, sd: 0.4, value: (row) => sizeScale(size(row)) });

  const centres = columns.map(({ value }, j) => (j === 0 ? 0 : meanOf(basis, value)));
  return {
    priors: columns,
    fill: (row, into, at) => {
      for (let j = 0; j < columns.length; j++) {
        const value = columns[j]!.value(row);
        into[at + j] = Number.isFinite(value) ? value - centres[j]! : 0;
      }
    },
  };
}

const flat = () => 0;

/** Rows that a column's mean is taken over at most. */
const centreRows = 500;

/** Mean over the basis, so that a column tells rows apart and leaves the level to the intercept. */
function meanOf(basis: ArrayLike<number>, value: (row: number) => number): number {
  const step = Math.max(1, Math.floor(basis.length / centreRows));
  let n = 0;
  let sum = 0;
  for (let i = 0; i < basis.length; i += step) {
    const x = value(basis[i]!);
    if (!Number.isFinite(x)) continue;
    n++;
    sum += x;
  }
  return n === 0 ? 0 : sum / n;
}

/** Centres and scales to unit deviation over the basis, clipped at 3; `flat` where the values do not vary or are unknown. */
function scaleOf(basis: ArrayLike<number>, value: (row: number) => number): (x: number) => number {
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < basis.length; i++) {
    const x = value(basis[i]!);
    if (!Number.isFinite(x)) continue;
    n++;
    sum += x;
    squares += x * x;
  }
  const mean = sum / n;
  const sd = Math.sqrt(Math.max(0, squares / n - mean * mean));
  if (n < 3 || !(sd > 1e-6)) return flat;
  return (x) => Math.max(-3, Math.min(3, (x - mean) / sd));
}

/** The model's confidence as a normal score of its rank, and as a standardised log-odds; none where the model tells none. */
function confidenceColumns(confidence: (row: number) => number, basis: ArrayLike<number>): ((row: number) => number)[] {
  const sorted = Float64Array.from(basis, confidence)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (sorted.length < 3 || sorted[0] === sorted[sorted.length - 1]) return [];
  const score = (row: number) => {
    const value = confidence(row);
    if (Number.isNaN(value)) return NaN;
    const rank = (lowerBound(sorted, value) + upperBound(sorted, value)) / 2;
    return normalScore((rank + 0.5) / (sorted.length + 1));
  };
  const odds = (row: number) => {
    const p = Math.min(1 - 1e-9, Math.max(1e-9, confidence(row)));
    return Math.log(p / (1 - p));
  };
  const oddsScale = scaleOf(basis, odds);
  return [score, (row) => oddsScale(odds(row))];
}

function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function upperBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Normal quantile, good to two digits (Shore 1982): scores need no more. */
function normalScore(p: number): number {
  return p >= 0.5 ? 5.5556 * (1 - ((1 - p) / p) ** 0.1186) : -5.5556 * (1 - (p / (1 - p)) ** 0.1186);
}
