// Reads a job file (*.smart.json): what `smart run` takes as options, in one shareable file without secrets. Its JSON schema, which VS Code
// offers for completion, is made from the same definition (media/smart-job.schema.json; a test compares them).
import { z } from 'zod';
import { InputError } from '../engine/inputError';
import { mostRepeats } from '../engine/job';
import { strategyNames } from '../engine/strategy';
import { problemSentence } from './jobProblem';

const columns = z
  .strictObject({
    answer: z.string().min(1).describe('Name of the answer column.'),
    model: z.string().min(1).describe('Name of the column with the model that answered.'),
    status: z.string().min(1).describe('Name of the column with the reason why that model answered.'),
    confidence: z.string().min(1).describe('Name of the column with the trust in the answer, from 0 to 1.'),
    cost: z.string().min(1).describe("Name of the column with the row's cost in US dollars."),
  })
  .partial();

export const jobFileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    dataset: z.string().min(1).describe('Path of the dataset, relative to this file.'),
    reading: z
      .strictObject({
        encoding: z
          .string()
          .min(1)
          .optional()
          .describe('Encoding of the text, where it cannot be told: shift_jis, gbk.'),
        raggedRows: z
          .enum(['refuse', 'accept'])
          .optional()
          .describe(
            'Rows with more or fewer cells than the header: refused, or missing cells are absent and others kept.',
          ),
        skipLines: z
          .int()
          .min(0)
          .optional()
          .describe('Lines above the column names that are no part of the table, such as a title.'),
        sheet: z
          .union([z.string().min(1), z.int().min(1)])
          .optional()
          .describe('Sheet of a workbook, by name or number from 1; otherwise the first that is not hidden.'),
        cells: z
          .array(z.int().min(1))
          .min(1)
          .optional()
          .describe('Cells of a notebook whose tables are the rows, counted from 1.'),
      })
      .optional()
      .describe('How the dataset is to be read, where the file itself does not show it.'),
    prompt: z.string().min(1).describe('What to ask about each row; {{column}} stands for its value.'),
    examples: z
      .array(
        z.strictObject({
          values: z.record(z.string(), z.string()).describe('Text of each field that the prompt uses.'),
          answer: z.string().describe('The right answer.'),
        }),
      )
      .optional()
      .describe('Solved rows that every request shows to the model, in this order.'),
    task: z
      .enum(['labels', 'number', 'json', 'text'])
      .optional()
      .describe('The kind of answer wanted; absent: labels or json where those are given, else text.'),
    labels: z.array(z.string().min(1)).min(2).optional().describe('The allowed answers of a labels task.'),
    absoluteTolerance: z.number().min(0).optional().describe('Numbers this close count as equal.'),
    relativeTolerance: z
      .number()
      .min(0)
      .optional()
      .describe("Numbers this close, as a share of the reference's, count as equal."),
    fields: z
      .array(z.string().min(1))
      .optional()
      .describe('Fields (dotted paths) of a json task that must be equal; none: the whole object.'),
    models: z
      .union([z.string().min(1), z.array(z.unknown()).min(1)])
      .optional()
      .describe('Path of a ladder file, "embedded", or the list of models itself.'),
    reference: z.string().min(1).optional().describe('Id of the reference model; otherwise the dearest one.'),
    accuracy: z
      .number()
      .gt(0)
      .max(1)
      .default(0.95)
      .describe("Share of rows that must not differ from the reference's answer."),
    confidence: z.number().gt(0).lt(1).default(0.95).describe('Probability with which the promise holds.'),
    strategy: z.enum(strategyNames).default('certified').describe('How to find the mix of models.'),
    budgetUsd: z
      .number()
      .gt(0)
      .optional()
      .describe('Hard cap in US dollars; the run pauses before it would be passed.'),
    seed: z
      .int()
      .min(0)
      .optional()
      .describe('Same seed, same answers: same run. Absent: each new run draws its own, as the promise wants it.'),
    limit: z.int().min(1).optional().describe('Process the first rows only.'),
    repeatReference: z
      .int()
      .min(0)
      .max(mostRepeats)
      .optional()
      .describe('Ask the reference twice about so many rows and tell how often it agrees with itself.'),
    out: z.string().min(1).optional().describe('Path of the result file, relative to this file.'),
    columns: columns.optional().describe('Names of the appended columns.'),
    escapeFormulas: z
      .boolean()
      .default(false)
      .describe('Put an apostrophe before answers that a spreadsheet would run as a formula.'),
    student: z
      .boolean()
      .default(true)
      .describe('Whether a local classifier that a cheap model taught may answer rows itself, at no fee.'),
  })
  .describe('A SMART job: which dataset, which question, which models, which promise.');

export type JobFile = z.infer<typeof jobFileSchema>;

/** @throws {InputError} naming the file, the line (bad JSON) or the field, and the mend. */
export function parseJobFile(text: string, file: string): JobFile {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new InputError(`${file} is not valid JSON: ${(error as Error).message}.`);
  }
  return checkJob(json, file);
}

/**
 * @param source what the user should look at: the file, or `The options`
 * @param nameOf how a field is written there
 */
export function checkJob(
  json: unknown,
  source: string,
  nameOf: (field: string) => string = (field) => `"${field}"`,
): JobFile {
  const result = jobFileSchema.safeParse(json);
  if (!result.success) {
    const problems = result.error.issues.map((issue) =>
      problemSentence(issue, nameOf, Object.keys(jobFileSchema.shape)),
    );
    throw new InputError(`${source}: ${problems.join('; ')}.`);
  }
  const job = result.data;
  if (job.task === 'labels' && !job.labels)
    throw new InputError(`${source}: a labels task needs "labels", the list of allowed answers.`);
  return job;
}
