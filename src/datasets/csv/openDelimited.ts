// Opens CSV, TSV and their relatives: finds the dialect, reads the whole file once, and refuses what cannot be read faithfully.
import { InputError } from '../../engine/inputError';
import { NoRows } from '../noRows';
import { jsonCell } from '../json/jsonCell';
import type { Reading } from '../../engine/job';
import type { OpenedDataset } from '../openedDataset';
import { indexRecords, type RecordFile } from '../recordFile';
import type { Checkpoint, MakeScanner } from '../recordScanner';
import { textDataset } from '../textDataset';
import { decodeScanned } from '../textEncoding';
import { textHead, type TextLayout } from '../textStream';
import { alternatives, detectDialect, type DetectedDialect } from './dialect';
import { nameColumns } from './header';
import { scanDelimited } from './scanDelimited';
import { splitRecord } from './splitRecord';

const sampleBytes = 1 << 18;

/** @throws {InputError} with file, line and mend */
export async function openDelimited(layout: TextLayout, extension: string, reading: Reading): Promise<OpenedDataset> {
  const sample = await textHead(layout, sampleBytes);
  const dialect = dialectBelow(
    sample,
    sample.length < sampleBytes,
    extension,
    reading.skipLines ?? 0,
    layout.source.label,
  );
  try {
    return await openAs(layout, dialect, reading, []);
  } catch (refusal) {
    if (!(refusal instanceof InputError)) throw refusal;
    for (const other of alternatives(dialect, sample)) {
      try {
        return await openAs(layout, other.dialect, reading, [`${layout.source.name}: ${other.warning}.`]);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
      }
    }
    throw refusal;
  }
}

/** The dialect of what stands below the lines to skip. @throws {InputError} where there are fewer lines */
function dialectBelow(
  sample: Buffer,
  isWhole: boolean,
  extension: string,
  skipLines: number,
  label: string,
): DetectedDialect {
  let at = 0;
  for (let line = 0; line < skipLines; line++) {
    const feed = sample.indexOf(10, at);
    if (feed < 0)
      throw new InputError(
        `${label}: there are not ${String(skipLines)} lines to skip${isWhole ? '' : ' in its first 256 KB'}; leave out, or lower, the number of lines to skip.`,
      );
    at = feed + 1;
  }
  const dialect = detectDialect(sample.subarray(at), isWhole, extension);
  return { ...dialect, preambleBytes: at + dialect.preambleBytes, preambleLines: skipLines + dialect.preambleLines };
}

