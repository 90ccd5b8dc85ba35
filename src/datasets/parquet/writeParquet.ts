// Result columns into Parquet. A Parquet dataset keeps its bytes: new column chunks and a new footer are appended to its row groups, so
// nothing of it is decoded or encoded anew. Rows of other formats become text columns.
import type { FileMetaData, RowGroup, SchemaElement } from 'hyparquet';
import type { ByteWriter, ColumnSource } from 'hyparquet-writer';
import type { Conversion } from '../results/convertRows';
import { JsonValue, type ResultValue } from '../resultCells';
import { extendArrowSchema } from './arrowSchema';
import type { ParquetFile } from './parquetFile';

const rowsPerGroup = 50_000;

export type ParquetAppending = {
  readonly file: ParquetFile;
  readonly names: readonly string[];
  readonly valuesOf: (row: number) => readonly ResultValue[];
};

/** The original file with more columns, all rows. */
export async function* appendToParquet(appending: ParquetAppending): AsyncGenerator<Buffer, void, undefined> {
  const { file, names, valuesOf } = appending;
  const { source, metadata } = file;
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
  // The footer ends with its own length and the magic word.
  const footerStart = source.size - metadata.metadata_length - 8;
  yield* source.read(0, footerStart);

  const types = resultTypes(names, valuesOf, file.rowCount);
  const schema = schemaFromColumnData({ columnData: columnsOf(names, types, valuesOf, 0, 0) });
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: metadata.created_by ?? 'smart' });
  drain(bytes);
  bytes.offset = footerStart;

  let row = 0;
  for (const group of metadata.row_groups) {
    const end = row + Number(group.num_rows);
    await writer.write({ columnData: columnsOf(names, types, valuesOf, row, end), rowGroupSize: end - row });
    yield drain(bytes);
    row = end;
  }
  writer.schema = joinedSchema(metadata.schema, schema);
  writer.row_groups = joinedGroups(metadata, writer.row_groups);
  const arrowFields = schema.slice(1).map(({ name, repetition_type }, at) => ({
    name,
    type: arrowTypes[types[at]!],
    isNullable: repetition_type !== 'REQUIRED',
  }));
  const topLevel = metadata.schema[0]?.num_children ?? 0;
  const kept = (metadata.key_value_metadata ?? []).flatMap(({ key, value }) => {
    if (key !== 'ARROW:schema') return [{ key, ...(value !== undefined && { value }) }];
    // One that does not tell of all columns would mislead readers that trust it.
    const extended = extendArrowSchema(value ?? '', topLevel, arrowFields);
    return extended === undefined ? [] : [{ key, value: extended }];
  });
  // An empty list would be written without a type of its elements, which strict readers (arrow-rs) refuse.
  writer.kvMetadata = kept.length > 0 ? kept : undefined;
  await writer.finish();
  yield drain(bytes);
}

/** Any dataset as Parquet: its columns as text; of a dataset with typed columns plain numbers and truth values keep their type. */
export async function* rowsToParquet(conversion: Conversion): AsyncGenerator<Buffer, void, undefined> {
  const { dataset, names, valuesOf, rowCount } = conversion;
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
  const types = resultTypes(names, valuesOf, rowCount);
  const bytes = new ByteWriter();
  const empty = (): ColumnSource[] =>
    dataset.columns.map((name) => ({ name, data: [], type: dataset.plainTypes?.get(name) ?? 'STRING' }));
  let held = empty();
  const schema = schemaFromColumnData({ columnData: [...held, ...columnsOf(names, types, valuesOf, 0, 0)] });
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: 'smart' });
  let from = 0;
  let row = 0;
  const flush = async () => {
    const columnData = [...held, ...columnsOf(names, types, valuesOf, from, row)].map(({ name, data }) => ({
      name,
      data,
    }));
    await writer.write({ columnData, rowGroupSize: row - from });
    held = empty();
    from = row;
    return drain(bytes);
  };
  for await (const each of dataset.rows()) {
    if (each.index >= rowCount) break;
    for (const { name, data, type } of held) (data as unknown[]).push(valueOf(each.get(name), type));
    row++;
    if (row - from === rowsPerGroup) yield await flush();
  }
  if (row > from) yield await flush();
  await writer.finish();
  yield drain(bytes);
}

