// What the values of an Arrow array say, read from its buffers: apache-arrow's own values cut points in time to milliseconds and leave decimals,
// intervals and durations as bare numbers. The same texts as for Parquet (typed/valueTexts.ts).
import { DataType, DateUnit, IntervalUnit, Precision, TimeUnit, Type, UnionMode } from 'apache-arrow';
import type { Data, Decimal, Dictionary, FixedSizeList, Interval as ArrowInterval, Struct, Union } from 'apache-arrow';
import { ArrowDamage } from './arrowDamage';
import {
  bytesText,
  decimal,
  intervalText,
  isoDate,
  isoTime,
  shortFloat,
  shortHalf,
  timeText,
} from '../typed/valueTexts';
import { ListViewType, RunEndEncodedType, runOf } from './viewsAndRuns';

/** Undefined where the value is null. Nested values are lists and objects, bytes that are no text stay base64. */
export type ReadAt = (data: Data, index: number) => unknown;

/** @throws {Error} for a type that is not supported, naming it */
export function readerOf(type: DataType): ReadAt {
  const read = presentReader(type);
  // A union's own values cannot be null, those of its children can.
  if (DataType.isUnion(type)) return read;
  return (data, index) => (data.getValid(index) ? read(data, index) : undefined);
}

const fractionDigits = {
  [TimeUnit.SECOND]: 0,
  [TimeUnit.MILLISECOND]: 3,
  [TimeUnit.MICROSECOND]: 6,
  [TimeUnit.NANOSECOND]: 9,
};

type Numbers = ArrayLike<number | bigint>;

function presentReader(type: DataType): ReadAt {
  if (DataType.isNull(type)) return () => undefined;
  if (DataType.isBool(type))
    return ({ values }, index) => ((at(values as Numbers, index >> 3) as number) >> (index & 7)) % 2 === 1;
  if (DataType.isInt(type)) return ({ values }, index) => at(values as Numbers, index);
  if (DataType.isFloat(type)) return floatReader(type.precision);
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type))
    return (data, index) => utf8.decode(variableBytes(data, index));
  if (DataType.isBinary(type) || DataType.isLargeBinary(type))
    return (data, index) => bytesText(variableBytes(data, index));
  if (DataType.isUtf8View(type)) return (data, index) => utf8.decode(viewedBytes(data, index));
  if (DataType.isBinaryView(type)) return (data, index) => bytesText(viewedBytes(data, index));
  if (DataType.isFixedSizeBinary(type)) {
    const { byteWidth } = type;
    return ({ values }, index) => bytesText(slice(values as Uint8Array, index * byteWidth, (index + 1) * byteWidth));
  }
  if (DataType.isDecimal(type)) return decimalReader(type);
  if (DataType.isDate(type)) {
    const { unit } = type;
    return ({ values }, index) => {
      const value = at(values as Numbers, index);
      return isoDate(unit === DateUnit.DAY ? Number(value) : Number(value) / 86_400_000);
    };
  }
  if (DataType.isTimestamp(type)) {
    const digits = fractionDigits[type.unit];
    // With a zone named, the value counts from 1970 in UTC; without one it is the time on a wall.
    const zone = type.timezone ? 'Z' : '';
    return ({ values }, index) => `${isoTime(BigInt(at(values as Numbers, index)), digits)}${zone}`;
  }
  if (DataType.isTime(type) || DataType.isDuration(type)) {
    const digits = fractionDigits[type.unit];
    return ({ values }, index) => timeText(BigInt(at(values as Numbers, index)), digits);
  }
  if (DataType.isInterval(type)) return intervalReader(type);
  if (DataType.isDictionary(type)) return dictionaryReader(type as Dictionary);
  return nestedReader(type);
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

function at(values: Numbers, index: number): number | bigint {
  const value = values[index];
  if (value === undefined) throw new ArrowDamage('a value lies behind the end of its buffer');
  return value;
}

