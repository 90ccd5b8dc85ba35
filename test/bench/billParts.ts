// What a run's bill is made of, and which part of it makes the bills of runs differ.
import type { Strategy } from '../../src/engine/strategy';

/** Dollars. */
export type BillParts = {
  /** The reference and candidates on rows to plan with, those of the path's far end included. */
  planning: number;
  /** Candidates on the rows of the chosen way. */
  calls: number;
  /** The reference on the sample. */
  sample: number;
  /** The reference on rows behind the prefix, candidates on rows that need no evidence. */
  rest: number;
};
export const partNames = ['planning', 'calls', 'sample', 'rest'] as const satisfies readonly (keyof BillParts)[];

/** The same strategy, which adds up in `parts` what its steps cost. */
export function withParts(strategy: Strategy, parts: BillParts): Strategy {
  return function* (problem) {
    const { table, reference } = problem;
    const run = strategy(problem);
    for (;;) {
      const turn = run.next();
      if (turn.done) return turn.value;
      const before = [...table.spentUsd];
      yield turn.value;
      if (turn.value.type !== 'ask') continue;
      const { phase } = turn.value;
      table.spentUsd.forEach((usd, model) => {
        const part =
          phase === 'plan' ? 'planning' : phase === 'apply' ? 'rest' : model === reference ? 'sample' : 'calls';
        parts[part] += usd - before[model]!;
      });
    }
  };
}

/**
 * How much of the variance of whole bills each part accounts for: its covariance with them over their variance. The shares add up to 1; one below 0 evens bills out.
 * NaN where all bills are the same.
 */
export function sharesOfVariance(bills: readonly BillParts[]): BillParts {
  const whole = bills.map((bill) => partNames.reduce((sum, part) => sum + bill[part], 0));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = (one: readonly number[], other: readonly number[]) =>
    mean(one.map((value, i) => (value - mean(one)) * (other[i]! - mean(other))));
  const shareOf = (part: keyof BillParts) =>
    covariance(
      bills.map((bill) => bill[part]),
      whole,
    ) / covariance(whole, whole);
  return { planning: shareOf('planning'), calls: shareOf('calls'), sample: shareOf('sample'), rest: shareOf('rest') };
}
