// Turns a checked job file (or the same as options) and a ladder into the Job that the engine runs.
import { InputError } from '../engine/inputError';
import { defaultResultColumns, type Job, type ResultColumns } from '../engine/job';
import { judgeOfOptions } from '../engine/judge/judgeOfOptions';
import type { Model } from '../engine/model';
import { jobOptions, type OptionName } from '../engine/options/jobOptions';
import { statedOptions, type OptionTable } from '../engine/options/option';
import { taskOfOptions } from '../engine/task/taskOfOptions';
import type { JobFile } from './jobFile';

/**
 * @param options what a job has options for; tests add to it.
 * @throws {InputError} when the reference is not in the ladder, or the ladder names a model twice.
 */
export function makeJob(file: JobFile, models: readonly Model[], options: OptionTable = jobOptions): Job {
  const {
    task,
    labels,
    multiple,
    recall,
    precision,
    loss,
    lossCap,
    meanLoss,
    fields,
    same,
    similarFrom,
    absoluteTolerance,
    relativeTolerance,
  } = file;
  const { judge, judgePolicy, noWorse } = file;
  const taskOptions = {
    ...(task && { task }),
    ...(labels && { labels }),
    ...(multiple && { multiple }),
    ...(recall !== undefined && { recall }),
    ...(precision !== undefined && { precision }),
    ...(loss !== undefined && { loss }),
    ...(lossCap !== undefined && { lossCap }),
    ...(meanLoss !== undefined && { meanLoss }),
    ...(fields && { fields }),
    ...(same && { same }),
    ...(similarFrom !== undefined && { similarFrom }),
    ...(judge !== undefined && { judge }),
    ...(judgePolicy !== undefined && { judgePolicy }),
    ...(noWorse !== undefined && { noWorse }),
    ...(absoluteTolerance !== undefined && { absoluteTolerance }),
    ...(relativeTolerance !== undefined && { relativeTolerance }),
  };
  const ids = models.map((model) => model.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw new InputError(`The ladder names the model "${twice}" twice; give one of them another id.`);
  if (file.reference !== undefined && !ids.includes(file.reference)) {
    throw new InputError(`The reference "${file.reference}" is not in the ladder; it has ${ids.join(', ')}.`);
  }
  const asked = taskOfOptions(taskOptions);
  const judged = judgeOfOptions(taskOptions, asked, models);
  const columns = Object.fromEntries(
    Object.entries({ ...defaultResultColumns, ...file.columns }).filter(([, name]) => name !== undefined),
  );
  return {
    dataset: file.dataset,
    ...(file.reading !== undefined && Object.keys(file.reading).length > 0 && { reading: file.reading }),
    prompt: file.prompt,
    ...(file.examples !== undefined && file.examples.length > 0 && { examples: file.examples }),
    task: asked,
    ...(judged && { judge: judged }),
    models,
    ...(statedOptions(file, options) as Pick<Job, OptionName>),
    columns: columns as ResultColumns,
  };
}
