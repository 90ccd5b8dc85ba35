// Makes a job's judge from what the command line, a job file or the panel's form says, with sentences for what is missing or contradictory.
import { InputError } from '../inputError';
import { isPerson, isVariant, type Model } from '../model';
import { fieldRule } from '../task/jsonFields';
import type { TaskOptions } from '../task/taskOfOptions';
import type { Task } from '../task/task';
import type { Judge } from './judge';

/** What is said of a judge, wherever it stands: `same` as an object, or the options of their own. @throws {InputError} where both say it. */
function judgeWords(options: TaskOptions): {
  readonly model?: string;
  readonly policy?: string;
  readonly noWorse?: boolean;
} {
  const inside = typeof options.same === 'object' ? options.same : undefined;
  const [model, policy] = [options.judge ?? inside?.model, options.judgePolicy ?? inside?.policy];
  const noWorse = options.noWorse ?? inside?.noWorse;
  return {
    ...(model !== undefined && { model }),
    ...(policy !== undefined && { policy }),
    ...(noWorse !== undefined && { noWorse }),
  };
}

/** Whether the task leaves something to a judge. */
export function isJudged(task: Task): boolean {
  if (task.type === 'json') return task.fields.some((field) => fieldRule(field).same === 'judge');
  return task.type === 'text' && task.same?.by === 'judge';
}

/**
 * @param models of the ladder, where the judge is named with its provider and price.
 * @returns undefined: the task leaves nothing to a judge.
 * @throws {InputError}
 */
export function judgeOfOptions(options: TaskOptions, task: Task, models: readonly Model[]): Judge | undefined {
  const { model: id, policy, noWorse } = judgeWords(options);
  const given =
    id !== undefined ? `A judge ("${id}")` : policy !== undefined ? 'A policy of a judge' : noWorse ? '"noWorse"' : '';
  if (!isJudged(task)) {
    if (given === '') return undefined;
    throw new InputError(
      `${given} was given, but nothing is left to a judge: ${
        task.type === 'json'
          ? 'give a field the rule judge, as in --fields "summary:judge"'
          : task.type === 'text'
            ? `the rule here is "${task.same?.by ?? 'exact'}"; use --same judge`
            : `the task here is "${task.type}"; judges are for the tasks text and json`
      }.`,
    );
  }
  if (id === undefined)
    throw new InputError(
      'Say which model judges whether two answers are the same: --judge MODEL ("model" beside "by": "judge" in a job file), one of the models file.',
    );
  const model = models.find((each) => each.id === id);
  if (!model)
    throw new InputError(
      `The judge "${id}" is not in the models file; it has ${models.map((each) => each.id).join(', ')}. Add it there with its provider and price: a model that judges is no candidate.`,
    );
  if (model.price.type === 'cpu')
    throw new InputError(`"${id}" is an embedded classifier and cannot judge answers; name a language model.`);
  if (isPerson(model))
    throw new InputError(`"${id}" is a person and gives labels; name a language model as the judge.`);
  if (isVariant(model))
    throw new InputError(
      `"${id}" has a prompt of its own or reads an excerpt, so it cannot judge; put the model without "prompt" and "excerpt" in the models file.`,
    );
  if (policy?.trim() === '')
    throw new InputError('The policy of the judge is empty; say what counts as the same, or leave it out.');
  return { model, ...(policy !== undefined && { policy }), ...(noWorse && { noWorse: true }) };
}
