// The requests about the first rows, as the reference would be sent them. For people who look before they pay.
import { embeddedProviderName } from '../providers/embedded/embeddedLadder';
import type { JobPlan } from './planJob';

export type RequestExample = { readonly model: string; readonly instruction: string; readonly content: string };

const rowsShown = 2;

/** None where the reference is a classifier of this machine, which is sent no prompt. */
export async function requestExamples({ models, prompt, dataset, problem }: JobPlan): Promise<RequestExample[]> {
  const model = models[problem.reference]!;
  if (model.provider === embeddedProviderName) return [];
  const examples: RequestExample[] = [];
  const first = Int32Array.from({ length: Math.min(rowsShown, problem.rowCount) }, (_, row) => row);
  for await (const row of dataset.rows(first)) examples.push({ model: model.id, ...prompt.of(model).render(row) });
  return examples;
}
