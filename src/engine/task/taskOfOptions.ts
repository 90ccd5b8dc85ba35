// Makes a task from what the command line, a job file or the panel's form says, with sentences for what is missing or contradictory.
import { InputError } from '../inputError';
import { droppedAnswer, keptAnswer } from './filterBounds';
import { nearestName } from '../nearestName';
import { fieldRule, fieldSames, wantedPaths, type JsonField } from './jsonFields';
import { lossOfOptions, type LossBound, type LossOptions } from './lossBound';
import { textRules, type TextRule } from './sameText';
import type { Task } from './task';

export type TaskOptions = {
  /** Absent: `labels` when labels are given, `json` when fields are, `filter` when a recall or precision is, else `text`. */
  readonly task?: string;
  /** `a,b,"c, d"`. */
  readonly labels?: string | readonly string[];
  /** Labels: any number of them may apply. */
  readonly multiple?: boolean;
  /** Filter: shares in (0, 1); a bound that is not given is 1. */
  readonly recall?: number;
  readonly precision?: number;
  /** `total:number:0.01, due:date, name`, or the list as a job file has it. */
  readonly fields?: string | readonly JsonField[];
  /** Text: `exact`, `words`, `similar` or `judge`; or the rule itself. */
  readonly same?:
    | string
    | {
        readonly by: string;
        readonly from?: number;
        readonly model?: string;
        readonly policy?: string;
        readonly noWorse?: boolean;
      };
  /** Text, and JSON with a field of the rule judge: who judges, what counts, and whether "no worse" is asked (judge/judgeOfOptions.ts). */
  readonly judge?: string;
  readonly judgePolicy?: string;
  readonly noWorse?: boolean;
  /** Text, `similar`: token F1 from which two answers are the same, in (0, 1]. */
  readonly similarFrom?: number;
  readonly absoluteTolerance?: number;
  readonly relativeTolerance?: number;
} & LossOptions;

export const taskTypes = ['labels', 'number', 'json', 'text', 'filter'] as const;

/** @throws {InputError} */
export function taskOfOptions(options: TaskOptions): Task {
  const isBounded = options.recall !== undefined || options.precision !== undefined;
  const type = options.task ?? (options.labels ? 'labels' : options.fields ? 'json' : isBounded ? 'filter' : 'text');
  const loss = lossOfOptions(options, named(type, options), measuresOf(type, options));
  if (type === 'filter') return filterOf(options);
  if (isBounded)
    throw new InputError(
      `A recall or a precision is for the task "filter", whose answers are yes and no; the task here is "${type}".`,
    );
  if (options.labels !== undefined && type !== 'labels') {
    throw new InputError(`Labels were given, but the task is "${type}"; use --task labels, or leave the labels out.`);
  }
  if (options.multiple && type !== 'labels') {
    throw new InputError(`Several labels per row ("multiple") are for the task "labels"; the task here is "${type}".`);
  }
  if ((options.same !== undefined || options.similarFrom !== undefined) && type !== 'text') {
    throw new InputError(
      `"same" is for the task "text"; the task here is "${type}"${type === 'json' ? ', where each of "fields" has a rule of its own' : ''}.`,
    );
  }
  switch (type) {
    case 'labels': {
      const labels = checkedLabels(listOf(options.labels ?? [], 'labels'));
      return options.multiple ? { type, labels, multiple: true, ...(loss && { loss }) } : { type, labels };
    }
    case 'number': {
      const { absoluteTolerance = 0, relativeTolerance = 0 } = options;
      for (const tolerance of [absoluteTolerance, relativeTolerance]) {
        if (!(tolerance >= 0 && tolerance < Infinity)) {
          throw new InputError(`The tolerance ${String(tolerance)} must be a number of at least 0.`);
        }
      }
      if (loss && absoluteTolerance + relativeTolerance > 0)
        throw new InputError(
          'Where the mean loss is bounded every difference counts by its size; leave the tolerance out.',
        );
      return { type, absoluteTolerance, relativeTolerance, ...(loss && { loss }) };
    }
    case 'json':
      return { type, fields: fieldsOf(options.fields ?? []) };
    case 'text': {
      const same = textRule(options);
      if (loss && same !== undefined)
        throw new InputError(
          'Where the mean loss is bounded texts are compared by the words that they share; leave "same" out.',
        );
      return { type, ...(same && { same }), ...(loss && { loss }) };
    }
    default:
      throw new InputError(`There is no task "${type}"; it is one of ${taskTypes.join(', ')}.`);
  }
}

/** The losses that the answers of a task have. */
function measuresOf(type: string, { multiple }: TaskOptions): readonly LossBound['by'][] {
  if (type === 'number') return ['absolute'];
  return type === 'text' || (type === 'labels' && multiple) ? ['f1'] : [];
}

const named = (type: string, { multiple }: TaskOptions) =>
  type === 'labels' && !multiple ? 'labels without --multiple' : type;

