// SUPG (Kang, Gan, Bailis, Hashimoto, Zaharia, "Approximate selection with guarantees using proxies", PVLDB 13, 2020, arXiv 2004.00827), re-implemented for the benchmarks:
// weighted samples by the square root of a score, bounds by the normal approximation. Where the paper leaves a case open it is settled as in the
// authors' published code; unlike there, "no" answers that are known are taken out of the set.
import type { Random } from '../../src/engine/random';
import { byScore, drawUntilPaid, Reference, type ScoredTable, type Selector } from './selecting';

/** Share of the weights that is the same for every row ("defensive mixing"). */
const evenly = 0.1;
/** Thresholds that are tried for precision lie so many sampled rows apart. */
const step = 100;

/** The rows down to the lowest threshold that a recall raised by the sample's uncertainty allows. */
export const supgRecall: Selector = (table, { share, alpha, calls }, random) => {
  const reference = new Reference(table);
  const order = byScore(table, random);
  const count = order.length;
  const weights = weightsOf(table, order);
  const drawn = drawUntilPaid(reference, calls, count, picker(weights, count, random)(order));
  const rankOf = ranksOf(order);
  const hits = drawn
    .map((row) => rankOf[row]!)
    .filter((rank) => table.isWanted[order[rank]!] === 1)
    .sort((a, b) => a - b)
    .map((rank) => ({ rank, mass: 1 / (count * weights[rank]!) }));
  const all = { order, end: count, reference };
  const total = hits.reduce((sum, { mass }) => sum + mass, 0);
  /** The rank down to which hits of this share of all mass lie. */
  const reach = (wanted: number) => {
    let mass = 0;
    return hits.find((hit) => (mass += hit.mass) >= wanted * total - 1e-12)?.rank;
  };
  const first = reach(share);
  if (first === undefined) return all;
  const side = (isIn: (rank: number) => boolean) =>
    meanAndError(
      hits.filter(({ rank }) => isIn(rank)).map(({ mass }) => mass),
      drawn.length,
    );
  const above = side((rank) => rank <= first);
  const below = side((rank) => rank > first);
  const distance = Math.sqrt(2 * Math.log(2 / alpha));
  const most = above.mean + distance * above.error;
  const least = below.mean - distance * below.error;
  if (least <= 0) return all;
  const last = reach(most / (most + least));
  return last === undefined ? all : { order, end: last + 1, reference };
};

/** Half of the calls tell how many rows are wanted at most; the other half are drawn from as many rows as could hold them at this precision. */
export const supgPrecision: Selector = (table, { share, alpha, calls }, random) => {
  const reference = new Reference(table);
  const order = byScore(table, random);
  const count = order.length;
  const weights = weightsOf(table, order);
  const pick = picker(weights, count, random)(order);
  const few = drawUntilPaid(reference, Math.floor(calls / 2), count, pick);
  const rankOf = ranksOf(order);
  const masses = few.map((row) => table.isWanted[row]! / (count * weights[rankOf[row]!]!));
  const { mean, error } = meanAndError(masses, few.length);
  const most = mean + error * Math.sqrt(2 * Math.log(2 / alpha));
  const reach = Math.max(1, Math.min(count, Math.ceil((most * count) / share)));
  const drawn = drawUntilPaid(reference, calls - reference.calls, reach, picker(weights, reach, random)(order));
  const ranks = drawn.map((row) => rankOf[row]!).sort((a, b) => a - b);
  const tried = Math.ceil(ranks.length / step);
  const distance = Math.sqrt(2 * Math.log((2 * tried) / alpha));
  let end = 0;
  let weight = 0;
  let weighed = 0;
  for (let size = step; size <= ranks.length; size += step) {
    const rank = ranks[size - 1]!;
    while (weighed <= rank) weight += weights[weighed++]!;
    // Of the rows down to this one: what a draw among them stands for.
    const of = ranks.slice(0, size).map((at) => (table.isWanted[order[at]!]! * weight) / ((rank + 1) * weights[at]!));
    const bound = meanAndError(of, size);
    if (bound.mean - distance * bound.error >= share) end = rank + 1;
  }
  return { order, end, reference };
};

/** Per rank, summing to 1. */
function weightsOf({ scores }: ScoredTable, order: Int32Array): Float64Array {
  const roots = Float64Array.from(order, (row) => Math.sqrt(scores[row]!));
  const total = roots.reduce((sum, one) => sum + one, 0);
  return roots.map((one) => evenly / roots.length + (total === 0 ? 1 / roots.length : one / total) * (1 - evenly));
}

/** Draws a row of the first `end` ranks in proportion to the weights. */
function picker(weights: Float64Array, end: number, random: Random) {
  let sum = 0;
  const upTo = weights.subarray(0, end).map((weight) => (sum += weight));
  return (order: Int32Array) => () => {
    const at = random.next() * sum;
    let [low, high] = [0, end - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return order[low]!;
  };
}

function ranksOf(order: Int32Array): Int32Array {
  const ranks = new Int32Array(order.length);
  order.forEach((row, rank) => (ranks[row] = rank));
  return ranks;
}

/** Of `size` values, those that are not given being 0: the mean, and its standard error. */
function meanAndError(values: readonly number[], size: number): { readonly mean: number; readonly error: number } {
  const mean = values.reduce((sum, one) => sum + one, 0) / size;
  const squares = values.reduce((sum, one) => sum + one * one, 0) / size;
  return { mean, error: Math.sqrt(Math.max(0, squares - mean * mean) / size) };
}
