// The settings of a job as lines of a table: name and readable value.
import type { FilterBounds } from '../task/filterBounds';
import { isAccuracyPromised, type Job } from '../job';
import { judgeId } from '../judge/judge';
import type { Model } from '../model';
import { modelSettings, type ModelSettings, type ModelSettingTable } from '../options/modelSettings';
import { fieldRule, type JsonField } from '../task/jsonFields';
import type { LossBound } from '../task/lossBound';
import type { TextRule } from '../task/sameText';
import type { Task } from '../task/task';
import { jobOptions, type OptionName } from '../options/jobOptions';
import type { OptionTable } from '../options/option';
import { formatPercent, formatPrice } from '../text/figures';
import { own } from '../own';

/**
 * @param versions exact versions that answered, by model id.
 * @param options what a job has options for; tests add to it.
 * @param settings what a model has settings for; tests add to it.
 */
export function settingLines(
  job: Job,
  reference: string,
  versions: Readonly<Record<string, readonly string[]>> = {},
  options: OptionTable = jobOptions,
  settings: ModelSettingTable = modelSettings,
): [name: string, value: string][] {
  return [
    ['Task', taskLine(job.task)],
    ...Object.entries(options).flatMap(([name, { report }]): [string, string][] => {
      // Promised in place of an accuracy.
      if (name === 'accuracy' && !isAccuracyPromised(job)) return [];
      const line = report?.text(job[name as OptionName], reference);
      return report === undefined || line === undefined ? [] : [[report.name, line]];
    }),
    ...judgeLines(job, settings),
    ...job.models.map((model): [string, string] => [
      `Model ${model.id}`,
      modelLine(model, own(versions, model.id) ?? [], settings),
    ]),
  ];
}

function judgeLines({ judge, models }: Job, settings: ModelSettingTable): [string, string][] {
  if (!judge) return [];
  const { policy, noWorse, model } = judge;
  const asked = noWorse
    ? "asked whether an answer is at least as good as the reference's"
    : 'asked whether answers are the same';
  return [
    [`Judge ${judgeId(judge, models)}`, `${modelLine(model, [], settings)}; ${asked}`],
    ...(policy === undefined ? [] : [['What counts for the judge', policy] as [string, string]]),
  ];
}

/** The kind of answer and when two are equal, or how far apart they are. */
function taskLine(task: Task): string {
  if (task.type !== 'json' && task.loss) return lossLine(task.type, task.loss);
  switch (task.type) {
    case 'labels':
      if (task.filter) return filterLine(task.filter);
      return task.multiple
        ? `any number of the labels ${task.labels.join(', ')}; equal when the same ones are named`
        : `one of the labels ${task.labels.join(', ')}; equal when the label is`;
    case 'number': {
      const parts = [
        task.absoluteTolerance > 0 ? String(task.absoluteTolerance) : '',
        task.relativeTolerance > 0 ? formatPercent(task.relativeTolerance, 4) + " of the reference's number" : '',
      ].filter(Boolean);
      return parts.length === 0 ? 'a number; equal when it is the same' : `a number; equal within ${parts.join(' + ')}`;
    }
    case 'json':
      return task.fields.length === 0
        ? 'a JSON object; equal when all of it is'
        : `a JSON object; equal when ${task.fields.map(fieldLine).join(', ')} ${task.fields.length === 1 ? 'is' : 'are'}`;
    case 'text':
      return `free text; equal ${textLine(task.same)}`;
  }
}

function lossLine(type: Task['type'], { by, mean, cap }: LossBound): string {
  return by === 'absolute'
    ? `a number; the mean distance from the reference's is at most ${String(mean)}, where no row counts more than ${String(cap)}`
    : `${type === 'labels' ? 'any number of the labels' : 'free text'}; the mean of 1 - F1 with the reference's answer is at most ${String(mean)}`;
}

function filterLine({ recall, precision }: FilterBounds): string {
  const found = recall === 1 ? 'all rows' : `at least ${formatPercent(recall, 4)} of the rows`;
  const right = precision === 1 ? 'all of them' : `at least ${formatPercent(precision, 4)} of them`;
  return `a filter (yes or no): ${found} that the reference answers with yes are found, and ${right} rightly`;
}

function fieldLine(field: JsonField): string {
  const { path, same, tolerance, similarFrom, ignoreCase, ignorePunctuation } = fieldRule(field);
  const notes = [
    ...(same === 'exact' ? [] : [same]),
    ...(tolerance ? [`within ${String(tolerance)}`] : []),
    ...(similarFrom === undefined ? [] : [`token F1 of at least ${String(similarFrom)}`]),
    ...(ignoreCase ? ['case aside'] : []),
    ...(ignorePunctuation ? ['punctuation aside'] : []),
  ];
  return notes.length === 0 ? path : `${path} (${notes.join(', ')})`;
}

function textLine(rule: TextRule | undefined): string {
  switch (rule?.by) {
    case undefined:
    case 'exact':
      return 'apart from spacing, enclosing quotes and a final full stop';
    case 'words':
      return 'when the words are, in any order, case and punctuation aside';
    case 'judge':
      return 'or else when the judge says so';
    case 'similar':
      return `when token F1 with the reference's text is at least ${String(rule.from)}`;
  }
}

/** Who answers, in which versions, at what price and with what settings. */
function modelLine(
  { provider, modelId, price, settings }: Model,
  versions: readonly string[],
  table: ModelSettingTable,
): string {
  const parts = Object.entries(table).flatMap(([key, { name, shown }]) => {
    const value = settings[key as keyof ModelSettings];
    return value === undefined ? [] : [`${name} ${(shown ?? plainly)(value)}`];
  });
  const others = versions.filter((version) => version !== modelId);
  const version = others.length === 0 ? '' : ` (answered as ${others.join(', ')})`;
  const charged = price.type === 'unknown' ? 'price unknown' : formatPrice(price);
  return [`${provider}/${modelId}${version}`, charged, ...parts].join('; ');
}

function plainly(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