/** Which rows does the reference answer with yes? */
function filterOf({ labels, recall, precision, multiple, same, similarFrom, fields }: TaskOptions): Task {
  if (labels !== undefined || multiple)
    throw new InputError(
      `A filter's answers are ${keptAnswer} and ${droppedAnswer}; leave the labels out, or use --task labels with --accuracy.`,
    );
  if ((fields ?? same ?? similarFrom) !== undefined)
    throw new InputError(
      `A filter's answers are ${keptAnswer} and ${droppedAnswer}, and no rule compares them; leave "same" and "fields" out.`,
    );
  if (recall === undefined && precision === undefined)
    throw new InputError(
      'Say what the filter is to promise: --recall 0.95 (the share of the rows that the reference answers with yes that is found), --precision 0.95 (the share of the rows found that are such rows), or both.',
    );
  for (const [name, bound] of Object.entries({ recall, precision }))
    if (bound !== undefined && !(bound > 0 && bound < 1))
      throw new InputError(
        `The ${name} ${String(bound)} must lie between 0 and 1, such as 0.95; where nothing may go wrong, leave it out.`,
      );
  return {
    type: 'labels',
    labels: [keptAnswer, droppedAnswer],
    filter: { recall: recall ?? 1, precision: precision ?? 1 },
  };
}

/** Undefined for the rule that holds without a word. */
function textRule(options: TaskOptions): TextRule | undefined {
  const { same, from: similarFrom = options.similarFrom } =
    typeof options.same === 'object' ? { ...options.same, same: options.same.by } : { same: options.same };
  const { model, policy, noWorse } = typeof options.same === 'object' ? options.same : {};
  if ((model ?? policy ?? noWorse) !== undefined && same !== 'judge') {
    throw new InputError(`"model", "policy" and "noWorse" are for the rule "judge"; the rule here is "${same!}".`);
  }
  if (similarFrom !== undefined) {
    if (same !== undefined && same !== 'similar') {
      throw new InputError(`A similarity is for the rule "similar"; the rule here is "${same}".`);
    }
    return { by: 'similar', from: shareOf(similarFrom, 'The similarity') };
  }
  switch (same) {
    case undefined:
      // Whoever names a judge wants it to judge.
      return options.judge === undefined ? undefined : { by: 'judge' };
    case 'exact':
      return undefined;
    case 'words':
    case 'judge':
      return { by: same };
    case 'similar':
      return { by: same, from: usualSimilarity };
    default:
      throw new InputError(`There is no rule "${same}" for texts; it is one of ${textRules.join(', ')}.`);
  }
}

/** Token F1: two sentences of ten words may differ in one of them. */
const usualSimilarity = 0.9;

function shareOf(value: number, name: string): number {
  if (!(value > 0 && value <= 1))
    throw new InputError(`${name} is ${String(value)}; it must be above 0 and at most 1.`);
  return value;
}

/** `total:number:0.01, due:date, name` as fields with their rules. @throws {InputError} */
export function fieldsOfText(text: string): readonly JsonField[] {
  return listOf(text, 'fields').map(fieldOfText);
}

function fieldsOf(given: string | readonly JsonField[]): readonly JsonField[] {
  const fields = typeof given === 'string' ? fieldsOfText(given) : given.map(checkedField);
  const paths = fields.map((field) => fieldRule(field).path);
  const twice = paths.find((path, i) => paths.indexOf(path) !== i);
  if (twice !== undefined) throw new InputError(`The field "${twice}" is given twice; give each field once.`);
  if (fields.length > 0 && wantedPaths(fields).length === 0) {
    throw new InputError(
      'Every field is ignored, so that all answers would be the same; give at least one field another rule.',
    );
  }
  return fields;
}

/** `total`, `total:number` or `total:number:0.01`; a name that holds colons keeps those that no rule follows. */
function fieldOfText(text: string): JsonField {
  const match = /^(.+?):([a-z]+)(?::([^:]*))?$/.exec(text);
  const same = match ? fieldSames.find((name) => name === match[2]) : undefined;
  if (!match || same === undefined) {
    const near = match ? nearestName(match[2]!, fieldSames) : undefined;
    if (near !== undefined) {
      throw new InputError(
        `The field "${text}": there is no rule "${match![2]!}". Did you mean ${match![1]!}:${near}?`,
      );
    }
    return text;
  }
  const [, path, , figure] = match as unknown as [string, string, string, string | undefined];
  if (figure === undefined) return same === 'exact' ? path : checkedField({ path, same });
  const value = Number(figure);
  if (figure.trim() === '' || Number.isNaN(value) || (same !== 'number' && same !== 'text')) {
    throw new InputError(
      `The field "${text}": a figure belongs to number (a tolerance) or text (a similarity), as in total:number:0.01.`,
    );
  }
  return checkedField(same === 'number' ? { path, same, tolerance: value } : { path, same, similarFrom: value });
}

function checkedField(field: JsonField): JsonField {
  const { path, same, tolerance, similarFrom, ignoreCase, ignorePunctuation } = fieldRule(field);
  const name = `The field "${path}"`;
  if (path.trim() === '') throw new InputError(`One of the fields has no path; name it, such as "total".`);
  if (tolerance !== undefined && same !== 'number') {
    throw new InputError(`${name} has a tolerance, which is for the rule "number"; its rule is "${same}".`);
  }
  if (tolerance !== undefined && !(tolerance >= 0 && tolerance < Infinity)) {
    throw new InputError(`${name} has the tolerance ${String(tolerance)}; it must be a number of at least 0.`);
  }
  if (similarFrom !== undefined && same !== 'text') {
    throw new InputError(`${name} has "similarFrom", which is for the rule "text"; its rule is "${same}".`);
  }
  if (similarFrom !== undefined) shareOf(similarFrom, `${name}: its similarity`);
  if ((ignoreCase ?? ignorePunctuation) !== undefined && same !== 'exact' && same !== 'set') {
    throw new InputError(
      `${name} ignores case or punctuation, which is for the rules "exact" and "set"; its rule is "${same}".`,
    );
  }
  return field;
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
