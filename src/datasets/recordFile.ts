// A text file of records, whatever its format: a scanner tells where records begin and end, one full reading counts the rows and keeps where every
// 1,024th begins, and the Dataset made of it reads rows in file order, all or some, and skips stretches that hold none. Memory: 16 bytes per 1,024
// rows, a chunk, and the longest record.
import { createHash } from 'node:crypto';
import { InputError } from '../engine/inputError';
import { limits } from '../engine/limits';
import type { DatasetFormat } from './formats';
import { checkIndices, type OpenedDataset, type TextForm, type TypedRow } from './openedDataset';
import { makeTextCheck } from './textCheck';
import { decodeScanned } from './textEncoding';
import { isSeekable, readText, type TextLayout } from './textStream';

/** A record: bytes [start, end) of the text, its 1-based line, and how many cells it has (delimited text only). */
export type RecordSink = (start: number, end: number, line: number, cells: number) => void;

export interface RecordScanner {
  /** Line that the next byte stands on. */
  readonly line: number;
  /** Scans the next bytes and calls the sink for each record that ends in them. @throws {InputError} */
  push(bytes: Buffer): void;
  /** The text is over. @throws {InputError} for an unfinished record */
  end(): void;
}

/** Where a reading may start: the first byte of a record. */
export type Checkpoint = { readonly offset: number; readonly line: number };

export const textStart: Checkpoint = { offset: 0, line: 1 };

export type MakeScanner = (sink: RecordSink, from: Checkpoint) => RecordScanner;

/** Whole records and the bytes around them. Batches are gapless: the next one's `base` is this one's last `end`. */
export type RecordBatch = {
  readonly bytes: Buffer;
  /** Offset of `bytes[0]` in the text. */
  readonly base: number;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly lines: readonly number[];
  readonly cells: readonly number[];
  readonly isLast: boolean;
};

export async function* readRecords(
  label: string,
  chunks: AsyncIterable<Buffer>,
  makeScanner: MakeScanner,
  from: Checkpoint = textStart,
): AsyncGenerator<RecordBatch, void, undefined> {
  let [starts, ends, lines, cells]: number[][] = [[], [], [], []] as [number[], number[], number[], number[]];
  const scanner = makeScanner((start, end, line, count) => {
    starts!.push(start);
    ends!.push(end);
    lines!.push(line);
    cells!.push(count);
  }, from);
  let parts: Buffer[] = [];
  let held = 0;
  let base = from.offset;
  const take = (isLast: boolean): RecordBatch => {
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    const batch = { bytes, base, starts: starts!, ends: ends!, lines: lines!, cells: cells!, isLast };
    const next = ends!.at(-1) ?? base;
    parts = [bytes.subarray(next - base)];
    held = parts[0]!.length;
    base = next;
    [starts, ends, lines, cells] = [[], [], [], []];
    return batch;
  };
  for await (const chunk of chunks) {
    const { line } = scanner;
    parts.push(chunk);
    held += chunk.length;
    scanner.push(chunk);
    if (starts!.length > 0) yield take(false);
    // A longer record is taken for damage: a quote that was never closed.
    if (held > limits.recordBytes)
      throw new InputError(
        `${label}, line ${String(line)}: a single row is longer than 64 MB; a quote or bracket that is never closed, perhaps.`,
      );
  }
  scanner.end();
  yield take(true);
}

export type RecordFile = {
  readonly layout: TextLayout;
  readonly makeScanner: MakeScanner;
  /** Where the first record stands: behind a preamble, if any. */
  readonly from: Checkpoint;
  /** Records before the first row: 1 for a header. */
  readonly headerRecords: 0 | 1;
  readonly rowCount: number;
  /** Of every 1,024th row, the first included. */
  readonly checkpoints: readonly Checkpoint[];
  readonly sha256: string;
};

const rowsPerCheckpoint = 1024;

