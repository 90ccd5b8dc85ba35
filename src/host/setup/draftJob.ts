// A draft of the panel's form becomes the job that the engine runs, and a job (of a file, of the sample, of a run) becomes a draft.
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { defaultResultColumns, isAccuracyPromised, type Job, type Reading, type ResultColumns } from '../../engine/job';
import { isJudged } from '../../engine/judge/judgeOfOptions';
import type { Model } from '../../engine/model';
import { batchShare, scalePrice } from '../../engine/money/cost';
import { jobOptions, type FormOptionName, type OptionName } from '../../engine/options/jobOptions';
import { statedOptions, type Option, type OptionTable } from '../../engine/options/option';
import type { Draft } from '../../protocol';
import { settingOf, type Settings } from '../settingRules';

/**
 * @param ladder the models there are; those that the draft names take part.
 * @param options what a job has options for; tests add to it.
 */
export function jobOfDraft(
  draft: Draft,
  dataset: string,
  ladder: readonly Model[],
  settings: Settings,
  options: OptionTable = jobOptions,
): Job {
  const wanted = new Set(draft.models);
  const models = ladder.filter(({ id }) => wanted.has(id)).map((model) => (draft.batch ? inBatch(model) : model));
  // A threshold that is set for other jobs is none of a filter's or a bounded loss's.
  const promisesAccuracy = isAccuracyPromised(draft);
  const values = mapOptions(options, (option, name) => {
    if (option.isOfAccuracy && !promisesAccuracy) return option.isAlwaysStated ? option.default : undefined;
    return option.form === undefined ? settingOf(settings, option) : typed(draft[name as FormOptionName]);
  });
  return {
    dataset,
    prompt: draft.prompt,
    ...(draft.examples === undefined ? {} : { examples: draft.examples }),
    task: draft.task,
    ...judgeOf(draft, ladder),
    models,
    ...(statedOptions(values, options) as Pick<Job, OptionName>),
    ...(draft.out !== undefined && draft.out !== '' && { out: resolve(draft.out) }),
    columns: columnsOf(settings),
  };
}

/** Empty where the form names no judge yet. */
function judgeOf({ task, judge }: Draft, ladder: readonly Model[]): Pick<Job, 'judge'> {
  const model = isJudged(task) ? ladder.find(({ id }) => id === judge?.model) : undefined;
  if (!judge || !model) return {};
  const policy = judge.policy?.trim() ?? '';
  return { judge: { model, ...(policy !== '' && { policy }), ...(judge.noWorse && { noWorse: true }) } };
}

/** A field left empty states nothing. */
const typed = (value: unknown) => (value === '' ? undefined : value);

function mapOptions(options: OptionTable, value: (option: Option, name: string) => unknown): Record<string, unknown> {
  const values = Object.entries(options).map(([name, option]) => [name, value(option, name)] as const);
  return Object.fromEntries(values.filter(([, found]) => found !== undefined));
}

const ofForm = (options: OptionTable): OptionTable =>
  Object.fromEntries(Object.entries(options).filter(([, { form }]) => form !== undefined));

/** Of the providers that are there by name, only these two vendors have a batch service. */
function inBatch(model: Model): Model {
  if (model.settings.batch === true || (model.provider !== 'openai' && model.provider !== 'anthropic')) return model;
  return { ...model, settings: { ...model.settings, batch: true }, price: scalePrice(model.price, batchShare) };
}

function columnsOf({ outputColumn, detailColumns }: Settings): ResultColumns {
  const names: Required<Omit<ResultColumns, 'cause'>> = {
    answer: outputColumn,
    model: defaultResultColumns.model!,
    status: defaultResultColumns.status!,
    confidence: 'smart_confidence',
    cost: 'smart_cost_usd',
  };
  const details = detailColumns.map((column) => [column, names[column]] as const);
  return { answer: outputColumn, ...Object.fromEntries(details), cause: defaultResultColumns.cause! };
}

/** A fresh draft from the settings. */
export function emptyDraft(settings: Settings, out: string, options: OptionTable = jobOptions): Draft {
  const values = mapOptions(ofForm(options), (option) => settingOf(settings, option));
  return {
    prompt: '',
    task: { type: 'text' },
    models: [],
    ...(values as Pick<Job, FormOptionName>),
    out,
    batch: settings.batch,
  };
}

/** Options that a form keeps where a job states none. */
const keptOfForm = ['seed', 'out'];

/** What of a job a form can show. */
export function draftOfJob(job: Job, draft: Draft, options: OptionTable = jobOptions): Draft {
  const table = ofForm(options);
  const { examples: _, judge: __, ...rest } = draft;
  const kept = Object.entries(rest).filter(([name]) => !(name in table) || keptOfForm.includes(name));
  const values = mapOptions(table, (option, name) => job[name as OptionName] ?? option.default);
  return {
    ...(Object.fromEntries(kept) as typeof rest),
    prompt: job.prompt,
    ...(job.examples === undefined ? {} : { examples: job.examples }),
    task: job.task,
    ...(job.judge && { judge: { ...job.judge, model: job.judge.model.id } }),
    models: job.models.map(({ id }) => id),
    ...(values as Pick<Job, FormOptionName>),
  };
}

/** A draft as it is kept, beside what the settings made of it when it was begun. */
export type KeptDraft = { readonly draft: Draft; readonly fresh: Draft; readonly reading?: Reading };

/** What was typed last time; whatever was left as the settings had it follows the settings of today. */
export function renewDraft(kept: KeptDraft | undefined, fresh: Draft, options: OptionTable = jobOptions): Draft {
  if (kept === undefined) return fresh;
  const ofSettings = Object.entries(options).filter(
    ([, { form, setting }]) => form !== undefined && setting !== undefined,
  );
  const fields = [...ofSettings.map(([name]) => name as FormOptionName), 'batch' as const];
  // An earlier run's answers are taken over by the one run that they were chosen for; the result file is a free one.
  const { answersOf: _, out: __, ...typedBefore } = kept.draft;
  const others = Object.entries(typedBefore).filter(([name]) => !fields.includes(name as FormOptionName));
  const taken = fields.map((field) => {
    const isUntouched = isDeepStrictEqual(kept.draft[field], kept.fresh[field]);
    return [field, isUntouched ? fresh[field] : kept.draft[field]] as const;
  });
  return {
    ...(Object.fromEntries([...others, ...taken.filter(([, value]) => value !== undefined)]) as Draft),
    ...(fresh.out !== undefined && { out: fresh.out }),
  };
}
