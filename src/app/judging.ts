// The judge of a planned job: what is left to it, under which name it is billed, and that it is no candidate.
import type { Equivalence } from '../engine/answerTable';
import type { Job } from '../engine/job';
import { judgeId, type Judge } from '../engine/judge/judge';
import type { Model } from '../engine/model';
import { judgeRule } from '../engine/task/parseAnswer';

export type Judging = {
  /** Of two answers that are not equivalent: whether the judge decides. */
  readonly isForJudge: Equivalence;
  /** Its model under the id that journal and bill have for it. */
  readonly judge: Judge;
};

/** All models that the run may ask: those of the ladder and its judge. */
export function askedModels({
  models,
  judging,
}: {
  readonly models: readonly Model[];
  readonly judging?: Judging;
}): readonly Model[] {
  return judging ? [...models, judging.judge.model] : models;
}

/**
 * A ladder's model that judges takes no part as a candidate: it would judge its own answers. It stays where it is the reference, and where nobody else
 * would be left to compare.
 */
export function withoutJudge(models: readonly Model[], judge: Judge | undefined): readonly Model[] {
  const at = models.findIndex(({ id }) => id === judge?.model.id);
  return at < 0 || at === models.length - 1 || models.length <= 2 ? models : models.filter((_, i) => i !== at);
}

/** Undefined: the task leaves nothing to a judge. */
export function judgingOf({ task, judge }: Pick<Job, 'task' | 'judge'>, models: readonly Model[]): Judging | undefined {
  const isForJudge = judgeRule(task);
  if (!isForJudge || !judge) return undefined;
  return { isForJudge, judge: { ...judge, model: { ...judge.model, id: judgeId(judge, models) } } };
}
