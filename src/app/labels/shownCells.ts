// What a person is shown of rows to label: the columns of the prompt, of these rows. Written into the file that goes out, and compared with the one that
// comes back.
import { InputError } from '../../engine/inputError';
import { readField } from '../../engine/prompt/resolveField';
import { makePrompt } from '../../engine/prompt/template';
import type { Installation } from '../../store/installation';
import { readManifest } from '../../store/runFiles';
import { openDatasetOfRun } from '../datasetOfRun';

export const [rowColumn, labelColumn] = ['row', 'label'] as const;

export type ShownCells = {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[];
};

/** @throws {InputError} where the table is not there, or another one now */
export async function shownCells(
  folder: string,
  rows: readonly number[],
  installation: Installation,
): Promise<ShownCells> {
  const { job, runId, dataset: then } = readManifest(folder);
  const dataset = await openDatasetOfRun(folder, installation);
  try {
    if (dataset.hash !== then.hash)
      throw new InputError(
        `${dataset.name} changed since run ${runId} began; its rows are others now. Bring the file back as it was, or start a new run.`,
      );
    const { prompt } = makePrompt(job.prompt, dataset.columns, job.task, job.examples);
    const fields = prompt?.fields ?? [];
    const shown: { row: number; cells: string[] }[] = [];
    for await (const row of dataset.rows(rows))
      shown.push({ row: row.index, cells: fields.map((field) => readField(row, field) ?? '') });
    return { columns: fields.map(({ name }) => nameBeside(name)), rows: shown };
  } finally {
    await dataset.close();
  }
}

/** A column of the table that is called as one of ours stands beside it under another name. */
const nameBeside = (name: string) => (name === rowColumn || name === labelColumn ? `${name} (of the table)` : name);

/** A spreadsheet may give back other spaces, and an apostrophe before what looks like a formula. */
const plain = (cells: readonly string[]) =>
  cells.map((cell) => cell.replace(/^'/u, '').replaceAll(/\s+/gu, ' ').trim()).join('\0');

/** Of the cells of one row the row that they belong to; undefined: none of these, or several. */
export function rowOfCells({ rows }: ShownCells): (cells: readonly string[]) => number | undefined {
  const found = new Map<string, number | undefined>();
  for (const { row, cells } of rows) found.set(plain(cells), found.has(plain(cells)) ? undefined : row);
  return (cells) => found.get(plain(cells));
}
