// A path: the open rows in the order in which proposed answers would be accepted, fixed before any of their reference answers is known.
import type { Curve } from './forecast';
import { scenarioCount } from './trustModel';

export type Path = {
  /** Open rows (twins side by side) with a valid proposal, most trust per dollar first. */
  readonly rows: Int32Array;
  /** Per row of the file: the model whose answer is proposed; -1 where there is none. */
  readonly proposer: Int16Array;
  /** Per row of the file: probability that the proposal deviates; NaN where there is none. */
  readonly deviation: Float32Array;
};

/** A distinct row's proposal. */
export type Proposal = { readonly head: number; readonly proposer: number; readonly deviation: number; readonly weight: number; readonly referenceUsd: number };

/** Orders by deviations risked per reference dollar avoided. */
export function orderPath(rowCount: number, proposals: readonly Proposal[], rowsOf: (head: number) => readonly number[]): Path {
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

/** Most steps that a forecast looks at; long paths are summed into blocks. */
const mostSteps = 2000;

/**
 * The path as the forecast sees it.
 * @param scenarios writes a row's deviation probability under every scenario.
 * @param referenceUsd of a row, a unit's call shared among its rows.
 */
export function curveOf({ rows }: Path, scenarios: (row: number, into: Float64Array) => void, referenceUsd: (row: number) => number): Curve & { readonly block: number } {
  const block = Math.max(1, Math.ceil(rows.length / mostSteps));
  const steps = Math.ceil(rows.length / block);
  const deviations = Array.from({ length: scenarioCount }, () => new Float64Array(steps));
  const avoidedUsd = new Float64Array(steps);
  const chances = new Float64Array(scenarioCount);
  let usd = 0;
  const sums = new Float64Array(scenarioCount);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    const step = Math.floor(at / block);
    usd += referenceUsd(row);
    avoidedUsd[step] = usd;
    scenarios(row, chances);
    for (let s = 0; s < scenarioCount; s++) deviations[s]![step] = sums[s]! += chances[s]!;
  }
  return { deviations, avoidedUsd, block };
}
