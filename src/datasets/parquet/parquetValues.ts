// What the values of a Parquet file say as text: decimals with all their digits, times and points in time as ISO text, intervals in words, nested
// values the same all the way down. hyparquet's own values lose some of it, so those types are read as what they are stored as.
import type { ParquetParsers, SchemaElement, SchemaTree } from 'hyparquet';
import {
  bytesText,
  decimal,
  type Interval,
  intervalText,
  isoDate,
  isoTime,
  shortFloat,
  shortHalf,
  timeText,
} from '../typed/valueTexts';

export type ReadValue = (stored: unknown) => unknown;

/** Types that a logical type alone may tell, as newer writers do; hyparquet looks at the older converted type. */
const olderNames: Readonly<Record<string, SchemaElement['converted_type']>> = {
  LIST: 'LIST',
  MAP: 'MAP',
  DATE: 'DATE',
  JSON: 'JSON',
  DECIMAL: 'DECIMAL',
};

/** The schema as hyparquet is to read it: without the meanings that it would read with a loss, or refuse. */
export function storedSchema(schema: readonly SchemaElement[]): SchemaElement[] {
  return schema.map((element) => {
    if (isReadHere(element)) {
      const { converted_type: _, logical_type: __, ...plain } = element;
      return plain;
    }
    const older = element.converted_type ?? olderNames[element.logical_type?.type ?? ''];
    return older === undefined ? element : { ...element, converted_type: older };
  });
}

const typesReadHere: readonly (string | undefined)[] = ['DECIMAL', 'INTERVAL', 'BSON'];

function isReadHere({ converted_type, logical_type, num_children }: SchemaElement): boolean {
  return (
    num_children === undefined &&
    [converted_type, logical_type?.type].some((type) => type && typesReadHere.includes(type))
  );
}

/**
 * @param node of the file's own schema
 * @param spanDigits of a column that is a span of time: digits of the fraction of a second that its unit is
 * @returns undefined where hyparquet's value is fine as it is
 */
export function readerOf(node: SchemaTree, spanDigits?: number): ReadValue | undefined {
  const { element, children } = node;
  const own =
    spanDigits !== undefined
      ? (stored: unknown) => timeText(BigInt(stored as number | bigint), spanDigits)
      : children.length === 0
        ? leafReader(element)
        : nestedReader(node);
  if (!own) return undefined;
  const isRepeatedLeaf = element.repetition_type === 'REPEATED' && children.length === 0;
  const read: ReadValue = (stored) => (isNothing(stored) ? undefined : own(stored));
  return isRepeatedLeaf ? (stored) => mapped(stored, read) : read;
}

const isNothing = (value: unknown) => value === undefined || value === null;

function mapped(list: unknown, read: ReadValue): unknown {
  return isNothing(list) ? undefined : Array.from(list as ArrayLike<unknown>, read);
}

function nestedReader({ element, children }: SchemaTree): ReadValue | undefined {
  const kind = element.converted_type ?? element.logical_type?.type;
  const [first] = children;
  if (kind === 'LIST' && children.length === 1 && first) {
    const [inner] = first.children;
    const read = readerOf(
      first.children.length === 1 ? inner! : { ...first, element: { ...first.element, repetition_type: 'OPTIONAL' } },
    );
    return read && ((list) => mapped(list, read));
  }
  if (kind === 'MAP' && children.length === 1 && first?.children.length === 2) {
    const [readKey, readValue] = [readerOf(first.children[0]!), readerOf(first.children[1]!)];
    if (!readKey && !readValue) return undefined;
    // The keys are names of an object already, texts among them.
    return (map) =>
      Object.fromEntries(
        Object.entries(map as object).map(([key, value]) => [key, readValue ? readValue(value) : (value as unknown)]),
      );
  }
  const readers = new Map(children.flatMap((child) => [[child.element.name, readerOf(child)] as const]));
  if ([...readers.values()].every((read) => read === undefined)) return undefined;
  const readStruct: ReadValue = (struct) =>
    Object.fromEntries(
      Object.entries(struct as object).map(([name, value]: [string, unknown]) => {
        const read = readers.get(name);
        return [name, read ? read(value) : value];
      }),
    );
  return element.repetition_type === 'REPEATED' ? (list) => mapped(list, readStruct) : readStruct;
}

function leafReader(element: SchemaElement): ReadValue | undefined {
  const { type, converted_type, logical_type, scale } = element;
  const meaning = converted_type ?? logical_type?.type;
  if (meaning === 'DECIMAL') {
    const places = scale ?? (logical_type?.type === 'DECIMAL' ? logical_type.scale : 0);
    return (stored) => decimal(unscaledOf(stored), places);
  }
  if (meaning === 'INTERVAL') return (stored) => intervalText(intervalOf(stored as Uint8Array), 3);
  if (logical_type?.type === 'FLOAT16') return (stored) => shortHalf(stored as number);
  if (type === 'FLOAT') return (stored) => shortFloat(stored as number);
  if (logical_type?.type === 'TIMESTAMP' && logical_type.isAdjustedToUTC)
    return (stored) => (typeof stored === 'string' && stored.includes('T') ? `${stored}Z` : stored);
  const unit = logical_type?.type === 'TIME' ? logical_type.unit : converted_type?.match(/^TIME_(MILLIS|MICROS)$/)?.[1];
  if (unit !== undefined) return (stored) => timeText(BigInt(stored as number | bigint), fractionDigits[unit] ?? 9);
  // Text by its own type: every value would pass through here for nothing.
  if (converted_type === 'UTF8' || logical_type?.type === 'STRING') return undefined;
  if (type === 'BYTE_ARRAY' || type === 'FIXED_LEN_BYTE_ARRAY')
    return (stored) => (stored instanceof Uint8Array ? bytesText(stored) : stored);
  return undefined;
}

const fractionDigits: Readonly<Record<string, number>> = { MILLIS: 3, MICROS: 6, NANOS: 9 };

/** As stored: a number, or big-endian two's complement in bytes. */
function unscaledOf(stored: unknown): bigint {
  return stored instanceof Uint8Array
    ? BigInt.asIntN(stored.length * 8, BigInt(`0x${Buffer.from(stored).toString('hex') || '0'}`))
    : BigInt(stored as number | bigint);
}

/** Months, days and milliseconds, 32 bits each (Parquet, logical types). */
function intervalOf(stored: Uint8Array): Interval {
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  const [months, days, millis] = [0, 4, 8].map((at) => view.getUint32(at, true)) as [number, number, number];
  return { months, days, time: BigInt(millis) };
}

/** Points in time as ISO text with all their digits, which a JavaScript Date would cut to milliseconds. */
export const textParsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: timeOrNothing(3),
  timestampFromMicroseconds: timeOrNothing(6),
  timestampFromNanoseconds: timeOrNothing(9),
  dateFromDays: (days: number | undefined) => (isNothing(days) ? undefined : isoDate(days!)),
  jsonFromBytes: (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('utf8'),
};

function timeOrNothing(digits: number) {
  return (value: bigint | undefined) => (isNothing(value) ? undefined : isoTime(value!, digits));
}
