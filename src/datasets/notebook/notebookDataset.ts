// Tables found in a notebook -> one dataset, in memory, read like any other file.
import { InputError } from '../../engine/inputError';
import { tableCsv } from '../csv/tableCsv';
import type { NotebookTable } from './notebookTables';

/**
 * Tables of the same columns, one below the other, as CSV.
 * @throws {InputError} for none, or for tables of different columns
 */
export function notebookCsv(tables: readonly NotebookTable[], label: string): Buffer {
  const [first, ...others] = tables;
  if (!first)
    throw new InputError(
      `${label}: the selected cells hold no table and no text; select cells with a table in their output.`,
    );
  const other = others.find(({ columns }) => columns.join('\0') !== first.columns.join('\0'));
  if (other)
    throw new InputError(
      `${label}: cells ${first.cells.map((at) => at + 1).join(', ')} and ${other.cells.map((at) => at + 1).join(', ')} hold tables of different columns; select the cells of one.`,
    );
  return tableCsv([first.columns, ...tables.flatMap(({ rows }) => rows)]);
}
