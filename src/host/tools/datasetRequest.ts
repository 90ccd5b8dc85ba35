// What a language model or another extension may ask for: a dataset and a prompt, and by choice labels, promise, cap and limit. Everything
// else (models, addresses, keys) is the person's own setting and cannot be asked for.
import { z } from 'zod';
import { InputError } from '../../engine/inputError';

export const datasetRequestShape = z.strictObject({
  dataset: z.string().min(1),
  prompt: z.string().min(1),
  labels: z.array(z.string().min(1)).min(2).optional(),
  accuracyThreshold: z.number().gt(0).max(1).optional(),
  confidence: z.number().gt(0).lt(1).optional(),
  budgetUsd: z.number().positive().optional(),
  limit: z.int().positive().optional(),
});

export type DatasetRequest = z.infer<typeof datasetRequestShape>;

/** @throws {InputError} naming the field. */
export function checkRequest(value: unknown): DatasetRequest {
  const parsed = datasetRequestShape.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new InputError(`"${issue.path.join('.') || 'input'}": ${issue.message}.`);
}
