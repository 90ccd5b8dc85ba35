// What a language model or another extension may ask for: a dataset and a prompt, and by choice labels, promise, cap and limit. Everything
// else (models, addresses, keys) is the user's own setting and cannot be asked for.
import { z } from 'zod';
import { InputError } from '../../engine/inputError';
import type { Job } from '../../engine/job';
import { jobOptions, type OptionName } from '../../engine/options/jobOptions';
import { schemaOf } from '../../optionSchema';

export const datasetRequestShape = z.strictObject({
  dataset: z.string().min(1),
  prompt: z.string().min(1),
  labels: z.array(z.string().min(1)).min(2).optional(),
  accuracyThreshold: valueOf('accuracy'),
  confidence: valueOf('confidence'),
  budgetUsd: valueOf('budgetUsd'),
  mostRequests: valueOf('mostRequests'),
  limit: valueOf('limit'),
});

export type DatasetRequest = z.infer<typeof datasetRequestShape>;

function valueOf<K extends OptionName>(name: K) {
  return schemaOf(jobOptions[name].domain).optional() as unknown as z.ZodOptional<z.ZodType<NonNullable<Job[K]>>>;
}

/** @throws {InputError} naming the field. */
export function checkRequest(value: unknown): DatasetRequest {
  const parsed = datasetRequestShape.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new InputError(`"${issue.path.join('.') || 'input'}": ${issue.message}.`);
}
