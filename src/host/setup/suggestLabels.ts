// Suggests the labels of a labels task: from a column that looks like labels, else from what the cheapest chosen model answers on ten rows.
import type { Job } from '../../engine/job';
import type { DatasetPreview } from '../../protocol';
import type { Host } from '../host';
import { expectedRowCost } from '../../app/orderLadder';
import type { Setup } from './setup';
import { tryRows } from './tryRows';

const mostLabels = 20;
/** Longer answers are no labels. */
const longestLabel = 40;

/** @param column whose values are the labels; absent: find out. */
export async function suggestLabels(
  host: Host,
  setup: Setup,
  job: Job,
  preview: DatasetPreview,
  column: string | undefined,
): Promise<{ labels: readonly string[] }> {
  if (column !== undefined) {
    const values = preview.columns.find(({ name }) => name === column)?.fewValues;
    return { labels: values ?? (await distinctValues(setup, column)) };
  }
  const labelColumn = preview.columns.find(({ fewValues }) => fewValues !== undefined);
  if (labelColumn?.fewValues !== undefined) return { labels: labelColumn.fewValues };
  const cheapest = [...job.models].sort(
    (a, b) => (expectedRowCost(a, job.task, 500) ?? Infinity) - (expectedRowCost(b, job.task, 500) ?? Infinity),
  )[0];
  if (cheapest === undefined) return { labels: [] };
  const { reference: _, ...rest } = job;
  const { rows } = await tryRows(host, setup, { ...rest, models: [cheapest], task: { type: 'text' } });
  const answers = rows.flatMap(({ answers: [answer] }) => (answer?.text === undefined ? [] : [tidy(answer.text)]));
  return { labels: [...new Set(answers)].filter((label) => label !== '' && label.length <= longestLabel) };
}

async function distinctValues({ dataset }: Setup, column: string): Promise<string[]> {
  const values = new Set<string>();
  for await (const row of dataset.rows(Int32Array.from({ length: Math.min(1000, dataset.rowCount) }, (_, at) => at))) {
    const value = row.get(column)?.trim();
    if (value !== undefined && value !== '') values.add(value);
    if (values.size > mostLabels) break;
  }
  return [...values].slice(0, mostLabels);
}

/** `"Positive."` -> `Positive` */
function tidy(text: string): string {
  return text.trim().replace(/^["'`*]+|["'`*.!]+$/g, '');
}
