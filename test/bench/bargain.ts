// BARGAIN for a recall or a precision (Zeighami, Shankar, Parameswaran, "Cut costs, not accuracy: LLM-powered data processing with guarantees", 2025, arXiv 2509.02896),
// re-implemented for the benchmarks: thresholds tested one after the other by betting bounds. For a recall the form that assumes nothing of how rare the wanted rows are.
// Unlike in the authors' code "no" answers that are known are taken out of the set.
import { shuffle } from '../../src/engine/random';
import { isMeanAbove, isMeanBelow } from './bettingBound';
import { byScore, drawUntilPaid, Reference, type Selector } from './selecting';

/** Thresholds that are tried for a precision. */
const thresholds = 20;
/** Calls between two tests of a threshold. */
const step = 10;

/** Uniform draws; from the lowest wanted one upwards, thresholds as long as the wanted ones above show the recall. */
export const bargainRecall: Selector = (table, { share, alpha, calls }, random) => {
  const reference = new Reference(table);
  const order = byScore(table, random);
  const count = order.length;
  const ranks = new Int32Array(count);
  order.forEach((row, rank) => (ranks[row] = rank));
  const drawn = drawUntilPaid(reference, calls, count, () => random.below(count));
  const hits = drawn.filter((row) => table.isWanted[row] === 1).map((row) => ranks[row]!);
  let end = count;
  for (const threshold of [...new Set(hits)].sort((a, b) => b - a)) {
    const isAbove = Uint8Array.from(hits, (rank) => Number(rank <= threshold));
    if (!isMeanAbove(isAbove, share, alpha, { fixedSize: true })) break;
    end = threshold + 1;
  }
  return { order, end, reference };
};

/** From the highest scores downwards, a twentieth of the rows more each time, asking until the precision is shown or refuted; the first that is not ends it. What is left asks on behind. */
export const bargainPrecision: Selector = (table, { share, alpha, calls }, random) => {
  const reference = new Reference(table);
  const order = byScore(table, random);
  const count = order.length;
  // One random order for all thresholds: what it holds of a threshold's rows is a random order of these, and what is asked for one serves the next.
  const places = shuffle(Int32Array.from(order.keys()), random);
  let end = 0;
  for (
    let size = Math.max(1, Math.floor(count / thresholds));
    size <= count;
    size += Math.max(1, Math.floor(count / thresholds))
  ) {
    const seen: number[] = [];
    let verdict: 'shown' | 'refuted' | undefined;
    for (const rank of places) {
      if (rank >= size) continue;
      const row = order[rank]!;
      if (reference.calls >= calls && !reference.has(row)) break;
      seen.push(reference.ask(row));
      if (seen.length < size && seen.length % step > 0) continue;
      const mean = seen.reduce((sum, one) => sum + one, 0) / seen.length;
      if (seen.length === size) verdict = mean >= share ? 'shown' : 'refuted';
      else if (mean < share && isMeanBelow(seen, share, alpha, { population: size })) verdict = 'refuted';
      else if (mean >= share && isMeanAbove(seen, share, alpha, { population: size })) verdict = 'shown';
      if (verdict) break;
    }
    if (verdict !== 'shown') break;
    end = size;
  }
  for (let at = end; at < count && reference.calls < calls; at++) reference.ask(order[at]!);
  return { order, end, reference };
};