function slice(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (!(start >= 0 && start <= end && end <= bytes.length)) throw new ArrowDamage('a value lies outside of its buffer');
  return bytes.subarray(start, end);
}

function variableBytes({ values, valueOffsets }: Data, index: number): Uint8Array {
  const offsets = valueOffsets as Numbers;
  return slice(values as Uint8Array, Number(at(offsets, index)), Number(at(offsets, index + 1)));
}

/** A view is 16 bytes: the length, then the text itself if it is of 12 bytes at most, else its first 4, its buffer and its place there (Arrow columnar format). */
function viewedBytes({ values, variadicBuffers }: Data, index: number): Uint8Array {
  const view = slice(values as Uint8Array, index * 16, index * 16 + 16);
  const numbers = new DataView(view.buffer, view.byteOffset, 16);
  const size = numbers.getInt32(0, true);
  if (size <= 12) return slice(view, 4, 4 + size);
  const buffer = variadicBuffers[numbers.getInt32(8, true)];
  if (!buffer) throw new ArrowDamage('a text names a buffer that is not there');
  const start = numbers.getInt32(12, true);
  return slice(buffer, start, start + size);
}

function floatReader(precision: Precision): ReadAt {
  switch (precision) {
    case Precision.HALF:
      return ({ values }, index) => halfFloat(at(values as Numbers, index) as number);
    case Precision.SINGLE:
      return ({ values }, index) => shortFloat(at(values as Numbers, index) as number);
    case Precision.DOUBLE:
      return ({ values }, index) => at(values as Numbers, index);
  }
}

/** IEEE 754 binary16, shortened to the digits that it has. */
function halfFloat(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  const value = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return shortHalf(sign * value);
}

function decimalReader({ bitWidth, scale }: Decimal): ReadAt {
  const words = bitWidth / 32;
  return ({ values }, index) => {
    let unscaled = 0n;
    for (let word = words - 1; word >= 0; word--)
      unscaled = (unscaled << 32n) | BigInt(at(values as Numbers, index * words + word));
    return decimal(BigInt.asIntN(bitWidth, unscaled), scale);
  };
}

function intervalReader({ unit }: ArrowInterval): ReadAt {
  const part = ({ values }: Data, place: number) => at(values as Numbers, place) as number;
  switch (unit) {
    case IntervalUnit.YEAR_MONTH:
      return (data, index) => intervalText({ months: part(data, index), days: 0, time: 0n }, 0);
    case IntervalUnit.DAY_TIME:
      return (data, index) =>
        intervalText({ months: 0, days: part(data, 2 * index), time: BigInt(part(data, 2 * index + 1)) }, 3);
    case IntervalUnit.MONTH_DAY_NANO:
      return (data, index) => {
        const [months, days, low, high] = [0, 1, 2, 3].map((place) => part(data, 4 * index + place)) as [
          number,
          number,
          number,
          number,
        ];
        return intervalText({ months, days, time: (BigInt(high) << 32n) | BigInt(low >>> 0) }, 9);
      };
  }
}

function dictionaryReader({ dictionary }: Dictionary): ReadAt {
  const read = readerOf(dictionary);
  return (data, index) => {
    let place = Number(at(data.values as Numbers, index));
    // More than one piece where the file added to the dictionary.
    for (const piece of data.dictionary?.data ?? []) {
      if (place < piece.length) return read(piece, place);
      place -= piece.length;
    }
    throw new ArrowDamage('a value is none of its dictionary');
  };
}

