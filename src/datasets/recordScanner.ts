// What every text format has in common: a scanner that finds where records begin and end in a stream of bytes, and the reading of
// a stream in batches of whole records. Memory is bounded by a chunk and the longest record.
import { InputError } from '../engine/inputError';
import { limits } from '../engine/limits';

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
