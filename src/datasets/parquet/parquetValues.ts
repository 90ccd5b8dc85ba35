// What the values of a Parquet file say as text: decimals with all their digits, times and points in time as ISO text, intervals in words, nested
// values the same all the way down. hyparquet's own values lose some of it, so those types are read as what they are stored as.
import { isUtf8 } from 'node:buffer';
import type { ParquetParsers, SchemaElement, SchemaTree } from 'hyparquet';

/** A number by its digits, which JSON can hold and a JavaScript number cannot. */
export class ExactNumber {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

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

/** @param node of the file's own schema @returns undefined where hyparquet's value is fine as it is */
export function readerOf(node: SchemaTree): ReadValue | undefined {
  const { element, children } = node;
  const own = children.length === 0 ? leafReader(element) : nestedReader(node);
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
    return (stored) => decimal(stored, places);
  }
  if (meaning === 'INTERVAL') return (stored) => intervalText(stored as Uint8Array);
  if (type === 'FLOAT') return (stored) => shortFloat(stored as number);
  if (logical_type?.type === 'TIMESTAMP' && logical_type.isAdjustedToUTC)
    return (stored) => (typeof stored === 'string' && stored.includes('T') ? `${stored}Z` : stored);
  const unit = logical_type?.type === 'TIME' ? logical_type.unit : converted_type?.match(/^TIME_(MILLIS|MICROS)$/)?.[1];
  if (unit !== undefined) return (stored) => timeText(BigInt(stored as number | bigint), fractionDigits[unit] ?? 9);
  if (type === 'BYTE_ARRAY' || type === 'FIXED_LEN_BYTE_ARRAY') return bytesText;
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

/** The unscaled whole number of a decimal, as stored (big-endian two's complement in bytes). */
function decimal(stored: unknown, scale: number): ExactNumber {
  const unscaled =
    stored instanceof Uint8Array
      ? BigInt.asIntN(stored.length * 8, BigInt(`0x${Buffer.from(stored).toString('hex') || '0'}`))
      : BigInt(stored as number | bigint);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return new ExactNumber(`${unscaled < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`);
}

/** Months, days and milliseconds, 32 bits each (Parquet, logical types): `1 year 2 months 3 days 04:05:06.789`, as PostgreSQL and DuckDB print it. */
function intervalText(stored: Uint8Array): string {
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  const [months, days, millis] = [0, 4, 8].map((at) => view.getUint32(at, true)) as [number, number, number];
  const parts = [
    counted(Math.floor(months / 12), 'year'),
    counted(months % 12, 'month'),
    counted(days, 'day'),
    millis > 0 ? timeText(BigInt(millis), 3) : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '00:00:00' : parts.join(' ');
}

const counted = (count: number, noun: string) =>
  count === 0 ? '' : `${String(count)} ${noun}${count === 1 ? '' : 's'}`;

/** Points in time as ISO text with all their digits, which a JavaScript Date would cut to milliseconds. */
export const textParsers: Partial<ParquetParsers> = {
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
