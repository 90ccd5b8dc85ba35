// Opens the first sheet of an Excel workbook (.xlsx, .xlsm), read-only: rows as text. Kept are texts as they stand, whole numbers with their
// digits, other numbers in their shortest form, dates as ISO 8601, TRUE and FALSE, results of formulas. Not kept, because the library reads
// values and not what Excel paints: number formats (0.5 shown as 50 %, 7 as 007), error values (empty), formulas that were never calculated
// (empty), merged cells (the first one has the text), notes, colours. The packages are loaded when first needed.
import { createHash } from 'node:crypto';
import type { CellValue } from 'read-excel-file/universal';
import { InputError } from '../../engine/inputError';
import { openBytes, type ByteSource } from '../byteSource';
import { openDelimited } from '../csv/openDelimited';
import { tableCsv } from '../csv/tableCsv';
import type { OpenedDataset, TypedRow } from '../openedDataset';
import { checkWorkbook, unreadableWorkbook } from './workbookParts';

const mostBytes = 128 << 20;

/** @throws {InputError} with file, cell where known, and mend */
export async function openWorkbook(source: ByteSource): Promise<OpenedDataset> {
  const { label } = source;
  if (source.size > mostBytes)
    throw new InputError(
      `${label} is a ZIP archive or Excel workbook of more than 128 MB; save the sheet as CSV (UTF-8) and try again.`,
    );
  const parts: Buffer[] = [];
  for await (const chunk of source.read(0)) parts.push(chunk);
  const bytes = Buffer.concat(parts);
  const { sheets } = await checkWorkbook(bytes, label);
  const { cells, lines } = await readFirstSheet(bytes, label);
  if (cells.length < 2)
    throw new InputError(
      `${label}: the first sheet has ${cells.length === 0 ? 'no rows' : 'column names but no rows'}; its first row names the columns, and at least one row stands below it.`,
    );
  const hash = createHash('sha256').update(bytes).digest('hex');
  const inner = openBytes(source.name, tableCsv(cells));
  const layout = { source: { ...inner, label }, isGzip: false, encoding: { name: 'utf-8', bomBytes: 0 } };
  const { text: _, ...dataset } = await openDelimited(layout, 'csv', {});

  async function* rows(indices?: ArrayLike<number>): AsyncGenerator<TypedRow, void, undefined> {
    await source.checkUnchanged(hash);
    for await (const row of dataset.rows(indices)) yield { ...row, line: lines[row.index + 1]! };
  }
  const others =
    sheets > 1 ? [`${source.name} has ${String(sheets)} sheets; the first one is read, the others are not.`] : [];
  return { ...dataset, rows, hash, source, format: 'xlsx', warnings: [...others, ...dataset.warnings] };
}

type Cell = CellValue<string> | null;

/** Rows that are not wholly empty, as text, each with its number in the sheet. */
async function readFirstSheet(bytes: Buffer, label: string) {
  const { readSheet } = await import('read-excel-file/universal');
  const whole = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  let sheet: readonly (readonly Cell[])[];
  try {
    sheet = await readSheet(whole, 1, { trim: false, parseNumber: numberText });
  } catch (error) {
    throw unreadableWorkbook(label, error);
  }
  const cells: string[][] = [];
  const lines: number[] = [];
  sheet.forEach((row, at) => {
    const texts = row.map(cellText);
    if (texts.every((text) => text === '')) return;
    cells.push(texts);
    lines.push(at + 1);
  });
  return { cells, lines };
}

/** Stored as `0.30000000000000004` or `1.5E-9`; people see 0.3 and 1.5e-9 or wrote 0.1 + 0.2. Whole numbers keep their digits. */
function numberText(stored: string): string {
  return /^-?\d+$/.test(stored) ? stored : String(Number(stored));
}

function cellText(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return value instanceof Date ? dateText(value) : String(value);
}

const firstDay = Date.UTC(1899, 11, 30);
const dayMs = 86_400_000;

/** A date, a time of day (Excel's day 0), or both; to the second, which is all that the stored fraction of a day is good for. */
function dateText(value: Date): string {
  const ms = Math.round(value.getTime() / 1000) * 1000;
  const iso = new Date(ms).toISOString();
  if (ms >= firstDay && ms < firstDay + dayMs) return iso.slice(11, 19);
  return ms % dayMs === 0 ? iso.slice(0, 10) : iso.slice(0, 19);
}
