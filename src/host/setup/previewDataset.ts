// The first rows of an opened dataset as the panel's form shows them: cells as text, what each column seems to hold, what is odd.
import type { OpenedDataset } from '../../datasets/openedDataset';
import type { ColumnPreview, DatasetPreview } from '../../protocol';

/** Rows looked at for types and label columns, and rows sent to the page. */
export const previewRows = { read: 200, shown: 20 } as const;

/** More distinct values than this are no labels. */
const mostLabels = 12;
/** Longer texts are cut in the preview; the page shows one line of them. */
const longestCell = 500;

export async function previewDataset(dataset: OpenedDataset, path: string): Promise<DatasetPreview> {
  const count = Math.min(previewRows.read, dataset.rowCount);
  const cells: (string | undefined)[][] = [];
  for await (const row of dataset.rows(Int32Array.from({ length: count }, (_, index) => index)))
    cells.push(dataset.columns.map((column) => row.get(column)));
  return {
    name: dataset.name,
    source: path,
    rowCount: dataset.rowCount,
    columns: dataset.columns.map((name, index) =>
      previewColumn(
        name,
        cells.map((row) => row[index]),
      ),
    ),
    rows: cells.slice(0, previewRows.shown).map((row) => row.map((cell) => (cell ?? '').slice(0, longestCell))),
    problems: dataset.warnings,
  };
}

function previewColumn(name: string, cells: readonly (string | undefined)[]): ColumnPreview {
  const values = cells.filter((cell): cell is string => cell !== undefined && cell.trim() !== '');
  const distinct = [...new Set(values)];
  const isLabelLike = distinct.length >= 2 && distinct.length <= mostLabels && distinct.length * 3 <= values.length;
  const type = typeOf(values);
  return {
    name,
    type,
    emptyCells: cells.length - values.length,
    ...(isLabelLike && distinct.every((value) => value.length <= 60) ? { fewValues: distinct } : {}),
  };
}

function typeOf(values: readonly string[]): ColumnPreview['type'] {
  if (values.length === 0) return 'empty';
  if (values.every((value) => /^\s*[-+]?(\d+([.,]\d+)?|\.\d+)(e[-+]?\d+)?\s*$/i.test(value))) return 'number';
  if (values.every((value) => /^(true|false|yes|no)$/i.test(value.trim()))) return 'boolean';
  if (values.every((value) => /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?$/.test(value.trim()))) return 'date';
  return 'text';
}
