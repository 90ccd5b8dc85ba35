// The Arrow schema that pyarrow, Polars and arrow-rs put into a Parquet file's metadata (key ARROW:schema: an IPC message, a flatbuffer, in base64):
// dictionaries, time zones and durations stand nowhere else. With appended columns it must tell of them, since readers that trust it count fields.
// The old fields are kept byte for byte, whatever their types; new ones are built in front of them (Arrow columnar format, Schema.fbs, Message.fbs).
import { Builder, ByteBuffer } from 'flatbuffers';

export type ArrowField = {
  readonly name: string;
  readonly type: 'utf8' | 'double' | 'bool';
  readonly isNullable: boolean;
};

const messageIsSchema = 1;
const typeNumbers = { double: 3, utf8: 5, bool: 6 } as const;
const doublePrecision = 2;
const alignment = 8;

/**
 * @param encoded value of the key ARROW:schema
 * @param fieldCount top-level columns of the Parquet file
 * @returns the same with more fields at the end; undefined for one that cannot be understood, or does not tell of this file's columns
 */
export function extendArrowSchema(
  encoded: string,
  fieldCount: number,
  added: readonly ArrowField[],
): string | undefined {
  const old = messageOf(Buffer.from(encoded, 'base64'));
  if (!old) return undefined;
  try {
    return joined(old, fieldCount, added);
  } catch {
    // A place outside of the buffer: no flatbuffer.
    return undefined;
  }
}

/** The flatbuffer inside the message: behind its length, and before that, since Arrow 0.15, a mark. */
function messageOf(bytes: Buffer): Uint8Array | undefined {
  const start = bytes.length >= 8 && bytes.readUInt32LE(0) === 0xffffffff ? 8 : 4;
  if (bytes.length < start + 16) return undefined;
  const padded = new Uint8Array(Math.ceil((bytes.length - start) / alignment) * alignment);
  padded.set(bytes.subarray(start));
  return padded;
}

const duration = 18;
/** Digits of the fraction of a second in a unit of time: seconds, milli-, micro- and nanoseconds (Schema.fbs, TimeUnit). */
const unitDigits = [0, 3, 6, 9];
const milliseconds = 1;

/**
 * @param encoded value of the key ARROW:schema
 * @param fieldCount top-level columns of the Parquet file
 * @returns which of them are spans of time, and the digits of the fraction of a second that their unit is; none where the schema cannot be understood
 */
export function arrowDurations(encoded: string, fieldCount: number): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const message = messageOf(Buffer.from(encoded, 'base64'));
  try {
    const opened = message && openSchema(message, fieldCount);
    opened?.fields.forEach((field, at) => {
      const { view, bb, placeOf } = opened;
      const [kind, type] = [placeOf(field, 2), placeOf(field, 3)];
      if (kind === 0 || type === 0 || view.getUint8(kind) !== duration) return;
      const unit = placeOf(bb.__indirect(type), 0);
      const digits = unitDigits[unit === 0 ? milliseconds : view.getInt16(unit, true)];
      if (digits !== undefined) found.set(at, digits);
    });
  } catch {
    return new Map(); // A place outside of the buffer: no flatbuffer.
  }
  return found;
}

/** The message's tables and the places of its fields; undefined where it is no schema of so many. */
function openSchema(old: Uint8Array, fieldCount: number) {
  const bb = new ByteBuffer(old);
  const view = new DataView(old.buffer);
  /** Place of a table's field, by its number; 0: absent. */
  const placeOf = (table: number, field: number) => {
    const offset = bb.__offset(table, 4 + 2 * field);
    return offset === 0 ? 0 : table + offset;
  };
  const message = view.getUint32(0, true);
  const header = placeOf(message, 2);
  if (header === 0 || view.getUint8(placeOf(message, 1)) !== messageIsSchema) return undefined;
  const schema = bb.__indirect(header);
  const fieldsPlace = placeOf(schema, 1);
  if (fieldsPlace === 0) return undefined;
  const vector = bb.__indirect(fieldsPlace);
  if (view.getUint32(vector, true) !== fieldCount) return undefined;
  const fields = Array.from({ length: fieldCount }, (_, at) => bb.__indirect(vector + 4 + 4 * at));
  if (fields.some((place) => place >= old.length)) return undefined;
  return { bb, view, placeOf, message, schema, fields };
}

function joined(old: Uint8Array, fieldCount: number, added: readonly ArrowField[]): string | undefined {
  const opened = openSchema(old, fieldCount);
  if (!opened) return undefined;
  const { bb, view, placeOf, message, schema, fields } = opened;
  const builder = new Builder(old.length + 1024);
  // Builders work from the end, and offsets lead forward: the old bytes are the last ones, and everything new can lead to them.
  builder.prep(alignment, old.length);
  for (let at = old.length - 1; at >= 0; at--) builder.writeInt8(old[at]!);
  const kept = (place: number) => old.length - place;

  const newFields = added.map((field) => buildField(builder, field));
  builder.startVector(4, fieldCount + added.length, 4);
  for (const offset of [...fields.map(kept), ...newFields].reverse()) builder.addOffset(offset);
  const allFields = builder.endVector();

  const [endianness, metadata, features] = [0, 2, 3].map((field) => placeOf(schema, field)) as [number, number, number];
  builder.startObject(4);
  if (endianness !== 0) builder.addFieldInt16(0, view.getInt16(endianness, true), 0);
  builder.addFieldOffset(1, allFields, 0);
  if (metadata !== 0) builder.addFieldOffset(2, kept(bb.__indirect(metadata)), 0);
  if (features !== 0) builder.addFieldOffset(3, kept(bb.__indirect(features)), 0);
  const newSchema = builder.endObject();

  const version = placeOf(message, 0);
  const messageMetadata = placeOf(message, 4);
  builder.startObject(5);
  if (version !== 0) builder.addFieldInt16(0, view.getInt16(version, true), 0);
  builder.addFieldInt8(1, messageIsSchema, 0);
  builder.addFieldOffset(2, newSchema, 0);
  if (messageMetadata !== 0) builder.addFieldOffset(4, kept(bb.__indirect(messageMetadata)), 0);
  builder.finish(builder.endObject());
  const body = builder.asUint8Array();
  const size = Math.ceil(body.length / alignment) * alignment;
  const bytes = Buffer.alloc(8 + size);
  bytes.writeUInt32LE(0xffffffff, 0);
  bytes.writeUInt32LE(size, 4);
  bytes.set(body, 8);
  return bytes.toString('base64');
}

function buildField(builder: Builder, { name, type, isNullable }: ArrowField): number {
  const nameOffset = builder.createString(name);
  builder.startObject(type === 'double' ? 1 : 0);
  if (type === 'double') builder.addFieldInt16(0, doublePrecision, 0);
  const typeOffset = builder.endObject();
  // Readers in C++ want a list of children, be it empty.
  builder.startVector(4, 0, 4);
  const children = builder.endVector();
  builder.startObject(7);
  builder.addFieldOffset(0, nameOffset, 0);
  builder.addFieldInt8(1, Number(isNullable), 0);
  builder.addFieldInt8(2, typeNumbers[type], 0);
  builder.addFieldOffset(3, typeOffset, 0);
  builder.addFieldOffset(5, children, 0);
  return builder.endObject();
}