async function openAs(
  layout: TextLayout,
  dialect: DetectedDialect,
  reading: Reading,
  readingWarnings: readonly string[],
): Promise<OpenedDataset> {
  const { label, name } = layout.source;
  const comments = dialect.preambleLines === 0 ? leadingComments(await textHead(layout, sampleBytes)) : 0;
  const from: Checkpoint = { offset: dialect.preambleBytes, line: dialect.preambleLines + 1 };
  const makeScanner: MakeScanner = (sink, at) => scanDelimited(dialect, label, sink, at);
  let header: { readonly bytes: Buffer; readonly line: number; readonly cells: number } | undefined;
  let ragged: Ragged | undefined;
  let width = 0;

  const file = await indexRecords(layout, makeScanner, from, 1, (batch, place) => {
    const cells = batch.cells[place]!;
    const line = batch.lines[place]!;
    if (cells > width) width = cells;
    if (!header) {
      const [start, end] = [batch.starts[place]! - batch.base, batch.ends[place]! - batch.base];
      header = { bytes: Buffer.from(batch.bytes.subarray(start, end)), line, cells };
      // Duplicates are refused before a long file is read to its end.
      nameColumns(splitRecord(header.bytes.toString('latin1'), dialect), label, line);
    } else if (cells !== header.cells) {
      ragged ??= { line, cells, count: 0, isUniform: true };
      ragged.count++;
      ragged.isUniform &&= ragged.cells === cells;
    }
  });

  if (!header) throw new InputError(`${label} is empty; its first line must name the columns.`);
  if (ragged) {
    const isWhole = ragged.isUniform && ragged.count === file.rowCount;
    if (isWhole && ragged.cells === header.cells + 1) throw unnamedFirstColumn(label, header.line);
    if (reading.raggedRows !== 'accept')
      throw comments > 0 ? commentsAbove(label, comments) : raggedRows(label, ragged, header, file.rowCount);
  }
  if (file.rowCount === 0)
    throw new NoRows(`${label} has column names but no rows; add at least one row below line ${String(header.line)}.`);

  const headerCells = splitRecord(decodeHeader(header.bytes, file), dialect);
  const named = nameColumns(headerCells, label, header.line);
  const warnings = [...readingWarnings, ...named.warnings];
  if (comments > 0)
    warnings.push(
      `${name}, line 1: "${headerCells[0]!}" is taken for a column's name; if it is a comment, skip ${countOf(comments, 'line')} (--skip-lines ${String(comments)}).`,
    );
  if (ragged)
    warnings.push(
      `${name}, line ${String(ragged.line)}: ${countOf(ragged.count, 'row')} ${ragged.count === 1 ? 'has' : 'have'} more or fewer cells than the header names; missing cells are absent, extra ones are kept.`,
    );

  const places = new Map(named.columns.map((column, at) => [column, at]));
  return textDataset({
    format: dialect.delimiter === '\t' ? 'tsv' : 'csv',
    file,
    form: { kind: 'delimited', dialect, header: headerCells, width },
    columns: named.columns,
    warnings,
    readCells: (record) => {
      let cells: string[] | undefined;
      return {
        get: (column) => {
          cells ??= splitRecord(record, dialect);
          const at = places.get(column);
          return at !== undefined ? cells[at] : jsonCell(column, (prefix) => cells![places.get(prefix) ?? -1]);
        },
      };
    },
  });
}

function decodeHeader(bytes: Buffer, file: RecordFile): string {
  return decodeScanned(bytes, 0, bytes.length, file.layout.encoding.name);
}

/** Lines at the start that begin as comments do. */
function leadingComments(sample: Buffer): number {
  const lines = sample.toString('latin1', 0, 1 << 14).split('\n');
  const first = lines.findIndex((line) => !/^\s*"?(?:#|\/\/|--)/.test(line));
  return Math.max(0, first);
}

function commentsAbove(label: string, comments: number): InputError {
  return new InputError(
    `${label}, line 1: ${comments === 1 ? 'a comment stands' : `${String(comments)} comment lines stand`} above the column names; skip ${comments === 1 ? 'it' : 'them'} (--skip-lines ${String(comments)}), or remove ${comments === 1 ? 'it' : 'them'}.`,
  );
}

/** Rows with another number of cells than the header: the first of them, and whether all have the same. */
type Ragged = { readonly line: number; readonly cells: number; count: number; isUniform: boolean };

const countOf = (count: number, noun: string) => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

/** R's write.table gives the row names no header. Their values would shift by a column. */
function unnamedFirstColumn(label: string, line: number): InputError {
  return new InputError(
    `${label}, line ${String(line)}: every row has one cell more than the header, as where row names have no column name (R's write.table); put a name for the first column in front of the header.`,
  );
}

function raggedRows(
  label: string,
  first: Ragged,
  header: { readonly line: number; readonly cells: number },
  rowCount: number,
): InputError {
  const more = first.count > 1 ? ` (and ${countOf(first.count - 1, 'more such row')})` : '';
  // A title or comments above the names: most rows have another width than the first line, and the same one.
  const isBelow = first.isUniform && first.cells > header.cells && first.count > 0.8 * rowCount;
  const mend = isBelow
    ? `if line ${String(first.line)} holds the column names, skip the ${countOf(first.line - 1, 'line')} above it (--skip-lines ${String(first.line - 1)}); else put quotes around the cell that holds the delimiter`
    : first.cells > header.cells
      ? 'put quotes around the cell that holds the delimiter'
      : 'add the missing cells or delimiters';
  return new InputError(
    `${label}, line ${String(first.line)}: ${countOf(first.cells, 'cell')} where the header names ${String(header.cells)}${more}; ${mend}.`,
  );
}