function nestedReader(type: DataType): ReadAt {
  if (type instanceof ListViewType) {
    const read = itemReader(type.children[0]!.type);
    return ({ children, valueOffsets, values }, index) => {
      const start = Number(at(valueOffsets as Numbers, index));
      return read(children[0]!, start, start + Number(at(values as Numbers, index)));
    };
  }
  if (type instanceof RunEndEncodedType) {
    const read = readerOf(type.children[1]!.type);
    return ({ children }, index) => {
      const [ends, values] = children as [Data, Data];
      const run = runOf(ends.values as Numbers, index);
      if (run >= values.length) throw new ArrowDamage('a value lies behind the end of its runs');
      return read(values, run);
    };
  }
  if (DataType.isFixedSizeList(type)) {
    const { listSize } = type as FixedSizeList;
    const read = itemReader(type.children[0]!.type);
    return ({ children }, index) => read(children[0]!, index * listSize, (index + 1) * listSize);
  }
  if (DataType.isList(type) || DataType.isLargeList(type)) {
    const read = itemReader((type.children as DataType['children'])[0]!.type);
    return ({ children, valueOffsets }, index) =>
      read(children[0]!, Number(at(valueOffsets as Numbers, index)), Number(at(valueOffsets as Numbers, index + 1)));
  }
  if (DataType.isMap(type)) return mapReader(type);
  if (DataType.isStruct(type)) return structReader(type as Struct);
  if (DataType.isUnion(type)) return unionReader(type as Union);
  throw new Error(`type ${String(type)} is not supported`);
}

function itemReader(type: DataType) {
  const read = readerOf(type);
  return (items: Data, start: number, end: number): unknown[] => {
    if (!(start >= 0 && start <= end && end <= items.length)) throw new ArrowDamage('a list lies outside of its items');
    return Array.from({ length: end - start }, (_, place) => read(items, start + place));
  };
}

function structReader({ children: fields }: Struct): ReadAt {
  const readers = fields.map(({ name, type }) => [name, readerOf(type)] as const);
  return ({ children }, index) =>
    Object.fromEntries(readers.map(([name, read], place) => [name, read(children[place]!, index)]));
}

/** Keys as names, as Parquet's maps are told. */
function mapReader(type: DataType): ReadAt {
  const [keys, values] = ((type.children as DataType['children'])[0]!.type as Struct).children;
  const [readKey, readValue] = [itemReader(keys!.type), itemReader(values!.type)];
  return ({ children, valueOffsets }, index) => {
    const [start, end] = [0, 1].map((next) => Number(at(valueOffsets as Numbers, index + next))) as [number, number];
    const [keyData, valueData] = children[0]!.children as [Data, Data];
    const told = readValue(valueData, start, end);
    return Object.fromEntries(readKey(keyData, start, end).map((key, place) => [String(key), told[place]]));
  };
}

function unionReader({ children: fields, mode, typeIdToChildIndex }: Union): ReadAt {
  const readers = fields.map(({ type }) => readerOf(type));
  return ({ typeIds, valueOffsets, children }, index) => {
    const child = typeIdToChildIndex[Number(at(typeIds as Numbers, index))] ?? -1;
    const read = readers[child];
    if (!read) throw new ArrowDamage('a value is of a type that its column has not');
    return read(children[child]!, mode === UnionMode.Dense ? Number(at(valueOffsets as Numbers, index)) : index);
  };
}

/** Plain numbers and truth values, by their names in Parquet; undefined for all else. */
export function plainTypeOf(type: DataType): 'BOOLEAN' | 'INT32' | 'INT64' | 'FLOAT' | 'DOUBLE' | undefined {
  if (type instanceof RunEndEncodedType) return plainTypeOf(type.children[1]!.type);
  switch (type.typeId) {
    case Type.Bool:
      return 'BOOLEAN';
    case Type.Int: {
      const { bitWidth, isSigned } = type as unknown as { bitWidth: number; isSigned: boolean };
      if (bitWidth < 32 || (bitWidth === 32 && isSigned)) return 'INT32';
      return bitWidth === 32 || isSigned ? 'INT64' : undefined;
    }
    case Type.Float:
      return (type as unknown as { precision: Precision }).precision === Precision.DOUBLE ? 'DOUBLE' : 'FLOAT';
    default:
      return undefined;
  }
}
