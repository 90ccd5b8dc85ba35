// A text file of records, known after one full reading: how many rows, where every 1,024th begins, which hash. Then rows can be read in file
// order, all or some, skipping stretches that hold none. Memory: 16 bytes per 1,024 rows, a chunk, and the longest record.
import { createHash } from 'node:crypto';
import { readRecords, type Checkpoint, type MakeScanner, type RecordBatch } from './recordScanner';
import { makeTextCheck } from './textCheck';
import { isSeekable, readText, type TextLayout } from './textStream';

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
export async function* readRowBatches(
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
