// A Parquet file as hyparquet reads it: metadata once, then slices of rows whose memory is bounded. Packages are loaded when first needed:
// they are ES modules, and most people never open a Parquet file.
import type { AsyncBuffer, FileMetaData, SchemaElement, SchemaTree } from 'hyparquet';
import { InputError } from '../../engine/inputError';
import type { ByteSource } from '../byteSource';
import { mostRows } from '../typed/mostRows';
import { arrowDurations } from './arrowSchema';
import { guardPages } from './pageGuard';
import { readerOf, storedSchema, textParsers } from './parquetValues';

export type ParquetFile = {
  readonly source: ByteSource;
  readonly metadata: FileMetaData;
  /** Top-level columns that can be read. */
  readonly columns: readonly string[];
  /** Those that cannot, being of a kind that is not supported. */
  readonly unreadable: readonly Unreadable[];
  /** All top-level columns as the file tells them. */
  readonly elements: readonly SchemaElement[];
  /** Columns that are spans of time by the Arrow schema alone: numbers to Parquet, told as times. */
  readonly durations: ReadonlySet<string>;
  readonly rowCount: number;
  /** Runs of rows that are decoded at once: [start, end). */
  readonly slices: readonly { readonly start: number; readonly end: number }[];
  /** Rows of a slice, cells in the order of `columns` (a column may be called `__proto__`); values as parquetValues.ts and hyparquet give them. */
  read(start: number, end: number): Promise<readonly (readonly unknown[])[]>;
};

/** A slice's share of its row group's uncompressed bytes; decoded values take a few times more. */
const sliceBytes = 32 << 20;

const sliceRows = 1 << 20;

/** A few bytes may claim any number of rows, which reading would then make. @throws {InputError} */
function checkCounts(metadata: FileMetaData, { label, size }: ByteSource): void {
  const rows = Number(metadata.num_rows);
  const groups = metadata.row_groups.map((group) => Number(group.num_rows));
  const isSound =
    [rows, ...groups].every((count) => Number.isSafeInteger(count) && count >= 0) &&
    groups.reduce((sum, count) => sum + count, 0) === rows;
  if (isSound && rows <= mostRows(size)) return;
  throw new InputError(
    `${label}: this Parquet file claims ${rows.toLocaleString('en')} rows in ${size.toLocaleString('en')} bytes; it is damaged, or too large to read. Write it anew, e.g. with pandas or DuckDB.`,
  );
}

/**
 * Each row group stores each column of the schema once (the format's definition of RowGroup.columns). Of a column that stands twice, or nowhere in the
 * schema, hyparquet 1.31 forgets a promise, whose error then ends the process. @throws {InputError}
 */
function checkColumns({ row_groups: groups }: FileMetaData, schema: SchemaTree, label: string): void {
  const leaves = (node: SchemaTree): string[] =>
    node.children.length === 0 ? [nameOf(node.path)] : node.children.flatMap(leaves);
  const wanted = schema.children.flatMap(leaves).sort().join();
  const isSound = groups.every(({ columns }) => {
    const stored = columns.map(({ meta_data: meta }) => meta && nameOf(meta.path_in_schema));
    // Of an encrypted column nothing is known; reading says so.
    return stored.includes(undefined) || stored.sort().join() === wanted;
  });
  if (!isSound)
    throw new InputError(
      `${label}: this Parquet file cannot be read (its columns are not those of its schema); write it anew, e.g. with pandas or DuckDB.`,
    );
}

