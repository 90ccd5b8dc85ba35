// Settles how much of a path keeps its proposals: the longest prefix whose hidden losses, by what each level proves, fit into the mean that may be lost.
import type { Path } from '../certified/path';
import { coveredRows, type Setting } from '../certified/scene';
import type { Step } from '../strategy';
import { rest } from '../turns';
import type { LossBound } from '../task/lossBound';
import type { LossPlan } from './levels';
import type { LevelProof } from './sampleLosses';

export type SettledLosses = {
  readonly prefixRows: number;
  /** The sum of the losses that it hides at most. */
  readonly hidden: number;
  /** Its rows that the reference was not asked about. */
  readonly unasked: number;
};

/** The reference is asked about every row behind the prefix. */
export function* settleLosses(
  { problem, units }: Setting,
  { rows }: Path,
  bound: LossBound,
  { levels, uncounted }: LossPlan,
  proofs: readonly LevelProof[],
): Generator<Step, SettledLosses, void> {
  const { table, reference } = problem;
  const proven = levels.map((_, level) =>
    Math.max(0, ...proofs.filter((p) => p.level === level).map((p) => p.prefixRows)),
  );
  for (let end = rows.length; ;) {
    /** Unasked rows among the first ones. */
    const unasked = new Int32Array(end + 1);
    for (let at = 0; at < end; at++) unasked[at + 1] = unasked[at]! + Number(!table.isAsked(reference, rows[at]!));
    yield rest;
    const hiddenIn = (to: number) => {
      let sum = uncounted * unasked[to]!;
      for (const [level, { width, hiddenAllowed }] of levels.entries()) {
        const beyond = unasked[to]! - unasked[Math.min(to, proven[level]!)]!;
        const certified = proven[level]! > 0 ? hiddenAllowed + beyond : Infinity;
        sum += width * Math.min(unasked[to]!, certified);
      }
      return sum;
    };
    const allowed = bound.mean * coveredRows(problem);
    let [low, high] = [0, end];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (hiddenIn(middle) <= allowed) low = middle;
      else high = middle - 1;
    }
    const heads = new Set<number>();
    for (let at = end - 1; at >= low; at--)
      if (!table.isAsked(reference, rows[at]!)) heads.add(units.headOf(rows[at]!));
    if (heads.size === 0) return { prefixRows: low, hidden: hiddenIn(low), unasked: unasked[low]! };
    yield { type: 'ask', phase: 'apply', calls: [{ model: reference, rows: [...heads] }] };
    end = low;
  }
}