function valueOf(cell: string | undefined, type: string | undefined): unknown {
  if (cell === undefined || type === 'STRING') return cell;
  if (type === 'BOOLEAN') return cell === 'true';
  return type === 'INT64' ? BigInt(cell) : Number(cell);
}

type ResultType = 'DOUBLE' | 'BOOLEAN' | 'STRING';

const arrowTypes = { DOUBLE: 'double', BOOLEAN: 'bool', STRING: 'utf8' } as const;

/** A column whose every told value is a number is one of numbers; likewise truth values; all else is text. */
function resultTypes(
  names: readonly string[],
  valuesOf: (row: number) => readonly ResultValue[],
  rowCount: number,
): ResultType[] {
  const kinds = names.map(() => new Set<string>());
  for (let row = 0; row < rowCount; row++)
    valuesOf(row).forEach((value, at) => {
      if (value !== undefined) kinds[at]!.add(kindOf(value));
    });
  return kinds.map((kind) => {
    if (kind.size !== 1) return 'STRING';
    return kind.has('number') ? 'DOUBLE' : kind.has('boolean') ? 'BOOLEAN' : 'STRING';
  });
}

/** A number is one only if 64 bits hold its digits: an id of 18 digits stays text. */
function kindOf(value: NonNullable<ResultValue>): string {
  if (!(value instanceof JsonValue)) return typeof value;
  if (value.text === 'true' || value.text === 'false') return 'boolean';
  return String(Number(value.text)) === value.text ? 'number' : 'string';
}

/** As the column's type wants it. */
function storedValue(value: ResultValue, type: ResultType): string | number | boolean | undefined {
  if (value === undefined) return undefined;
  if (type === 'STRING') return String(value);
  return value instanceof JsonValue ? (JSON.parse(value.text) as number | boolean) : value;
}

function columnsOf(
  names: readonly string[],
  types: readonly ResultType[],
  valuesOf: (row: number) => readonly ResultValue[],
  from: number,
  to: number,
): ColumnSource[] {
  const data = names.map(() => new Array<string | number | boolean | undefined>(to - from));
  for (let row = from; row < to; row++) {
    valuesOf(row).forEach((value, at) => {
      data[at]![row - from] = storedValue(value, types[at]!);
    });
  }
  return names.map((name, at) => ({ name, data: data[at]!, type: types[at]! }));
}

function joinedSchema(original: readonly SchemaElement[], added: readonly SchemaElement[]): SchemaElement[] {
  const [root, ...rest] = original;
  return [
    { ...root!, num_children: (root!.num_children ?? 0) + added.length - 1 },
    ...rest.map(byOlderName),
    ...added.slice(1),
  ];
}

/**
 * Of an integer the older name of its type alone, which says the same (Parquet, LogicalTypes.md): hyparquet-writer 0.17 writes the newer one's width as an i32
 * where the format has an i8, so that strict readers (arrow-rs) take 8 for 16 and refuse the file.
 */
function byOlderName(element: SchemaElement): SchemaElement {
  const { logical_type: logical, ...plain } = element;
  if (logical?.type !== 'INTEGER') return element;
  const name = `${logical.isSigned ? 'INT' : 'UINT'}_${String(logical.bitWidth)}` as NonNullable<
    SchemaElement['converted_type']
  >;
  return { ...plain, converted_type: name };
}

function joinedGroups(metadata: FileMetaData, added: readonly RowGroup[]): RowGroup[] {
  return metadata.row_groups.map(({ total_compressed_size: _, ...group }, at) => ({
    ...group,
    // Decoded statistics cannot be written back exactly for every type; wrong ones would make readers skip rows, absent ones harm nobody.
    columns: [
      ...group.columns.map((column) => ({
        ...column,
        meta_data: column.meta_data && withoutStatistics(column.meta_data),
      })),
      ...added[at]!.columns,
    ] as RowGroup['columns'],
    total_byte_size: group.total_byte_size + added[at]!.total_byte_size,
  }));
}

function withoutStatistics<T extends object>(meta: T): Omit<T, 'statistics' | 'geospatial_statistics'> {
  return { ...meta, statistics: undefined, geospatial_statistics: undefined };
}

function drain(writer: ByteWriter): Buffer {
  const bytes = Buffer.from(writer.getBuffer());
  writer.index = 0;
  return bytes;
}