/** A column's path as one text, unlike that of any other column. */
function nameOf(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** @throws {InputError} for a damaged or encrypted file */
export async function openParquetFile(source: ByteSource): Promise<ParquetFile> {
  const { parquetMetadataAsync, parquetRead, parquetSchema } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const file = asyncBuffer(source);
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof InputError || (error as NodeJS.ErrnoException).syscall !== undefined) throw error;
      // A TypeError is the library stumbling over nonsense; its words say nothing about the file.
      const reason = reasonOf(error as Error);
      throw new InputError(
        `${source.label}: this Parquet file cannot be read (${reason}); write it anew, e.g. with pandas or DuckDB.`,
      );
    }
  };
  const metadata = await guarded(() => parquetMetadataAsync(file, { geoparquet: false }));
  checkCounts(metadata, source);
  const schema = await guarded(async () => parquetSchema(metadata));
  checkColumns(metadata, schema, source.label);
  const guard = await guarded(() => guardPages(source, metadata, schema, compressors));
  const slices: { start: number; end: number }[] = [];
  let start = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const parts = Math.max(1, Math.ceil(Number(group.total_byte_size) / sliceBytes), Math.ceil(rows / sliceRows));
    for (let part = 0; part < parts; part++) {
      const [from, to] = [Math.floor((rows * part) / parts), Math.floor((rows * (part + 1)) / parts)];
      if (to > from) slices.push({ start: start + from, end: start + to });
    }
    start += rows;
  }
  const top = schema.children;
  const arrowSchema = metadata.key_value_metadata?.find(({ key }) => key === 'ARROW:schema')?.value;
  const spans = arrowSchema === undefined ? undefined : arrowDurations(arrowSchema, top.length);
  const digitsOf = (node: SchemaTree, at: number) => (node.element.type === 'INT64' ? spans?.get(at) : undefined);
  const readerOfColumn = new Map(top.map((node, at) => [node.element.name, readerOf(node, digitsOf(node, at))]));
  const stored = { ...metadata, schema: storedSchema(metadata.schema) };
  const reading = (rowStart: number, rowEnd: number, columns: readonly string[]) => ({
    file,
    metadata: stored,
    compressors: guard.compressors,
    rowStart,
    rowEnd,
    ...(columns.length < top.length && { columns: [...columns] }),
    parsers: textParsers,
    geoparquet: false,
    // Bytes of no stated meaning stay bytes: as text they would lose what is not UTF-8.
    utf8: false,
    // An index may point anywhere, to bytes that were not looked at as a page.
    useOffsetIndex: guard.isComplete,
  });
  /** Decodes as `read` does, and puts no rows together. */
  const check = async (rowStart: number, rowEnd: number, columns: readonly string[]): Promise<void> => {
    let failure: unknown;
    await parquetRead({
      ...reading(rowStart, rowEnd, columns),
      // What is thrown in here ends the process.
      onChunk: ({ columnName, columnData }) => {
        const readValue = readerOfColumn.get(columnName);
        try {
          if (readValue) for (let at = 0; at < columnData.length; at++) readValue(columnData[at]);
        } catch (error) {
          failure ??= error;
        }
      },
    });
    if (failure !== undefined) throw failure as Error;
  };
  const read = async (rowStart: number, rowEnd: number, columns: readonly string[]): Promise<unknown[][]> => {
    let rows: unknown[][] = [];
    await parquetRead({
      ...reading(rowStart, rowEnd, columns),
      onComplete: (all) => {
        rows = all;
      },
    });
    columns.forEach((name, column) => {
      const readValue = readerOfColumn.get(name);
      if (readValue) for (const row of rows) row[column] = readValue(row[column]);
    });
    return rows;
  };
  const names = top.map(({ element }) => element.name);
  const { columns, unreadable } = await guarded(() => readableColumns(names, slices, check));
  return {
    source,
    metadata,
    columns,
    unreadable,
    elements: top.map(({ element }) => element),
    durations: new Set(top.filter((node, at) => digitsOf(node, at) !== undefined).map(({ element }) => element.name)),
    rowCount: Number(metadata.num_rows),
    slices,
    read: (rowStart, rowEnd) => guarded(() => read(rowStart, rowEnd, columns)),
  };
}

function reasonOf(error: Error): string {
  if (error instanceof TypeError) return 'it is damaged or cut off';
  return error instanceof RangeError
    ? 'a page holds less than it says: it is damaged, or written with data_page_version="2.0" by pyarrow, which counts nulls of structs in lists differently from the format'
    : error.message;
}

type Unreadable = { readonly name: string; readonly reason: string };

/**
 * Decodes everything once, so that damage shows before anything is paid for. A column of a kind that is not supported is found and left out; damage
 * is an error. @throws what reading throws
 */
async function readableColumns(
  names: readonly string[],
  slices: ParquetFile['slices'],
  read: (start: number, end: number, columns: readonly string[]) => Promise<unknown>,
): Promise<{ columns: readonly string[]; unreadable: readonly Unreadable[] }> {
  const all = async (columns: readonly string[]) => {
    for (const { start, end } of slices) await read(start, end, columns);
  };
  const isOdd = (error: unknown) => /(?:not |un)supported|unhandled/i.test((error as Error).message);
  try {
    await all(names);
    return { columns: names, unreadable: [] };
  } catch (error) {
    if (!isOdd(error)) throw error;
    const unreadable: Unreadable[] = [];
    for (const name of names) {
      try {
        await all([name]);
      } catch (odd) {
        if (!isOdd(odd)) throw odd;
        unreadable.push({ name, reason: (odd as Error).message });
      }
    }
    const columns = names.filter((name) => !unreadable.some((odd) => odd.name === name));
    if (columns.length === 0) throw error;
    return { columns, unreadable };
  }
}

function asyncBuffer(source: ByteSource): AsyncBuffer {
  return {
    byteLength: source.size,
    async slice(start, end = source.size) {
      const parts: Buffer[] = [];
      for await (const chunk of source.read(start, end)) parts.push(chunk);
      const joined = Buffer.concat(parts);
      return joined.buffer.slice(joined.byteOffset, joined.byteOffset + joined.length) as ArrayBuffer;
    },
  };
}
