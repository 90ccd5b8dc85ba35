// A draft of the panel's form becomes the job that the engine runs, and a job (of a file, of the sample, of a run) becomes a draft.
import { resolve } from 'node:path';
import { unpricedIds } from '../../app/rowCosts';
import { defaultResultColumns, type Job, type ResultColumns } from '../../engine/job';
import type { Model } from '../../engine/model';
import { scalePrice } from '../../engine/money/cost';
import type { Draft } from '../../protocol';
import type { Settings } from '../settingRules';

/** What a service that answers within a day charges of the list price. */
const batchShare = 0.5;

/** @param ladder the models there are; those that the draft names take part. */
export function jobOfDraft(draft: Draft, dataset: string, ladder: readonly Model[], settings: Settings): Job {
  const wanted = new Set(draft.models);
  const models = ladder.filter(({ id }) => wanted.has(id)).map((model) => (draft.batch ? inBatch(model) : model));
  return {
    dataset,
    prompt: draft.prompt,
    ...(draft.examples === undefined ? {} : { examples: draft.examples }),
    task: draft.task,
    models,
    ...(draft.reference === undefined ? {} : { reference: draft.reference }),
    accuracy: draft.accuracy,
    confidence: draft.confidence,
    strategy: draft.strategy,
    ...(draft.budgetUsd === undefined ? {} : { budgetUsd: draft.budgetUsd }),
    ...(draft.seed === undefined ? {} : { seed: draft.seed }),
    ...(draft.limit === undefined ? {} : { limit: draft.limit }),
    ...(draft.repeatReference === undefined ? {} : { repeatReference: draft.repeatReference }),
    ...(draft.out === '' ? {} : { out: resolve(draft.out) }),
    columns: columnsOf(settings),
    escapeFormulas: settings.escapeFormulas,
    ...(!draft.student && { student: false }),
  };
}

/** Only the vendors themselves have a batch service. */
function inBatch(model: Model): Model {
  if (model.settings.batch === true || (model.provider !== 'openai' && model.provider !== 'anthropic')) return model;
  return { ...model, settings: { ...model.settings, batch: true }, price: scalePrice(model.price, batchShare) };
}

function columnsOf({ outputColumn, detailColumns }: Settings): ResultColumns {
  const names: Required<ResultColumns> = {
    answer: outputColumn,
    model: defaultResultColumns.model!,
    status: defaultResultColumns.status!,
    confidence: 'smart_confidence',
    cost: 'smart_cost_usd',
  };
  const details = detailColumns.map((column) => [column, names[column]] as const);
  return { answer: outputColumn, ...Object.fromEntries(details) };
}

/** Models of a capped job whose price is unknown: the cap cannot be kept, and the person is asked whether to do without it. */
export function uncappable({ models, budgetUsd }: Job): readonly string[] | undefined {
  const unpriced = budgetUsd === undefined ? [] : unpricedIds(models);
  return unpriced.length === 0 ? undefined : unpriced;
}

export function withoutCap({ budgetUsd: _, ...job }: Job): Job {
  return job;
}

/** A fresh draft from the settings. */
export function emptyDraft(settings: Settings, out: string): Draft {
  return {
    prompt: '',
    task: { type: 'text' },
    models: [],
    ...(settings.reference === '' ? {} : { reference: settings.reference }),
    accuracy: settings.accuracyThreshold,
    confidence: settings.confidence,
    strategy: settings.strategy,
    ...(settings.budgetUsd === null ? {} : { budgetUsd: settings.budgetUsd }),
    ...(settings.seed === null ? {} : { seed: settings.seed }),
    out,
    batch: settings.batch,
    student: settings.student,
  };
}

/** What of a job a form can show. */
export function draftOfJob(job: Job, draft: Draft): Draft {
  const { reference: _, budgetUsd: __, examples: ___, ...rest } = draft;
  return {
    ...rest,
    prompt: job.prompt,
    ...(job.examples === undefined ? {} : { examples: job.examples }),
    task: job.task,
    models: job.models.map(({ id }) => id),
    ...(job.reference === undefined ? {} : { reference: job.reference }),
    accuracy: job.accuracy,
    confidence: job.confidence,
    strategy: job.strategy,
    ...(job.budgetUsd === undefined ? {} : { budgetUsd: job.budgetUsd }),
    ...(job.seed === undefined ? {} : { seed: job.seed }),
    ...(job.limit === undefined ? {} : { limit: job.limit }),
    ...(job.repeatReference === undefined ? {} : { repeatReference: job.repeatReference }),
    ...(job.out === undefined ? {} : { out: job.out }),
    student: job.student !== false,
  };
}

/** A draft as it is kept, beside what the settings made of it when it was begun. */
export type KeptDraft = { readonly draft: Draft; readonly fresh: Draft };

const fromSettings = [
  'reference',
  'accuracy',
  'confidence',
  'strategy',
  'budgetUsd',
  'seed',
  'batch',
  'student',
] as const;

/** What was typed last time; whatever was left as the settings had it follows the settings of today. */
export function renewDraft(kept: KeptDraft | undefined, fresh: Draft): Draft {
  if (kept === undefined) return fresh;
  // An earlier run's answers are taken over by the one run that they were chosen for.
  const { reference: _, budgetUsd: __, answersOf: ___, seed: ____, ...typed } = kept.draft;
  const taken = fromSettings.map((field) => {
    const isUntouched = kept.draft[field] === kept.fresh[field];
    return [field, isUntouched ? fresh[field] : kept.draft[field]] as const;
  });
  return { ...typed, ...Object.fromEntries(taken.filter(([, value]) => value !== undefined)), out: fresh.out };
}