/** The first, full reading. @param inspect sees every record, in order, the header included; throws what is wrong with it. */
export async function indexRecords(
  layout: TextLayout,
  makeScanner: MakeScanner,
  from: Checkpoint,
  headerRecords: 0 | 1,
  inspect: (batch: RecordBatch, place: number) => void,
): Promise<RecordFile> {
  const { source } = layout;
  const hash = createHash('sha256');
  const check = makeTextCheck(source.label, layout.encoding.name);
  const checkpoints: Checkpoint[] = [];
  let row = -headerRecords;
  for await (const batch of readRecords(source.label, checked(), makeScanner, from)) {
    for (let place = 0; place < batch.starts.length; place++) {
      inspect(batch, place);
      if (row >= 0 && row % rowsPerCheckpoint === 0)
        checkpoints.push({ offset: batch.starts[place]!, line: batch.lines[place]! });
      row++;
    }
  }
  const encoding = { ...layout.encoding, name: check.end() };
  return {
    layout: { ...layout, encoding },
    makeScanner,
    from,
    headerRecords,
    rowCount: Math.max(0, row),
    checkpoints,
    sha256: hash.digest('hex'),
  };

  async function* checked() {
    let toSkip = from.offset;
    for await (const chunk of readText(layout, 0, (raw) => hash.update(raw))) {
      check.push(chunk);
      const skipped = Math.min(toSkip, chunk.length);
      toSkip -= skipped;
      if (skipped < chunk.length) yield chunk.subarray(skipped);
    }
  }
}

/** A batch of records whose first one is row `firstRow` (-1: the header). */
export type RowBatch = RecordBatch & { readonly firstRow: number };

/** Everything from the start of the text: header, rows, and the bytes between them. */
export async function* readAllRecords(file: RecordFile): AsyncGenerator<RowBatch, void, undefined> {
  yield* numbered(file, file.from, -file.headerRecords);
}

/** Batches that hold all the rows of `indices` (ascending), and others beside them; all rows if there are none. */
async function* readRowBatches(
  file: RecordFile,
  indices?: ArrayLike<number>,
): AsyncGenerator<RowBatch, void, undefined> {
  if (file.rowCount === 0) return;
  if (!indices) {
    yield* numbered(file, file.checkpoints[0]!, 0);
    return;
  }
  const canSeek = isSeekable(file.layout);
  const blockOf = (row: number) => Math.floor(row / rowsPerCheckpoint);
  let next = 0;
  while (next < indices.length) {
    const block = blockOf(indices[next]!);
    for await (const batch of numbered(file, file.checkpoints[block]!, block * rowsPerCheckpoint)) {
      const nextRow = batch.firstRow + batch.starts.length;
      if (indices[next]! < nextRow) yield batch;
      while (next < indices.length && indices[next]! < nextRow) next++;
      if (next >= indices.length) return;
      if (canSeek && blockOf(indices[next]!) > blockOf(nextRow) + 1) break;
    }
  }
}

async function* numbered(file: RecordFile, from: Checkpoint, firstRow: number): AsyncGenerator<RowBatch> {
  let row = firstRow;
  const chunks = readText(file.layout, from.offset);
  for await (const batch of readRecords(file.layout.source.label, chunks, file.makeScanner, from)) {
    yield { ...batch, firstRow: row };
    row += batch.starts.length;
  }
}

/** Text of one record -> what its row can tell. */
export type CellReader = (record: string) => Pick<TypedRow, 'get' | 'raw'>;

export function textDataset(parts: {
  readonly format: DatasetFormat;
  readonly file: RecordFile;
  readonly form: TextForm;
  readonly columns: readonly string[];
  readonly warnings: readonly string[];
  readonly readCells: CellReader;
}): OpenedDataset {
  const { file, readCells } = parts;
  const { source, encoding, packing } = file.layout;

  async function* rows(indices?: ArrayLike<number>): AsyncGenerator<TypedRow, void, undefined> {
    checkIndices(indices, file.rowCount);
    await source.checkUnchanged(file.sha256);
    let next = 0;
    for await (const batch of readRowBatches(file, indices)) {
      for (let place = 0; place < batch.starts.length; place++) {
        const index = batch.firstRow + place;
        if (indices) {
          if (index !== indices[next]) continue;
          next++;
        }
        // A string of its own, so that a row that is kept does not keep its whole chunk.
        const start = batch.starts[place]! - batch.base;
        const record = decodeScanned(batch.bytes, start, batch.ends[place]! - batch.base, encoding.name);
        yield { index, line: batch.lines[place]!, ...readCells(record) };
      }
    }
  }

  return {
    name: source.name,
    columns: parts.columns,
    rowCount: file.rowCount,
    hash: file.sha256,
    warnings: parts.warnings,
    rows,
    // Files are open only while they are read.
    close: async () => undefined,
    format: parts.format,
    source,
    packing,
    text: { file, form: parts.form },
  };
}
