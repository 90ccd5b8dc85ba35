// Who says whether two answers that differ in their letters are the same: a model, asked about the row, the reference's answer and the candidate's.
// A deviation is then what the judge calls different; how deviations are counted does not change (docs/guarantee.md).
import type { Model } from '../model';

export type Judge = {
  readonly model: Model;
  /** What counts as the same, in the user's words; absent: whether they say the same of everything that was asked for. */
  readonly policy?: string;
  /** Whether the candidate's answer is at least as good as the reference's is asked, instead of whether they are the same. @default false */
  readonly noWorse?: true;
};

/** What the judge is called in journal, bill and report: by its model's id, unless a model of the ladder answers under it. */
export function judgeId({ model }: Judge, ladder: readonly Pick<Model, 'id'>[]): string {
  let id = model.id;
  while (ladder.some((each) => each.id === id)) id += ' (judge)';
  return id;
}
