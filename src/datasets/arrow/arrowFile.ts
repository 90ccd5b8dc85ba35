// An Arrow IPC file (also called Feather, version 2) or stream as apache-arrow reads it: batch by batch, each held only while its rows are read.
// Loaded when first needed.
import { RecordBatchReader, type RecordBatch, type Schema } from 'apache-arrow';
import { InputError } from '../../engine/inputError';
import { limits } from '../../engine/limits';
import type { ByteSource } from '../byteSource';
import { mostRows } from '../typed/mostRows';
import { isPlainType, type PlainType, type PlainTypes } from '../typed/plainTypes';
import { ArrowDamage } from './arrowDamage';
import { plainTypeOf, readerOf, type ReadAt } from './arrowValues';
import { allowBatch, registerCodecs } from './batchCodecs';
import { guardVectors } from './vectorGuard';
import { teachViewsAndRuns } from './viewsAndRuns';

export type ArrowFile = {
  /** Columns that can be read. */
  readonly columns: readonly string[];
  /** Those that cannot, being of a type that is not supported. */
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
  readonly plainTypes: PlainTypes;
  readonly rowCount: number;
  /** Values of the rows of each batch that is wanted, by column, in order. @param isWanted by the batch's first row and the row behind its last */
  read(isWanted: (start: number, end: number) => boolean): AsyncIterable<ArrowRows>;
};

export type ArrowRows = {
  readonly start: number;
  readonly end: number;
  /** @param index of the whole file */
  values(index: number): readonly unknown[];
};

type Column = { readonly name: string; readonly place: number; readonly read: ReadAt };

/** Reads everything once, so that damage shows before anything is paid for. @throws {InputError} for a damaged file */
export async function openArrowFile(source: ByteSource, kind: 'file' | 'stream'): Promise<ArrowFile> {
  registerCodecs();
  guardVectors();
  teachViewsAndRuns();
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw asInputError(error, source.label);
    }
  };
  const schema = await guarded(async () => {
    const { reader, close } = await openReader(source, kind);
    const found = reader.schema as Schema | undefined;
    await close();
    if (!found) throw new ArrowDamage('it is cut off');
    return found;
  });
  const { columns, unreadable } = columnsOf(schema);
  const starts: number[] = [0];
  await guarded(async () => {
    for await (const batch of batchesOf(source, kind, () => true)) {
      const start = starts.at(-1)!;
      if (start + batch.numRows > mostRows(source.size))
        throw new ArrowDamage(`it claims ${(start + batch.numRows).toLocaleString('en')} rows`);
      for (let row = 0; row < batch.numRows; row++)
        for (const { read, place } of columns) read(batch.data.children[place]!, row);
      starts.push(start + batch.numRows);
    }
  });

  async function* read(isWanted: (start: number, end: number) => boolean): AsyncGenerator<ArrowRows, void, undefined> {
    const places: number[] = [];
    const wanted = (at: number) => {
      const isOne = isWanted(starts[at]!, starts[at + 1]!);
      if (isOne) places.push(at);
      return isOne;
    };
    try {
      for await (const batch of batchesOf(source, kind, wanted)) {
        const at = places.shift()!;
        const start = starts[at]!;
        yield {
          start,
          end: starts[at + 1]!,
          values: (index) => columns.map((column) => column.read(batch.data.children[column.place]!, index - start)),
        };
      }
    } catch (error) {
      throw asInputError(error, source.label);
    }
  }

  return {
    columns: columns.map(({ name }) => name),
    unreadable,
    plainTypes: plainTypesOf(schema),
    rowCount: starts.at(-1)!,
    read,
  };
}

function columnsOf({ fields }: Schema): { columns: Column[]; unreadable: { name: string; reason: string }[] } {
  const columns: Column[] = [];
  const unreadable: { name: string; reason: string }[] = [];
  fields.forEach(({ name, type }, place) => {
    try {
      columns.push({ name, place, read: readerOf(type) });
    } catch (error) {
      unreadable.push({ name, reason: (error as Error).message });
    }
  });
  return { columns, unreadable };
}

function plainTypesOf({ fields }: Schema): PlainTypes {
  const types = new Map<string, PlainType>();
  for (const { name, type } of fields) {
    const plain = plainTypeOf(type);
    if (isPlainType(plain)) types.set(name, plain);
  }
  return types;
}

/** What apache-arrow reads from: bytes as they come, or a handle with places. */
type Readable = Parameters<typeof RecordBatchReader.from>[0];

async function openReader(source: ByteSource, kind: 'file' | 'stream') {
  // Opening reads the dictionaries.
  allowBatch();
  const bytes = source.read(0)[Symbol.asyncIterator]();
  // A cancelled reader leaves its source open.
  const close = async () => void (await bytes.return?.());
  const from = kind === 'file' ? handleOf(source) : { [Symbol.asyncIterator]: () => bytes };
  try {
    const reader = await RecordBatchReader.from(from as Readable);
    return { reader: await reader.open({ autoDestroy: false }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A reader of its own for each pass, since one reader has one place in its file. Of a file, unwanted batches are passed over; of a stream they are read. */
async function* batchesOf(
  source: ByteSource,
  kind: 'file' | 'stream',
  isWanted: (at: number) => boolean,
): AsyncGenerator<RecordBatch, void, undefined> {
  const { reader, close } = await openReader(source, kind);
  try {
    if (reader.isFile() && reader.isAsync()) {
      for (let at = 0; at < reader.numRecordBatches; at++) {
        if (!isWanted(at)) continue;
        allowBatch();
        const batch = await reader.readRecordBatch(at);
        if (!batch) throw new ArrowDamage('a batch of rows is not where it should be');
        yield batch;
      }
      return;
    }
    let at = 0;
    for await (const batch of reader) {
      if (isWanted(at++)) yield batch;
      allowBatch();
    }
  } finally {
    await close();
  }
}

/** The part of a file's handle that apache-arrow uses, over any source of bytes. */
function handleOf(source: ByteSource): Readable {
  const handle = {
    fd: -1,
    stat: () => Promise.resolve({ size: source.size }),
    async read(buffer: Uint8Array, offset: number, length: number, position: number) {
      if (length > limits.batchBytes) throw new ArrowDamage('it has a batch of more than 1 GB');
      let bytesRead = 0;
      for await (const chunk of source.read(position, Math.min(position + length, source.size))) {
        buffer.set(chunk, offset + bytesRead);
        bytesRead += chunk.length;
      }
      if (bytesRead === 0) throw new ArrowDamage('it is cut off');
      return { bytesRead, buffer };
    },
    close: () => Promise.resolve(),
  };
  return handle as unknown as Readable;
}

function asInputError(error: unknown, label: string): unknown {
  if (error instanceof InputError || (error as NodeJS.ErrnoException).syscall !== undefined) return error;
  const { message } = error as Error;
  const isTold = error instanceof ArrowDamage || /unrecognized|not (?:yet )?(?:supported|implemented)/i.test(message);
  const reason = isTold ? message : 'it is damaged or cut off';
  return new InputError(
    `${label}: this Arrow file cannot be read (${reason}); write it anew, e.g. with pandas or Polars, or as Parquet.`,
  );
}
