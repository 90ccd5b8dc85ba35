// What may differ between a run and the job that resumes it. Answers to another question cannot be reused, and the promise's error budget
// is spent on the looks that were planned; so what shapes either must be the same. A new run can still take over every answer that fits.
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '../engine/inputError';
import type { Job } from '../engine/job';
import type { Judge } from '../engine/judge/judge';
import type { Model } from '../engine/model';
import { jobOptions, type OptionName } from '../engine/options/jobOptions';
import type { OptionTable } from '../engine/options/option';
import type { RunDataset, RunManifest } from './manifest';

/** Differences that forbid a resume, each a clause such as `the prompt is another one`; empty: the run can go on. */
export function resumeObstacles(
  manifest: RunManifest,
  job: Job,
  dataset: RunDataset,
  options: OptionTable = jobOptions,
): string[] {
  const was = manifest.job;
  return [
    ...questionDifferences(manifest, job, dataset),
    ...modelListDifferences(was.models, job.models),
    ...judgeDifferences(was.judge, job.judge),
    ...optionDifferences(was, job, options),
  ];
}

/** Differences that forbid continuing a run with a table that has grown, each a clause: what was promised of its rows is to hold together with what is promised now. */
export function continueObstacles(manifest: RunManifest, job: Job): string[] {
  const was = manifest.job;
  // The draw is made anew, and how many rows there are is the table's matter.
  // What is promised may change once (continueTable.ts).
  const { seed: _, limit: __, wholeTable: ___, ...fixed } = jobOptions;
  return [
    ...questionDifferences(manifest, job, manifest.dataset),
    ...modelListDifferences(was.models, job.models),
    ...judgeDifferences(was.judge, job.judge),
    ...optionDifferences(was, job, fixed),
  ];
}

/** Answers of a run fit another run when the rows and the question are the same. */
export function questionDifferences(manifest: RunManifest, job: Job, dataset: Omit<RunDataset, 'path'>): string[] {
  const { dataset: then, job: was } = manifest;
  const differences: string[] = [];
  if (then.hash !== dataset.hash) {
    const rows =
      then.rowCount === dataset.rowCount
        ? `both have ${count(then.rowCount, 'row')}, but the content changed`
        : `${count(then.rowCount, 'row')} then, ${count(dataset.rowCount, 'row')} now`;
    differences.push(`the dataset ${dataset.name} is not the one that the run began with (${rows})`);
  }
  if (!isDeepStrictEqual(was.reading ?? {}, job.reading ?? {}))
    differences.push(
      `the dataset is read in another way (${brief(was.reading ?? 'as it shows')} then, ${brief(job.reading ?? 'as it shows')} now)`,
    );
  if (was.prompt !== job.prompt)
    differences.push(`the prompt is another one (${firstDifference(was.prompt, job.prompt)})`);
  if (!isDeepStrictEqual(was.examples ?? [], job.examples ?? []))
    differences.push(
      `the examples are others (${count(was.examples?.length ?? 0, 'example')} then, ${count(job.examples?.length ?? 0, 'example')} now)`,
    );
  if (!isDeepStrictEqual(was.task, job.task))
    differences.push(`the task is another one (${brief(was.task)} then, ${brief(job.task)} now)`);
  return differences;
}

/** Whether two models give the same kind of answer; a price may change. */
export function isSameModel(a: Model, b: Model): boolean {
  return a.provider === b.provider && a.modelId === b.modelId && isDeepStrictEqual(a.settings, b.settings);
}

