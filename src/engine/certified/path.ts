// A path: the open rows in the order in which proposed answers would be accepted, fixed before any of their reference answers is known.
import type { Compared } from '../comparing';
import { blockNumbers, inBlocks, type Resting } from '../turns';
import { ascending } from './ascending';
import type { Setting } from './scene';
import type { Units } from './units';

export type Path = {
  /** Open rows (twins side by side) with a valid proposal, most trust per dollar first. */
  readonly rows: Int32Array;
  /** Per row of the file: the model whose answer is proposed; -1 where there is none. */
  readonly proposer: Int16Array;
  /** Per row of the file: probability that the proposal deviates; NaN where there is none. */
  readonly deviation: Float32Array;
};

/** Rows of the path by the model whose answer is proposed for them, to be compared with the reference's. */
export function byProposer({ proposer }: Path, rows: ArrayLike<number>): Compared[] {
  const groups = new Map<number, number[]>();
  for (const row of Array.from(rows)) {
    const model = proposer[row]!;
    const group = groups.get(model);
    if (group) group.push(row);
    else if (model >= 0) groups.set(model, [row]);
  }
  return [...groups].map(([model, rows]) => ({ model, rows }));
}

/** What is proposed for some distinct rows. */
export type Proposed = {
  readonly heads: Int32Array;
  /** Per head. */
  readonly proposer: Int16Array;
  readonly deviation: Float64Array;
};

/** Orders by deviations risked per reference dollar avoided. */
export function* orderPath(setting: Setting, proposed: Proposed): Resting<Path> {
  const { heads } = proposed;
  const { rowCount } = setting.problem;
  const proposer = new Int16Array(rowCount).fill(-1);
  const deviation = new Float32Array(rowCount).fill(NaN);
  const risk = new Float32Array(heads.length);
  let count = 0;
  yield* inBlocks(heads.length, (from, to) => {
    count += fillRisks(risk, proposed, setting, from, to);
  });
  const path: Path = { rows: new Int32Array(count), proposer, deviation };
  let placed = 0;
  const order = yield* ascending(risk);
  yield* inBlocks(
    order.length,
    (from, to) => {
      placed = layOut(path, placed, proposed, order.subarray(from, to), setting.units);
    },
    blockNumbers,
  );
  return path;
}

/** @returns how many rows the heads from one place to the other stand for. */
function fillRisks(
  risk: Float32Array,
  { heads, deviation }: Proposed,
  { problem: { reference }, units: { weight }, costs }: Setting,
  from: number,
  to: number,
): number {
  let count = 0;
  for (let i = from; i < to; i++) {
    const head = heads[i]!;
    risk[i] = (deviation[i]! * weight[head]!) / costs.of(reference, head);
    count += weight[head]!;
  }
  return count;
}

/** @returns how many rows stand on the path then. @param placed how many stood on it before. */
function layOut(path: Path, placed: number, proposed: Proposed, order: Int32Array, { forEachTwin }: Units): number {
  const { rows, proposer, deviation } = path;
  let [at, i] = [placed, 0];
  const place = (row: number) => {
    proposer[row] = proposed.proposer[i]!;
    deviation[row] = proposed.deviation[i]!;
    rows[at++] = row;
  };
  for (let next = 0; next < order.length; next++) {
    i = order[next]!;
    forEachTwin(proposed.heads[i]!, place);
  }
  return at;
}
