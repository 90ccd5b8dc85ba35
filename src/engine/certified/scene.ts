// What the planner knows at a moment: the problem, what is allowed, which rows' reference answers are known, what calls cost.
import type { AnswerTable } from '../answerTable';
import type { Problem } from '../strategy';
import { inBlocks, type Resting } from '../turns';
import type { RowCosts } from './costs';
import type { RowTokens } from './rowTokens';
import type { Looks } from './looks';
import type { Student } from './student';
import type { Units } from './units';

/** Fixed for a run; where several thresholds are to choose from, what is planned for is one of them. */
export type Setting = {
  readonly problem: Problem;
  readonly units: Units;
  readonly costs: RowCosts;
  /** Absent where the rows' text is not known. */
  readonly tokens?: RowTokens;
  /** Share of rows that must not deviate. */
  readonly accuracy: number;
  /** D. */
  readonly hiddenAllowed: number;
  /** The threshold's share of the error probability. */
  readonly alpha: number;
  /** Whether planning may spend no more on candidates than their purse holds; absent: it may. */
  readonly hasPurse?: boolean;
  /** Whether a way may be tried on the first rows of the sample before every row is asked about; absent: no. */
  readonly triesFirst?: boolean;
  /** Whether D rows go to a candidate without evidence where nothing is certified; absent: yes. A filter asks the reference about all rows then. */
  readonly hasAllowance?: false;
  /** Typical looks at a sample of the whole file, for forecasts. */
  readonly looks: Looks;
};

/** Rows whose reference answers are known and which have left the certified population, and those still in it. */
export class Rows {
  /** Distinct rows in the order in which they became known. */
  readonly known: number[] = [];
  /** Rows of the file, twins counted, that are still open. */
  openCount: number;
  /** What has been learned from the rows' text so far. */
  student?: Student;
  /** Known rows that keep an earlier run's answer: nobody is asked about them. */
  readonly carried = new Set<number>();
  /** Known rows that were not drawn at random. */
  chosen: readonly number[] = [];
  /** Distinct rows that a way was tried on, the first of the sample. Not known: nothing but the decision to go this way reads what the reference said. */
  tried: readonly number[] = [];
  /** Dollars per column of the table that earlier runs paid for what is known of them. */
  carriedUsd: readonly number[] = [];
  /**
   * Dollars per column of what was asked about tried rows and is not asked about all. Which rows these are is up to the draw, so that no plan may know
   * what they cost.
   */
  triedUsd: readonly number[] = [];
  private readonly hasLeft: Uint8Array;

  constructor(private readonly setting: Pick<Setting, 'problem' | 'units'>) {
    this.openCount = setting.problem.rowCount;
    this.hasLeft = new Uint8Array(setting.problem.rowCount);
  }

  isOpen(head: number): boolean {
    return this.hasLeft[head] === 0;
  }

  /** Takes distinct rows out of the population, before their reference answers are asked for, to plan with them. */
  take(heads: readonly number[]): void {
    this.leave(heads);
    // One by one: a call takes some hundred thousand arguments at most.
    for (const head of heads) this.known.push(head);
  }

  /** Plans with rows that keep an earlier answer and have left already. */
  takeCarried(heads: readonly number[]): void {
    const { problem, units } = this.setting;
    this.known.push(...heads);
    for (const head of heads) this.carried.add(head);
    this.chosen = problem.carried?.chosen.map(units.headOf) ?? [];
  }

  /** Other rows than these are not planned with any more. */
  believe(rows: readonly number[]): void {
    this.known.splice(0, this.known.length, ...rows);
    this.chosen = [];
  }

  /** Takes them out without planning with them. */
  leave(heads: readonly number[]): void {
    for (const head of heads) {
      if (this.hasLeft[head] !== 0) continue;
      this.hasLeft[head] = 1;
      this.openCount -= this.setting.units.weight[head]!;
    }
  }

  /** Known rows that the reference answered readably. */
  answered(): number[] {
    const { table, reference } = this.setting.problem;
    const answered: number[] = [];
    for (const row of this.known) if (table.isValid(reference, row)) answered.push(row);
    return answered;
  }

  openHeads(): Int32Array {
    // A plain loop: filter() of a typed array takes ten times as long.
    const { heads } = this.setting.units;
    const open = new Int32Array(heads.length);
    let count = 0;
    for (const head of heads) if (this.hasLeft[head] === 0) open[count++] = head;
    return open.slice(0, count);
  }

  /** The certified population: rows of the file, twins each on their own. */
  population(): Int32Array {
    const { problem, units } = this.setting;
    const rows = new Int32Array(this.openCount);
    let at = 0;
    for (let row = 0; row < problem.rowCount; row++) if (this.isOpen(units.headOf(row))) rows[at++] = row;
    return rows;
  }
}

/** Rows that the promise can still speak of: all but those that the reference was asked about without a readable answer, which get none. */
export function coveredRows({ table, reference, rowCount }: Problem): number {
  return rowCount - (table.asked[reference]! - table.valid[reference]!);
}

/** Rows that a sample can still speak of, before it is drawn: what is known of its rows by then may not shape the looks. */
export function* coveredBefore(
  { table, reference, rowCount }: Problem,
  rows: Rows,
  { headOf }: Units,
): Resting<number> {
  let covered = rowCount;
  yield* inBlocks(rowCount, (from, to) => {
    covered -= countUnreadLeft(table, reference, rows, headOf, from, to);
  });
  return covered;
}

function countUnreadLeft(
  table: AnswerTable,
  reference: number,
  rows: Rows,
  headOf: Units['headOf'],
  from: number,
  to: number,
): number {
  let count = 0;
  for (let row = from; row < to; row++)
    if (!rows.isOpen(headOf(row)) && table.isAsked(reference, row) && !table.isValid(reference, row)) count++;
  return count;
}

/** Share of the known rows without a readable answer of the reference: an estimate for the rows that are still open. */
export function missingShare(rows: Rows): number {
  return rows.known.length === 0 ? 0 : 1 - rows.answered().length / rows.known.length;
}

/** Dollars of all answers so far, as decisions count them. */
export function spentUsd({ table }: Problem): number {
  return table.spentUsd.reduce((sum, usd) => sum + usd, table.verdictsUsd);
}
