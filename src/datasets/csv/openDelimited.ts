// Opens CSV, TSV and their relatives: finds the dialect, reads the whole file once, and refuses what cannot be read faithfully.
import { InputError } from '../../engine/inputError';
import { NoRows } from '../noRows';
import { jsonCell } from '../json/jsonCell';
import type { Reading } from '../../engine/job';
import type { OpenedDataset } from '../openedDataset';
import { indexRecords, textDataset, type Checkpoint, type MakeScanner, type RecordFile } from '../recordFile';
import { decodeScanned } from '../textEncoding';
import { textHead, type TextLayout } from '../textStream';
import { alternatives, detectDialect, type DetectedDialect } from './dialect';
import { doubtsOf, newDoubts, repeatsHeader, wantsRow } from './doubtfulLines';
import { nameColumns } from './header';
import { isShifted, raggedRefusal, type Ragged } from './raggedRefusal';
import { scanDelimited, splitRecord } from './scanDelimited';

const sampleBytes = 1 << 18;

/** Bytes of a row that a refusal looks at. */
const longestShown = 1 << 10;

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
  refuseOthers(sample.subarray(dialect.preambleBytes), layout.source.label);
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

/** Tables whose cells stand apart by blanks, and line ends that nothing else has. @throws {InputError} */
function refuseOthers(sample: Buffer, label: string): void {
  const head = sample.toString('latin1', 0, 1 << 12);
  const feed = head.indexOf('\n');
  if (feed > 0 && head[feed - 1] !== '\r' && head[feed + 1] === '\r' && head[feed + 2] !== '\n')
    throw new InputError(`${label}: its lines end in LF CR; save it with the line ends of Windows or Unix.`);
  if (/^"[^"\n,;\t|]*"(?: "[^"\n,;\t|]*")+\r*\n/.test(head))
    throw new InputError(
      `${label}, line 1: the names stand apart by blanks, as R's write.table has them; write it anew as CSV (write.csv(x, file, row.names = FALSE)).`,
    );
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
  const top = dialect.preambleLines === 0 ? await textHead(layout, sampleBytes) : Buffer.alloc(0);
  const comments = leadingComments(top, commentMarks);
  const from: Checkpoint = { offset: dialect.preambleBytes, line: dialect.preambleLines + 1 };
  const makeScanner: MakeScanner = (sink, at) => scanDelimited(dialect, label, sink, at);
  let header: { readonly bytes: Buffer; readonly line: number; readonly cells: number } | undefined;
  let ragged: Ragged | undefined;
  let width = 0;
  const doubts = newDoubts();
  let firstLine = 0;

  const file = await indexRecords(layout, makeScanner, from, 1, (batch, place) => {
    const cells = batch.cells[place]!;
    const line = batch.lines[place]!;
    if (cells > width) width = cells;
    const start = batch.starts[place]! - batch.base;
    const end = batch.ends[place]! - batch.base;
    // The first line ends in a lone CR; a lone LF at a cell's end shows that others do not.
    if (dialect.newline === '\r' && (batch.bytes[start] === 10 || batch.bytes[end - 1] === 10))
      throw new InputError(
        `${label}, line ${String(batch.bytes[start] === 10 ? line - 1 : line)}: some lines end in a lone CR and others in LF; save it with one kind of line ends.`,
      );
    if (!header) {
      header = { bytes: Buffer.from(batch.bytes.subarray(start, end)), line, cells };
      // Duplicates are refused before a long file is read to its end.
      nameColumns(splitRecord(header.bytes.toString('latin1'), dialect), label, line);
      return;
    }
    if (wantsRow(doubts)) {
      firstLine ||= line;
      doubts.rows.push(splitRecord(batch.bytes.toString('utf8', start, Math.min(end, start + longestShown)), dialect));
    }
    if (repeatsHeader(batch.bytes, start, end, header.bytes)) {
      doubts.repeats++;
      doubts.firstRepeat ||= line;
    } else if (cells !== header.cells) {
      const record = () => batch.bytes.toString('utf8', start, Math.min(end, start + longestShown));
      ragged ??= { line, cells, record: record(), count: 0, isUniform: true, endsEmpty: true };
      ragged.count++;
      ragged.isUniform &&= ragged.cells === cells;
      ragged.endsEmpty &&= batch.bytes[end - 1] === dialect.delimiter.charCodeAt(0);
    }
  });

  if (!header) throw new InputError(`${label} is empty; its first line must name the columns.`);
  if (ragged) {
    if (reading.raggedRows !== 'accept' || isShifted(ragged, header, file.rowCount))
      throw raggedRefusal(
        label,
        ragged,
        header,
        file.rowCount,
        header.cells === 1 ? leadingComments(top, looseMarks) : comments,
      );
  }
  if (file.rowCount === 0)
    throw new NoRows(`${label} has column names but no rows; add at least one row below line ${String(header.line)}.`);

  const headerCells = splitRecord(decodeHeader(header.bytes, file), dialect);
  const named = nameColumns(headerCells, label, header.line);
  const warnings = [...readingWarnings, ...named.warnings];
  if (comments > 0)
    warnings.push(
      `${name}, line 1: "${headerCells.find((cell) => cell !== '') ?? ''}" is taken for a column's name; if it is a comment, skip ${countOf(comments, 'line')} (--skip-lines ${String(comments)}).`,
    );
  if (ragged)
    warnings.push(
      `${name}, line ${String(ragged.line)}: ${countOf(ragged.count, 'row')} ${ragged.count === 1 ? 'has' : 'have'} more or fewer cells than the header names; missing cells are absent, extra ones are kept.`,
    );

  warnings.push(...doubtsOf(doubts, headerCells, name, firstLine));

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

const commentMarks = /^\s*"?(?:#|\/\/|--|[%;]\s)/;
/** Where the first line has another number of cells than the rows, a mark alone tells enough. */
const looseMarks = /^\s*"?(?:#|\/\/|--|[%;!*@])/;

/** Lines at the start that begin as comments do. */
function leadingComments(sample: Buffer, marks: RegExp): number {
  const lines = sample.toString('latin1', 0, 1 << 14).split('\n');
  return Math.max(
    0,
    lines.findIndex((line) => !marks.test(line)),
  );
}

const countOf = (count: number, noun: string) => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
