// Makes a task from what the command line, a job file or the panel's form says, with sentences for what is missing or contradictory.
import { InputError } from '../inputError';
import type { Task } from './task';

export type TaskOptions = {
  /** Absent: `labels` when labels are given, `json` when fields are, else `text`. */
  readonly task?: string;
  /** `a,b,"c, d"`. */
  readonly labels?: string | readonly string[];
  readonly fields?: string | readonly string[];
  readonly absoluteTolerance?: number;
  readonly relativeTolerance?: number;
};

export const taskTypes: readonly Task['type'][] = ['labels', 'number', 'json', 'text'];

/** @throws {InputError} */
export function taskOfOptions(options: TaskOptions): Task {
  const type = options.task ?? (options.labels ? 'labels' : options.fields ? 'json' : 'text');
  if (options.labels !== undefined && type !== 'labels') {
    throw new InputError(`Labels were given, but the task is "${type}"; use --task labels, or leave the labels out.`);
  }
  switch (type) {
    case 'labels':
      return { type, labels: checkedLabels(listOf(options.labels ?? [], 'labels')) };
    case 'number': {
      const { absoluteTolerance = 0, relativeTolerance = 0 } = options;
      for (const tolerance of [absoluteTolerance, relativeTolerance]) {
        if (!(tolerance >= 0 && tolerance < Infinity)) {
          throw new InputError(`The tolerance ${String(tolerance)} must be a number of at least 0.`);
        }
      }
      return { type, absoluteTolerance, relativeTolerance };
    }
    case 'json':
      return { type, fields: listOf(options.fields ?? [], 'fields') };
    case 'text':
      return { type };
    default:
      throw new InputError(`There is no task "${type}"; it is one of ${taskTypes.join(', ')}.`);
  }
}

function checkedLabels(labels: readonly string[]): readonly string[] {
  if (labels.length < 2) {
    throw new InputError('The task "labels" needs at least two labels, such as --labels positive,negative.');
  }
  const twice = labels.find((label, i) => labels.indexOf(label) !== i);
  if (twice !== undefined) throw new InputError(`The label "${twice}" is given twice; give each label once.`);
  return labels;
}

/** Splits at commas; a part in double quotes keeps its commas, and two double quotes in it stand for one. */
export function listOf(given: string | readonly string[], what: string): readonly string[] {
  const parts =
    typeof given === 'string'
      ? [...`${given},`.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*?))\s*,/gy)].map(
          (match) => match[1]?.replaceAll('""', '"') ?? match[2]!,
        )
      : given.map((part) => part.trim());
  if (typeof given === 'string' && given.trim() === '') return [];
  if (parts.includes('')) {
    throw new InputError(
      `One of the ${what} in ${JSON.stringify(given)} is empty; remove the extra comma or fill it in.`,
    );
  }
  return parts;
}
