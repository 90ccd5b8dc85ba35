// Opens CSV, TSV and their relatives: finds the dialect, reads the whole file once, and refuses what cannot be read faithfully.
import { InputError } from '../../engine/inputError';
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
  const dialect = detectDialect(sample, sample.length < sampleBytes, extension);
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

async function openAs(
  layout: TextLayout,
  dialect: DetectedDialect,
  reading: Reading,
  readingWarnings: readonly string[],
): Promise<OpenedDataset> {
  const { label, name } = layout.source;
  const from: Checkpoint = { offset: dialect.preambleBytes, line: dialect.preambleBytes > 0 ? 2 : 1 };
  const makeScanner: MakeScanner = (sink, at) => scanDelimited(dialect, label, sink, at);
  let header: { readonly bytes: Buffer; readonly line: number; readonly cells: number } | undefined;
  let ragged: { readonly line: number; readonly cells: number } | undefined;
  let raggedCount = 0;
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
      raggedCount++;
      ragged ??= { line, cells };
    }
  });

  if (!header) throw new InputError(`${label} is empty; its first line must name the columns.`);
  if (ragged && reading.raggedRows !== 'accept') throw raggedRows(label, ragged, raggedCount, header.cells);
  if (file.rowCount === 0)
    throw new InputError(
      `${label} has column names but no rows; add at least one row below line ${String(header.line)}.`,
    );

  const headerCells = splitRecord(decodeHeader(header.bytes, file), dialect);
  const named = nameColumns(headerCells, label, header.line);
  const warnings = [...readingWarnings, ...named.warnings];
  if (file.layout.encoding.name === 'windows-1252' && layout.encoding.name === 'utf-8')
    warnings.push(`${name} is not UTF-8; it is read as windows-1252 (Western European) and written so.`);
  if (ragged)
    warnings.push(
      `${name}, line ${String(ragged.line)}: ${String(raggedCount)} row(s) have more or fewer cells than the header names; missing cells are absent, extra ones are kept.`,
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

function raggedRows(label: string, first: { line: number; cells: number }, count: number, width: number): InputError {
  const cells = `${String(first.cells)} cell${first.cells === 1 ? '' : 's'}`;
  const more = count > 1 ? ` (and ${(count - 1).toLocaleString('en')} more such row${count > 2 ? 's' : ''})` : '';
  const mend =
    first.cells > width ? 'put quotes around the cell that holds the delimiter' : 'add the missing cells or delimiters';
  return new InputError(
    `${label}, line ${String(first.line)}: ${cells} where the header names ${String(width)}${more}; ${mend}.`,
  );
}
