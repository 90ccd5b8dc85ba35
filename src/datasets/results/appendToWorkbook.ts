// A workbook with answer columns in the sheet that was read. All other parts keep their content byte for byte, and the sheet its own text: cells are
// put in, nothing is written anew, so that formats, formulas, filters and widths stay.
import { strFromU8, strToU8, unzipSync, zipSync, type Zippable } from 'fflate';
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { InputError } from '../../engine/inputError';
import type { ResultValue } from '../resultCells';
import { columnName, placeOf } from '../cellAddress';
import { limits } from '../../engine/limits';
import { cellXml } from './sheetCell';
import { partTime } from './writeWorkbook';

export type WorkbookTable = {
  /** Name of the sheet's part in the archive. */
  readonly part: string;
  /** Rows of the sheet that are read, counted from 1; the first holds the names. */
  readonly lines: readonly number[];
  /** The workbook holds programs, which a .xlsx cannot. */
  readonly hasMacros: boolean;
};

export type WorkbookAppending = {
  readonly bytes: Uint8Array;
  readonly table: WorkbookTable;
  readonly names: readonly string[];
  readonly valuesOf: (row: number) => readonly ResultValue[];
  /** First rows only. */
  readonly rowCount: number;
  readonly label: string;
};

/** @throws {InputError} for a workbook that is too large, or a sheet without room for more columns */
export function appendToWorkbook({ bytes, table, names, valuesOf, rowCount, label }: WorkbookAppending): Buffer {
  let unpackedBytes = 0;
  const parts = unzipSync(bytes, {
    filter: ({ originalSize }) => (unpackedBytes += originalSize) <= limits.rewrittenBytes,
  });
  if (unpackedBytes > limits.rewrittenBytes)
    throw new InputError(
      `${label} unpacks to more than ${String(limits.rewrittenBytes >> 20)} MB; name a .csv file for the result.`,
    );
  const xml = strFromU8(parts[table.part]!);
  const sheet = outlineOf(xml);
  const first = sheet.width;
  if (first + names.length > limits.sheetColumns)
    throw new InputError(`${label}: its sheet has no room for more columns; name a .csv file for the result.`);
  const rowOf = new Map(table.lines.map((line, at) => [line, at - 1]));
  const pieces: string[] = [];
  let from = 0;
  const put = (at: number, text: string, next = at) => {
    pieces.push(xml.slice(from, at), text);
    from = next;
  };
  if (sheet.dimension)
    put(sheet.dimension.start, widened(sheet.dimension.text, first + names.length), sheet.dimension.end);
  for (const { line, open, cells, end, prefix } of sheet.rows) {
    const row = rowOf.get(line);
    if (row === undefined || row >= rowCount) continue;
    const values = row < 0 ? names : valuesOf(row);
    const added = values.map((value, at) => cellXml(line - 1, first + at, value, prefix)).join('');
    put(open.start, open.text.replace(/\sspans="[^"]*"/, ''), open.end);
    // Formatted cells without content may stand where the answers go.
    for (const cell of cells)
      if (cell.column >= first && cell.column < first + values.length) put(cell.start, '', cell.end);
    put(cells.find(({ column }) => column >= first + values.length)?.start ?? end, added);
  }
  pieces.push(xml.slice(from));
  const packed: Zippable = { ...parts, [table.part]: strToU8(pieces.join('')) };
  return Buffer.from(zipSync(packed, { level: 6, mtime: partTime }));
}

type Piece = { readonly start: number; readonly end: number; readonly text: string };
type Outline = {
  /** First column behind all content. */
  readonly width: number;
  readonly dimension?: Piece;
  readonly rows: {
    readonly line: number;
    readonly open: Piece;
    readonly cells: { readonly column: number; readonly start: number; end: number }[];
    /** Where the row's closing tag begins. */
    end: number;
    readonly prefix: string;
  }[];
};

/** Where rows and cells stand in the sheet's text. */
function outlineOf(xml: string): Outline {
  const parser = new SaxesParser({ xmlns: true });
  const rows: Outline['rows'] = [];
  let dimension: Piece | undefined;
  let line = 0;
  let column = -1;
  let width = 0;
  const piece = (): Piece => {
    const start = xml.lastIndexOf('<', parser.position - 1);
    return { start, end: parser.position, text: xml.slice(start, parser.position) };
  };
  parser.on('opentag', ({ local, name, attributes, isSelfClosing }: SaxesTagNS) => {
    const of = (wanted: string) => Object.values(attributes).find((each) => each.local === wanted)?.value;
    if (local === 'dimension') dimension = piece();
    else if (local === 'row') {
      const number = of('r');
      line = number === undefined ? line + 1 : Number(number);
      column = -1;
      // Without cells there is nothing that was read.
      if (!isSelfClosing)
        rows.push({ line, open: piece(), cells: [], end: 0, prefix: name.slice(0, name.length - local.length) });
    } else if (local === 'c') {
      const address = of('r');
      column = address === undefined ? column + 1 : placeOf(address)[1];
      const { start, end } = piece();
      rows.at(-1)?.cells.push({ column, start, end });
    } else if (local === 'v' || local === 'f' || local === 'is') width = Math.max(width, column + 1);
  });
  parser.on('closetag', ({ local, isSelfClosing }) => {
    const row = rows.at(-1);
    if (local === 'c' && row?.cells.length) row.cells.at(-1)!.end = parser.position;
    if (local === 'row' && !isSelfClosing && row) row.end = xml.lastIndexOf('<', parser.position - 1);
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return { width, rows, ...(dimension && { dimension }) };
}

/** `A1:C10` -> `A1:F10` for six columns. */
function widened(dimension: string, columns: number): string {
  return dimension.replace(
    /ref="([A-Z]+\d+)(?::([A-Z]+)(\d+))?"/,
    (whole, start: string, last?: string, row?: string) => {
      const [line, column] = placeOf(last === undefined ? start : `${last}${row!}`);
      if (column >= columns - 1) return whole;
      return `ref="${start}:${columnName(columns - 1)}${String(line + 1)}"`;
    },
  );
}
