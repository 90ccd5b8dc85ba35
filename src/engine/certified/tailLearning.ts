// Rows at the far end of the path go to the reference whatever the sample shows. Asking about some of them before the certificate is drawn costs
// nothing extra, and what they teach improves the order of the rest. They leave the population like any planning row.
import { makeRandom } from '../random';
import { compare } from '../comparing';
import type { Step } from '../strategy';
import { inBlocks } from '../turns';
import { forecastSaving } from './forecast';
import { byProposer, type Path } from './path';
import { shuffledPlaces } from './places';
import type { Proposals } from './proposing';
import type { Rows, Setting } from './scene';
import type { Units } from './units';

const rounds = 4;
const mostKnown = 600;
/** Share of the far end that is asked about at once: what is learned may bring part of it into the prefix after all. */
const tailShare = 0.25;
/** Fewer spare rows than this teach too little to fit again. */
const leastBatch = 20;
/** The tail begins this far beyond the longest prefix of any scenario, as a share of it. */
const margin = 0.1;

/** Returns the path to certify. */
export function* learnFromTail(
  setting: Setting,
  rows: Rows,
  proposals: Pick<Proposals, 'arrange' | 'believe'>,
): Generator<Step, Path, void> {
  const { problem, units, looks } = setting;
  let order: Int32Array | undefined;
  let path = yield* proposals.arrange();
  // Limited labels may never reach the far end, and the sample needs them.
  if (problem.labelLimit !== undefined) return path;
  for (let round = 0; round < rounds; round++) {
    const curve = proposals.believe(path, rows.known);
    const { mostSteps } = forecastSaving(curve, looks, rows.openCount);
    const from = Math.ceil(mostSteps * curve.rowsPerStep * (1 + margin));
    const tail = path.rows.subarray(from);
    const isTail = new Uint8Array(problem.rowCount);
    let tailHeads = 0;
    yield* inBlocks(tail.length, (first, end) => {
      tailHeads += markHeads(isTail, units, tail.subarray(first, end));
    });
    const count = Math.min(Math.floor(tailShare * tailHeads), rows.known.length, mostKnown - rows.known.length);
    if (count < leastBatch) break;
    const batch: number[] = [];
    order ??= yield* shuffledPlaces(problem.rowCount, makeRandom(problem.seed, 'tail'));
    for (let at = 0; batch.length < count; at++) if (isTail[order[at]!] === 1) batch.push(order[at]!);
    rows.take(batch);
    rows.chosen = [...rows.chosen, ...batch];
    yield { type: 'ask', phase: 'plan', calls: [{ model: problem.reference, rows: batch }] };
    yield* compare(problem, 'plan', byProposer(path, batch));
    path = yield* proposals.arrange();
  }
  return path;
}

/** @returns how many heads were not marked before. */
function markHeads(marks: Uint8Array, { headOf }: Units, rows: Int32Array): number {
  let fresh = 0;
  for (let at = 0; at < rows.length; at++) {
    const head = headOf(rows[at]!);
    if (marks[head] === 0) fresh++;
    marks[head] = 1;
  }
  return fresh;
}
