// What a run is, beside its journal: manifest.json. Holds no secrets: models name their provider, keys live elsewhere, and only the fields
// listed here are written, whatever else a job object carries.
import { z } from 'zod';
import { InputError } from '../engine/inputError';
import type { Job } from '../engine/job';
import { parseDocument } from '../engine/limits';
import type { Judge } from '../engine/judge/judge';
import type { Model } from '../engine/model';
import { jobOptions, type OptionName } from '../engine/options/jobOptions';
import { modelSettings, type ModelSettingTable } from '../engine/options/modelSettings';
import type { OptionTable } from '../engine/options/option';
import { storedShape } from '../optionSchema';
import { taskSchema } from '../taskSchema';

const manifestVersion = 1;
const formatName = 'smart-run';

export type RunDataset = {
  readonly name: string;
  /** Path or URI as the user gave it. */
  readonly path: string;
  readonly hash: string;
  readonly rowCount: number;
};

export type Software = { readonly name: string; readonly version: string };

export type RunManifest = {
  readonly runId: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly software: Software;
  readonly dataset: RunDataset;
  /** The run that this one continues, whose table has grown since; absent: none. */
  readonly continues?: { readonly runId: string };
  /** As started; a resume may change the budget, prices and output settings (resumeRules.ts). */
  readonly job: Job;
};

/** The fields of a job besides its options. */
const jobParts: Record<Exclude<keyof Job, OptionName>, true> = {
  dataset: true,
  datasetTitle: true,
  reading: true,
  prompt: true,
  examples: true,
  task: true,
  judge: true,
  models: true,
  columns: true,
};

function only<T extends object>(value: T, names: Readonly<Record<string, unknown>>): T {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name in names)) as T;
}

/** The job as it may stand on disk: fields that a job or a model does not have by contract (a key, say) are left out. */
export function jobForDisk(
  job: Job,
  options: OptionTable = jobOptions,
  settings: ModelSettingTable = modelSettings,
): Job {
  const { judge } = job;
  const modelForDisk = (of: Model) => ({ ...only(of, modelParts), settings: only(of.settings, settings) });
  return {
    ...only(job, { ...jobParts, ...options }),
    ...(judge && { judge: { ...only(judge, judgeNames), model: modelForDisk(judge.model) } }),
    models: job.models.map(modelForDisk),
  };
}

const judgeNames: Record<keyof Judge, true> = { model: true, policy: true, noWorse: true };

const modelParts: Record<Exclude<keyof Model, 'settings'>, true> = {
  id: true,
  provider: true,
  modelId: true,
  pricedAs: true,
  price: true,
};

export function formatManifest(manifest: RunManifest): string {
  const { job, ...facts } = manifest;
  return `${JSON.stringify({ format: formatName, version: manifestVersion, ...facts, job: jobForDisk(job) }, null, 2)}\n`;
}

const text = z.string();
const amount = z.number().nonnegative();
const price = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('token'),
    inputPerMillion: amount,
    outputPerMillion: amount,
    cachedInputPerMillion: amount.optional(),
    cacheWritePerMillion: amount.optional(),
    longContext: z.looseObject({ aboveInputTokens: amount, inputFactor: amount, outputFactor: amount }).optional(),
    source: text.optional(),
    asOf: text.optional(),
  }),
  z.looseObject({ type: z.literal('cpu'), usdPerCpuSecond: amount, nominalSecondsPerRow: amount }),
  z.looseObject({ type: z.literal('answer'), perAnswerUsd: amount.optional(), limit: amount.optional() }),
  z.object({ type: z.literal('unknown') }),
]);
const settings = z.looseObject(storedShape(modelSettings));
const model = z.looseObject({ id: text, provider: text, modelId: text, pricedAs: text.optional(), price, settings });
const judge = z.looseObject({ model, policy: text.optional(), noWorse: z.literal(true).optional() });
const schema = z.object({
  format: z.literal(formatName),
  version: z.number(),
  runId: text,
  createdAt: text,
  software: z.object({ name: text, version: text }),
  dataset: z.object({ name: text, path: text, hash: text, rowCount: z.number() }),
  continues: z.object({ runId: text }).optional(),
  job: z.looseObject({
    dataset: text,
    datasetTitle: text.optional(),
    prompt: text,
    task: taskSchema('manifest'),
    judge: judge.optional(),
    models: z.array(model),
    reading: z.looseObject({}).optional(),
    examples: z.array(z.looseObject({ values: z.record(text, text), answer: text })).optional(),
    ...storedShape(jobOptions),
    budgetUsd: amount.optional(),
    // A run's job always has it (engine/job.ts).
    seed: z.number(),
    columns: z.looseObject({
      answer: text,
      ...{ model: text.optional(), status: text.optional(), confidence: text.optional(), cost: text.optional() },
      cause: text.optional(),
    }),
  }),
});

/** @throws {InputError} where the text is not a manifest of a version that can be read. */
export function parseManifest(content: string, path: string): RunManifest {
  let value: unknown;
  try {
    value = parseDocument(content);
  } catch (error) {
    throw new InputError(`${path} is not valid JSON (${(error as Error).message}); the run cannot be opened.`);
  }
  const version = (value as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > manifestVersion)
    throw new InputError(
      `${path} has format version ${String(version)}, this version of SMART reads up to ${String(manifestVersion)}; update SMART to open the run.`,
    );
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const where = issue.path.length > 0 ? `"${issue.path.join('.')}"` : 'the file';
    throw new InputError(`${path} is not the manifest of a run: ${where}: ${issue.message}.`);
  }
  const { format: _, version: __, ...manifest } = parsed.data;
  return manifest as unknown as RunManifest;
}
