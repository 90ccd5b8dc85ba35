// Reads a job file (*.smart.json): what `smart run` takes as options, in one shareable file without secrets. Its JSON schema, which VS Code
// offers for completion, is made from the same definition (media/smart-job.schema.json; a test compares them).
import nodePath, { dirname, type PlatformPath, resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../engine/inputError';
import type { Job, Reading, ResultColumns } from '../engine/job';
import { parseDocument } from '../engine/limits';
import { jobOptions, type OptionName } from '../engine/options/jobOptions';
import type { OptionTable } from '../engine/options/option';
import { readingOptions } from '../engine/options/readingOptions';
import { taskOptions, type TaskOptionValues } from '../engine/options/taskOptions';
import type { PromptExample } from '../engine/prompt/checkExamples';
import { isThere } from '../files/writeFile';
import { schemaOf, statedShape } from '../optionSchema';
import { problemSentence } from './jobProblem';
import { withThresholds } from './thresholds';

export type JobFile = {
  readonly dataset: string;
  readonly reading?: Reading;
  readonly prompt: string;
  readonly examples?: readonly PromptExample[];
  readonly models?: string | readonly unknown[];
  readonly columns?: Partial<ResultColumns>;
} & TaskOptionValues &
  OrUndefined<Pick<Job, OptionName>>;

/** Optional fields may be there without a value. */
type OrUndefined<T> = { readonly [K in keyof T]: object extends Pick<T, K> ? T[K] | undefined : T[K] };

const columns = z
  .strictObject({
    answer: z.string().min(1).describe('Name of the answer column.'),
    model: z.string().min(1).describe('Name of the column with the model that answered.'),
    status: z.string().min(1).describe('Name of the column with the reason why that model answered.'),
    confidence: z.string().min(1).describe('Name of the column with the trust in the answer, from 0 to 1.'),
    cost: z.string().min(1).describe("Name of the column with the row's cost in US dollars."),
    cause: z
      .string()
      .min(1)
      .describe('Name of the column that says why a row has no answer; written only where a row has none.'),
  })
  .partial();

const examples = z.array(
  z.strictObject({
    values: z.record(z.string(), z.string()).describe('Text of each field that the prompt uses.'),
    answer: z.string().describe('The right answer.'),
  }),
);

const { accuracy } = jobOptions;
const threshold = schemaOf(accuracy.domain);
/** One, or several of which the strictest is kept that `atMost` buys. */
const thresholds = z
  .union([threshold, z.array(threshold).min(1)])
  .default(accuracy.default)
  .describe(`${accuracy.description} Several: the strictest that atMost buys is kept.`);

/** @param options what a job has options for; tests add to it. */
export function jobFileSchemaOf(options: OptionTable) {
  return z
    .strictObject({
      $schema: z.string().optional(),
      dataset: z.string().min(1).describe('Path of the dataset, relative to this file.'),
      reading: z
        .strictObject(statedShape(readingOptions))
        .optional()
        .describe('How the dataset is to be read, where the file itself does not show it.'),
      prompt: z.string().min(1).describe('What to ask about each row; {{column}} stands for its value.'),
      examples: examples.optional().describe('Solved rows that every request shows to the model, in this order.'),
      ...statedShape(taskOptions),
      models: z
        .union([z.string().min(1), z.array(z.unknown()).min(1)])
        .optional()
        .describe('Path of a ladder file, "embedded", or the list of models itself.'),
      ...statedShape(options),
      accuracy: thresholds,
      columns: columns.optional().describe('Names of the appended columns.'),
    })
    .describe('A SMART job: which dataset, which question, which models, which promise.');
}

export const jobFileSchema = jobFileSchemaOf(jobOptions);

/** @throws {InputError} naming the file, the line (bad JSON) or the field, and the mend. */
export function parseJobFile(text: string, file: string, schema = jobFileSchema): JobFile {
  let json: unknown;
  try {
    json = parseDocument(text);
  } catch (error) {
    throw new InputError(`${file} is not valid JSON: ${(error as Error).message}.`);
  }
  return checkJob(json, file, undefined, schema);
}

/**
 * @param source what the user should look at: the file, or `The options`
 * @param nameOf how a field is written there
 */
export function checkJob(
  json: unknown,
  source: string,
  nameOf: (field: string) => string = (field) => `"${field}"`,
  schema = jobFileSchema,
): JobFile {
  const result = schema.safeParse(json);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => problemSentence(issue, nameOf, Object.keys(schema.shape)));
    throw new InputError(`${source}: ${problems.join('; ')}.`);
  }
  const job: JobFile = withThresholds(result.data as unknown as JobFile);
  if (job.task === 'labels' && !job.labels)
    throw new InputError(`${source}: a labels task needs "labels", the list of allowed answers.`);
  return job;
}

/** A path that a job file names, relative to the file. One that was written on Windows with `\\` means the same elsewhere. */
export function pathOfJobFile(file: string, name: string): string {
  const whole = resolve(dirname(file), name);
  return name.includes('\\') && !isThere(whole) ? resolve(dirname(file), name.replaceAll('\\', '/')) : whole;
}

/** A dataset as a job file in the folder names it: relative, and with `/` on every system, which Windows reads as well. */
export function datasetInJobFile(dataset: string, folder: string, path: PlatformPath = nodePath): string {
  return path.relative(folder, dataset).replaceAll(path.sep, '/');
}
