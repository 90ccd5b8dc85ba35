// A dataset opened from memory and read to the end, as plain data to compare.
import { openDatasetBytes } from '../../src/datasets/openDataset';
import type { OpenedDataset } from '../../src/datasets/openedDataset';
import type { Reading } from '../../src/engine/job';

export type Table = {
  readonly dataset: OpenedDataset;
  readonly columns: readonly string[];
  readonly cells: readonly (readonly (string | undefined)[])[];
  readonly lines: readonly (number | undefined)[];
};

export async function readTable(name: string, content: string | Uint8Array, reading?: Reading): Promise<Table> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return tableOf(await openDatasetBytes(name, bytes, reading));
}

export async function tableOf(dataset: OpenedDataset): Promise<Table> {
  const cells: (string | undefined)[][] = [];
  const lines: (number | undefined)[] = [];
  for await (const row of dataset.rows()) {
    cells.push(dataset.columns.map((column) => row.get(column)));
    lines.push(row.line);
  }
  return { dataset, columns: dataset.columns, cells, lines };
}
