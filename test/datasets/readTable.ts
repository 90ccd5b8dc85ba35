// A dataset opened from memory and read to the end, as plain data to compare.
import assert from 'node:assert/strict';
import { openDatasetBytes } from '../../src/datasets/openDataset';
import type { OpenedDataset } from '../../src/datasets/openedDataset';
import { InputError } from '../../src/engine/inputError';
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

export const cellsOf = async (content: string | Uint8Array, name: string, reading?: Reading) =>
  (await readTable(name, content, reading)).cells;
/** The warnings, a line each. */
export const warningsOf = async (content: string | Uint8Array, name: string, reading?: Reading) =>
  (await readTable(name, content, reading)).dataset.warnings.join('\n');
/** Fails unless the file is refused with such a sentence. */
export const refused = (content: string | Uint8Array, name: string, message: RegExp, reading?: Reading) =>
  assert.rejects(readTable(name, content, reading), (error: Error) => {
    assert.ok(error instanceof InputError, error.stack);
    assert.match(error.message, message);
    return true;
  });
