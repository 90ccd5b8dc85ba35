// How to repeat a run: its exact command line, quoted for a POSIX shell, or its job as a job file where the ladder stands in no file.
import type { Job } from '../job';
import type { Task } from '../task/task';

/** `smart run reviews.csv --prompt '...' ... --seed 7`, an option a line. */
export function commandLine(job: Job, modelsFile: string): string {
  const options: [string, string | number | undefined][] = [
    ['--prompt', job.prompt],
    ...taskOptions(job.task),
    ['--models', modelsFile],
    ['--reference', job.reference],
    ['--accuracy', job.accuracy],
    ['--confidence', job.confidence],
    ['--strategy', job.strategy],
    ['--budget', job.budgetUsd],
    ['--seed', job.seed],
    ['--limit', job.limit],
    ['--out', job.out],
  ];
  const given = options.filter(([, value]) => value !== undefined);
  return [`smart run ${quoted(job.dataset)}`, ...given.map(([name, value]) => `${name} ${quoted(String(value))}`)].join(
    ' \\\n  ',
  );
}

/** Whether the command line says all of the job; tolerances, JSON fields and result columns need a job file. */
export function fitsCommandLine(job: Job): boolean {
  const { task, columns } = job;
  const isPlainTask =
    (task.type === 'labels' && !task.labels.some((label) => label.includes(','))) ||
    task.type === 'text' ||
    (task.type === 'number' && task.absoluteTolerance === 0 && task.relativeTolerance === 0) ||
    (task.type === 'json' && task.fields.length === 0);
  const isPlainOutput =
    !job.escapeFormulas &&
    columns.answer === 'smart_answer' &&
    columns.model === 'smart_model' &&
    columns.status === 'smart_status' &&
    columns.confidence === undefined &&
    columns.cost === undefined;
  return isPlainTask && isPlainOutput;
}

function taskOptions(task: Task): [string, string][] {
  const kind: [string, string] = ['--task', task.type];
  return task.type === 'labels' ? [kind, ['--labels', task.labels.join(',')]] : [kind];
}

function quoted(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
