// A table held in memory -> CSV, so that it is read like any other file: tables of notebooks, sheets of workbooks.
import { formatCell } from '../resultCells';
import type { Dialect } from './dialect';

const dialect: Dialect = { delimiter: ',', hasQuotes: true, escape: '"', skipsSpace: false, newline: '\n' };

/** @param rows the first one names the columns */
export function tableCsv(rows: readonly (readonly string[])[]): Buffer {
  // A lone empty cell would be a blank line, which is no row.
  const format = { dialect, quotesAll: rows[0]?.length === 1 };
  const line = (cells: readonly string[]) => cells.map((cell) => formatCell(cell, format)).join(',') + '\n';
  return Buffer.from(rows.map(line).join(''), 'utf8');
}
