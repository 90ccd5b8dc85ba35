// A path: the open rows in the order in which proposed answers would be accepted, fixed before any of their reference answers is known.
import type { Curve } from './forecast';

export type Path = {
  /** Open rows (twins side by side) with a valid proposal, most trust per dollar first. */
  readonly rows: Int32Array;
  /** Per row of the file: the model whose answer is proposed; -1 where there is none. */
  readonly proposer: Int16Array;
  /** Per row of the file: probability that the proposal deviates; NaN where there is none. */
  readonly deviation: Float32Array;
};

/** A distinct row's proposal. */
export type Proposal = {
  readonly head: number;
  readonly proposer: number;
  readonly deviation: number;
  readonly weight: number;
  readonly referenceUsd: number;
};

/** Orders by deviations risked per reference dollar avoided. */
export function orderPath(
  rowCount: number,
  proposals: readonly Proposal[],
  rowsOf: (head: number) => readonly number[],
): Path {
  const proposer = new Int16Array(rowCount).fill(-1);
  const deviation = new Float32Array(rowCount).fill(NaN);
  const risk = Float64Array.from(proposals, (p) => (p.deviation * p.weight) / p.referenceUsd);
  const order = Int32Array.from(proposals, (_, i) => i).sort((a, b) => risk[a]! - risk[b]! || a - b);
  const rows: number[] = [];
  for (const at of order) {
    const { head, proposer: model, deviation: p } = proposals[at]!;
    for (const row of rowsOf(head)) {
      proposer[row] = model;
      deviation[row] = p;
      rows.push(row);
    }
  }
  return { rows: Int32Array.from(rows), proposer, deviation };
}

/** The path as the forecast sees it. A unit's reference call is avoided once its last row is accepted; it is booked there. */
export function curveOf({ rows, deviation }: Path, referenceUsd: (row: number) => number, evidence: number): Curve {
  const deviations = new Float64Array(rows.length);
  const avoidedUsd = new Float64Array(rows.length);
  let sum = 0;
  let usd = 0;
  for (let at = 0; at < rows.length; at++) {
    sum += deviation[rows[at]!]!;
    usd += referenceUsd(rows[at]!);
    deviations[at] = sum;
    avoidedUsd[at] = usd;
  }
  return { deviations, avoidedUsd, evidence };
}
