// What a policy is: which candidates are asked about which rows before anything is certified. A policy turns into one path: every row's
// proposal with the probability that it deviates, and what accepting it saves.
import { studentOf, type Problem } from '../strategy';
import type { Setting } from './scene';

/** One candidate asked about the rows that the earlier stages leave least trusted. */
export type Escalation = {
  readonly model: number;
  /** Share of the open rows, those of least trust per dollar: the rows that are asked. */
  readonly reach: number;
};

export type Policy = {
  /** Candidates asked about every open row. */
  readonly first: readonly number[];
  /** Whose answers are proposed. */
  readonly proposer: number;
  readonly escalation?: Escalation;
};

export function modelsOf({ first, escalation }: Policy): readonly number[] {
  return escalation ? [...first, escalation.model] : first;
}

/** The columns that are models to ask: all but the student's. */
export function askable(problem: Pick<Problem, 'models'>, columns: readonly number[]): readonly number[] {
  return columns.filter((column) => column !== studentOf(problem));
}

/**
 * The proposer among two: who agrees with the reference more often on the known rows that both answered; ties go to the costlier one. A model that is
 * asked beside the student is asked about rows that the student doubts, so its answers count.
 */
export function betterOf(
  { problem, costs }: Pick<Setting, 'problem' | 'costs'>,
  known: readonly number[],
  one: number,
  other: number,
): number {
  const { table } = problem;
  if (one === studentOf(problem)) return other;
  if (other === studentOf(problem)) return one;
  let lead = 0;
  for (const row of known) {
    if (!table.isAsked(one, row) || !table.isAsked(other, row)) continue;
    lead += Number(table.agrees(one, row) === true) - Number(table.agrees(other, row) === true);
  }
  if (lead === 0) lead = costs.measuredMean(one) - costs.measuredMean(other) || one - other;
  return lead > 0 ? one : other;
}
