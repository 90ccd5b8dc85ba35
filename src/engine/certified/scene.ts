// What the planner knows at a moment: the problem, what is allowed, which rows' reference answers are known, what calls cost.
import type { Problem } from '../strategy';
import type { RowCosts } from './costs';
import type { CalibratedLooks } from './looks';
import type { Units } from './units';

export type Scene = {
  readonly problem: Problem;
  readonly units: Units;
  readonly costs: RowCosts;
  /** D. */
  readonly hiddenAllowed: number;
  readonly alpha: number;
  /** Heads drawn uniformly over rows, whose reference answer is known and which are out of the certified population. */
  readonly known: readonly number[];
  /** Rows (twins counted) that are still open. */
  readonly openRows: number;
  /** Ways to look, calibrated for about this many open rows. */
  readonly looks: readonly CalibratedLooks[];
};
