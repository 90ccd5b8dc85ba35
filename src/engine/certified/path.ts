// A path: the open rows in the order in which proposed answers would be accepted, fixed before any of their reference answers is known.
import type { Setting } from './scene';

export type Path = {
  /** Open rows (twins side by side) with a valid proposal, most trust per dollar first. */
  readonly rows: Int32Array;
  /** Per row of the file: the model whose answer is proposed; -1 where there is none. */
  readonly proposer: Int16Array;
  /** Per row of the file: probability that the proposal deviates; NaN where there is none. */
  readonly deviation: Float32Array;
};

/** Orders by deviations risked per reference dollar avoided. */
export function orderPath(
  { problem, units, costs }: Setting,
  heads: Int32Array,
  proposerOf: (head: number) => number,
  deviationOf: (head: number) => number,
): Path {
  const { rowCount, reference } = problem;
  const proposer = new Int16Array(rowCount).fill(-1);
  const deviation = new Float32Array(rowCount).fill(NaN);
  const risk = new Float64Array(heads.length);
  heads.forEach((head, i) => {
    proposer[head] = proposerOf(head);
    deviation[head] = deviationOf(head);
    risk[i] = (deviation[head]! * units.weight[head]!) / costs.of(reference, head);
  });
  const order = Int32Array.from(heads, (_, i) => i).sort((a, b) => risk[a]! - risk[b]! || a - b);
  let count = 0;
  for (const head of heads) count += units.weight[head]!;
  const rows = new Int32Array(count);
  let at = 0;
  for (const i of order) {
    units.forEachTwin(heads[i]!, (row) => {
      proposer[row] = proposer[heads[i]!]!;
      deviation[row] = deviation[heads[i]!]!;
      rows[at++] = row;
    });
  }
  return { rows, proposer, deviation };
}
