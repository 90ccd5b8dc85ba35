// Opens a sheet of an Excel workbook (.xlsx, .xlsm), read-only: rows as text (readSheet.ts). Not kept: number formats (0.5 shown as 50 %, 7
// as 007), notes, colours. The packages are loaded when first needed.
import { createHash } from 'node:crypto';
import { InputError } from '../../engine/inputError';
import { limits } from '../../engine/limits';
import { NoRows } from '../noRows';
import { openBytes, type ByteSource } from '../byteSource';
import { openDelimited } from '../csv/openDelimited';
import { tableCsv } from '../csv/tableCsv';
import type { OpenedDataset, TypedRow } from '../openedDataset';
import type { TextLayout } from '../textStream';
import type { Reading } from '../../engine/job';
import type { SheetTable } from './readSheet';
import { tableParts, unreadableWorkbook } from './workbookParts';

/** @throws {InputError} with file, cell where known, and mend */
export async function openWorkbook(source: ByteSource, reading: Reading): Promise<OpenedDataset> {
  const { label } = source;
  if (source.size > limits.heldBytes)
    throw new InputError(
      `${label} is a ZIP archive or Excel workbook of more than 128 MB; save the sheet as CSV (UTF-8) and try again.`,
    );
  const parts: Buffer[] = [];
  for await (const chunk of source.read(0)) parts.push(chunk);
  const bytes = Buffer.concat(parts);
  const { part, name, shown, warnings, ...sheet } = await readTable(bytes, label, reading.sheet);
  const skipped = sheet.lines.filter((line) => line <= (reading.skipLines ?? 0)).length;
  const [cells, lines] = [sheet.cells.slice(skipped), sheet.lines.slice(skipped)];
  if (cells.length < 2)
    throw new NoRows(
      `${label}: the sheet "${name}" has ${cells.length === 0 ? 'no rows' : 'column names but no rows'}; its first row names the columns, and at least one row stands below it.${shown.length > 1 ? ` Its sheets are ${shown.join(', ')}; name another one with --sheet.` : ''}`,
      shown.filter((other) => other !== name),
    );
  const hash = createHash('sha256').update(bytes).digest('hex');
  const inner = openBytes(source.name, tableCsv(cells));
  const layout: TextLayout = { source: { ...inner, label }, packing: 'none', encoding: { name: 'utf-8', bomBytes: 0 } };
  const { text: _, ...dataset } = await openDelimited(layout, 'csv', {});

  async function* rows(indices?: ArrayLike<number>): AsyncGenerator<TypedRow, void, undefined> {
    await source.checkUnchanged(hash);
    for await (const row of dataset.rows(indices)) yield { ...row, line: lines[row.index + 1]! };
  }
  const others =
    shown.length > 1 && reading.sheet === undefined
      ? [
          `${source.name} has ${String(shown.length)} sheets (${shown.join(', ')}); "${name}" is read. Name another one with --sheet.`,
        ]
      : [];
  const workbook = { part, lines, hasMacros: /\.xlsm$/i.test(source.name) };
  return {
    ...dataset,
    rows,
    hash,
    source,
    format: 'xlsx',
    workbook,
    sheets: { read: name, shown, ...(others[0] !== undefined && { warning: others[0] }) },
    warnings: [...others, ...warnings, ...dataset.warnings],
  };
}

async function readTable(bytes: Uint8Array, label: string, wanted: string | number | undefined): Promise<SheetTable> {
  const parts = await tableParts(bytes, label);
  const { readSheet } = await import('./readSheet');
  try {
    return readSheet(parts, wanted, label);
  } catch (error) {
    throw error instanceof InputError ? error : unreadableWorkbook(label, error);
  }
}