function modelListDifferences(was: readonly Model[], now: readonly Model[]): string[] {
  const wasById = new Map(was.map((model) => [model.id, model]));
  const nowIds = new Set(now.map((model) => model.id));
  const differences: string[] = [];
  const left = was.filter((model) => !nowIds.has(model.id)).map((model) => model.id);
  const joined = now.filter((model) => !wasById.has(model.id)).map((model) => model.id);
  if (left.length > 0) differences.push(`the ladder no longer has ${left.join(', ')}`);
  if (joined.length > 0) differences.push(`the ladder also has ${joined.join(', ')} now`);
  for (const model of now) {
    const then = wasById.get(model.id);
    // The sizes of the sample were fixed by it before the draw.
    if (then && limitOf(then) !== limitOf(model))
      differences.push(
        `the labels that ${model.id} gives are limited differently (${limitOf(then)} then, ${limitOf(model)} now; a new run can take the labels over)`,
      );
    if (then && !isSameModel(then, model))
      differences.push(
        `the model ${model.id} has other settings (${brief(identity(then))} then, ${brief(identity(model))} now)`,
      );
  }
  return differences;
}

const limitOf = ({ price }: Model) => (price.type === 'answer' ? String(price.limit ?? 'not') : 'not');

function judgeDifferences(was: Judge | undefined, now: Judge | undefined): string[] {
  if (was && now && isSameModel(was.model, now.model) && isDeepStrictEqual(said(was), said(now))) return [];
  if (!was && !now) return [];
  return [`who judges is another (${brief(was && identityOf(was))} then, ${brief(now && identityOf(now))} now)`];
}

const said = ({ policy, noWorse }: Judge) => ({ policy, noWorse });
const identityOf = (judge: Judge) => ({ model: judge.model.id, ...said(judge) });

function optionDifferences(was: Job, now: Job, options: OptionTable): string[] {
  return Object.entries(options).flatMap(([name, { onResume, default: fallback }]) => {
    const [then, today] = [was, now].map((job) => job[name as OptionName]);
    if (onResume === 'new' || isDeepStrictEqual(then ?? fallback, today ?? fallback)) return [];
    return [`${name} is ${String(today ?? 'not given')} now and was ${String(then ?? 'not given')}`];
  });
}

/** @throws {InputError} with all obstacles and the way out. */
export function assertResumable(manifest: RunManifest, job: Job, dataset: RunDataset): void {
  const obstacles = resumeObstacles(manifest, job, dataset);
  if (obstacles.length === 0) return;
  throw new InputError(
    `Run ${manifest.runId} cannot be resumed: ${obstacles.join('; ')}. Resume it with what it began with, or start a new run; where dataset, prompt and task are unchanged, that can reuse the answers already paid for. The old run stays as it is.`,
  );
}

/**
 * The manifest's job with what a resume may change: the options that say so (engine/options), prices (an unknown one must be told to go on)
 * and the names of the columns.
 */
export function resumedJob(was: Job, now: Job, options: OptionTable = jobOptions): Job {
  const renewed = Object.keys(options).filter((name) => options[name]!.onResume === 'new') as OptionName[];
  const kept = Object.entries(was).filter(([name]) => !renewed.includes(name as OptionName));
  const given = renewed.filter((name) => now[name] !== undefined).map((name) => [name, now[name]]);
  const prices = new Map(now.models.map((model) => [model.id, model.price]));
  return {
    ...(Object.fromEntries([...kept, ...given]) as Job),
    dataset: now.dataset,
    models: was.models.map((model) => ({ ...model, price: prices.get(model.id) ?? model.price })),
    ...(was.judge && {
      judge: { ...was.judge, model: { ...was.judge.model, price: now.judge?.model.price ?? was.judge.model.price } },
    }),
    columns: now.columns,
  };
}

const identity = ({ provider, modelId, settings }: Model) => ({ provider, modelId, ...settings });

const count = (rows: number, noun: string) => `${rows.toLocaleString('en-US')} ${noun}${rows === 1 ? '' : 's'}`;

function brief(value: unknown): string {
  const json = JSON.stringify(value ?? 'nobody');
  return json.length > 120 ? `${json.slice(0, 117)}...` : json;
}

function firstDifference(was: string, now: string): string {
  let at = 0;
  while (at < was.length && was[at] === now[at]) at++;
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 10), at + 20));
  return `from character ${String(at + 1)}: ${around(was)} then, ${around(now)} now`;
}
