// A Parquet file as hyparquet reads it: metadata once, then slices of rows whose memory is bounded. Packages are loaded when first needed:
// they are ES modules, and most people never open a Parquet file.
import { isUtf8 } from 'node:buffer';
import type { AsyncBuffer, FileMetaData, ParquetParsers, SchemaElement } from 'hyparquet';
import { InputError } from '../../engine/inputError';
import type { ByteSource } from '../byteSource';

export type ParquetFile = {
  readonly source: ByteSource;
  readonly metadata: FileMetaData;
  /** Top-level columns. */
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** Runs of rows that are decoded at once: [start, end). */
  readonly slices: readonly { readonly start: number; readonly end: number }[];
  /** Rows of a slice, cells in the order of `columns` (a column may be called `__proto__`); values as `textParsers` and hyparquet give them. */
  read(start: number, end: number): Promise<readonly (readonly unknown[])[]>;
};

/** A slice's share of its row group's uncompressed bytes; decoded values take a few times more. */
const sliceBytes = 32 << 20;

const sliceRows = 1 << 20;

/** Columns of one value take no bytes per row; a dataset of 67 million rows is none of ours. */
const mostRows = 1 << 26;
const rowsPerByte = 256;

/** A few bytes may claim any number of rows, which reading would then make. @throws {InputError} */
function checkCounts(metadata: FileMetaData, { label, size }: ByteSource): void {
  const rows = Number(metadata.num_rows);
  const groups = metadata.row_groups.map((group) => Number(group.num_rows));
  const isSound =
    [rows, ...groups].every((count) => Number.isSafeInteger(count) && count >= 0) &&
    groups.reduce((sum, count) => sum + count, 0) === rows;
  if (isSound && rows <= Math.min(mostRows, (1 << 20) + rowsPerByte * size)) return;
  throw new InputError(
    `${label}: this Parquet file claims ${rows.toLocaleString('en')} rows in ${size.toLocaleString('en')} bytes; it is damaged, or too large to read. Write it anew, e.g. with pandas or DuckDB.`,
  );
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
      const reason = error instanceof TypeError ? 'it is damaged or cut off' : (error as Error).message;
      throw new InputError(
        `${source.label}: this Parquet file cannot be read (${reason}); write it anew, e.g. with pandas or DuckDB.`,
      );
    }
  };
  const metadata = await guarded(() => parquetMetadataAsync(file, { geoparquet: false }));
  checkCounts(metadata, source);
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
  const top = parquetSchema(metadata).children.map(({ element }) => element);
  const readers = top.map(readerOf);
  // Read as what they are stored as, since hyparquet turns decimals into floating point.
  const isStored = new Set(top.filter(isExactDecimal));
  const asStored = metadata.schema.map((element) => (isStored.has(element) ? withoutMeaning(element) : element));
  return {
    source,
    metadata,
    columns: top.map(({ name }) => name),
    rowCount: Number(metadata.num_rows),
    slices,
    read: (rowStart, rowEnd) =>
      guarded(async () => {
        let rows: unknown[][] = [];
        await parquetRead({
          file,
          metadata: { ...metadata, schema: asStored },
          compressors,
          rowStart,
          rowEnd,
          parsers: textParsers,
          geoparquet: false,
          // Bytes of no stated meaning stay bytes: as text they would lose what is not UTF-8.
          utf8: false,
          useOffsetIndex: true,
          onComplete: (all) => {
            rows = all;
          },
        });
        readers.forEach((read, column) => {
          if (read) for (const row of rows) row[column] = isNothing(row[column]) ? undefined : read(row[column]);
        });
        return rows;
      }),
  };
}

const isNothing = (value: unknown) => value === undefined || value === null;

/** How a top-level column's values become text, where the library's own value loses something of them; undefined: as they are. */
function readerOf(element: SchemaElement): ((stored: unknown) => unknown) | undefined {
  const { type, converted_type, logical_type, repetition_type, num_children } = element;
  if (repetition_type === 'REPEATED' || num_children !== undefined) return undefined;
  if (isExactDecimal(element)) return (stored) => decimalText(stored, element.scale ?? 0);
  if (type === 'FLOAT' && logical_type?.type !== 'FLOAT16') return (stored) => shortFloat(stored as number);
  if (logical_type?.type === 'TIMESTAMP' && logical_type.isAdjustedToUTC)
    return (stored) => (typeof stored === 'string' && stored.includes('T') ? `${stored}Z` : stored);
  const unit = logical_type?.type === 'TIME' ? logical_type.unit : converted_type?.match(/^TIME_(MILLIS|MICROS)$/)?.[1];
  if (unit !== undefined) return (stored) => timeText(BigInt(stored as number | bigint), fractionDigits[unit] ?? 9);
  if (type === 'BYTE_ARRAY' && converted_type === undefined && logical_type === undefined) return bytesText;
  return undefined;
}

const fractionDigits: Readonly<Record<string, number>> = { MILLIS: 3, MICROS: 6, NANOS: 9 };

/** Time of day: `12:34:56.5`. */
function timeText(value: bigint, digits: number): string {
  const perSecond = 10n ** BigInt(digits);
  const seconds = Number(value / perSecond);
  const two = (number: number) => String(number).padStart(2, '0');
  const whole = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const fraction = String(value % perSecond)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** The shortest number that is this one in 32 bits: 0.1, not 0.10000000149011612. */
function shortFloat(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** Text where the bytes are UTF-8, else base64. */
export function bytesText(stored: unknown): unknown {
  if (!(stored instanceof Uint8Array)) return stored;
  const bytes = Buffer.from(stored);
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'base64');
}

function isExactDecimal(element: SchemaElement): boolean {
  const isDecimal = element.converted_type === 'DECIMAL' || element.logical_type?.type === 'DECIMAL';
  return isDecimal && element.type !== 'BYTE_ARRAY' && element.repetition_type !== 'REPEATED';
}

function withoutMeaning({ converted_type: _, logical_type: __, ...element }: SchemaElement): SchemaElement {
  return element;
}

/** The unscaled whole number of a decimal, as stored (big-endian two's complement in bytes) -> its text. */
function decimalText(stored: unknown, scale: number): string | undefined {
  if (stored === undefined || stored === null) return undefined;
  const unscaled =
    stored instanceof Uint8Array
      ? BigInt.asIntN(stored.length * 8, BigInt(`0x${Buffer.from(stored).toString('hex') || '0'}`))
      : BigInt(stored as number | bigint);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${unscaled < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`;
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

/** Points in time as ISO text with all their digits, which a JavaScript Date would cut to milliseconds. */
const textParsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis) => isoTime(millis, 3),
  timestampFromMicroseconds: (micros) => isoTime(micros, 6),
  timestampFromNanoseconds: (nanos) => isoTime(nanos, 9),
  dateFromDays: (days: number | undefined) =>
    days === undefined || days === null ? days : new Date(days * 86_400_000).toISOString().slice(0, 10),
  jsonFromBytes: (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('utf8'),
};

function isoTime(value: bigint | undefined, digits: number): string | undefined {
  if (value === undefined || value === null) return undefined;
  const perSecond = 10n ** BigInt(digits);
  const fraction = ((value % perSecond) + perSecond) % perSecond;
  const seconds = Number((value - fraction) / perSecond);
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return String(value);
  const whole = date.toISOString().slice(0, 19);
  return fraction === 0n ? whole : `${whole}.${String(fraction).padStart(digits, '0')}`;
}
