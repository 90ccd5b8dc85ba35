// What a request about several rows looks like: that of the first model that takes several, on the first rows. For people who look before they pay.
import type { Row } from '../engine/dataset';
import { rowsPerRequestOf } from '../engine/model';
import type { JobPlan } from './planJob';

export type PackedExample = { readonly model: string; readonly instruction: string; readonly content: string };

/** Undefined where no model of the ladder takes several rows per request. */
export async function packedExample({ models, prompt, dataset, problem }: JobPlan): Promise<PackedExample | undefined> {
  const model = models.find((each) => rowsPerRequestOf(each) > 1);
  if (!model) return undefined;
  const rows: Row[] = [];
  const first = Int32Array.from({ length: Math.min(rowsPerRequestOf(model), problem.rowCount) }, (_, row) => row);
  for await (const row of dataset.rows(first)) rows.push(row);
  return { model: model.id, ...prompt.of(model).renderTogether(rows) };
}
