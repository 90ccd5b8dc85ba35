// Parquet files of columns as other programs store them: the schema's own words, and a codec for each column.
import type { CompressionCodec, SchemaElement } from 'hyparquet';

export type Column = { readonly elements: readonly SchemaElement[]; readonly data: readonly unknown[] };

export const leaf = (name: string, element: Partial<SchemaElement>): SchemaElement => ({
  name,
  repetition_type: 'OPTIONAL',
  ...element,
});
export const decimal = (name: string, type: SchemaElement['type'] = 'INT64') =>
  leaf(name, { type, converted_type: 'DECIMAL', scale: 2, precision: 18 });
export const interval = (name: string) =>
  leaf(name, { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 12, converted_type: 'INTERVAL' });
export const span = (months: number, days: number, millis: number) => {
  const bytes = Buffer.alloc(12);
  [months, days, millis].forEach((part, at) => bytes.writeUInt32LE(part, 4 * at));
  return new Uint8Array(bytes);
};
export const listOf = (
  name: string,
  element: SchemaElement,
  kind: Partial<SchemaElement> = { converted_type: 'LIST' },
): SchemaElement[] => [
  leaf(name, { num_children: 1, ...kind }),
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  element,
];

/** @param codecs of columns, in place of what they are packed with */
export async function parquetOf(
  columns: readonly Column[],
  codecs: Readonly<Record<number, CompressionCodec>> = {},
): Promise<Buffer> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  // Written under a plain meaning, since the writer knows less of them than the format; the footer then tells the real one.
  const schema: SchemaElement[] = [
    { name: 'root', num_children: columns.length },
    ...columns.flatMap(({ elements }) => elements),
  ];
  const writtenAs = schema.map((element) => {
    const { converted_type, logical_type, ...plain } = element;
    const isContainer = element.num_children !== undefined;
    return isContainer && (converted_type === 'LIST' || logical_type?.type === 'LIST')
      ? { ...plain, converted_type: 'LIST' as const }
      : plain;
  });
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({ writer: bytes, schema: writtenAs, codec: 'UNCOMPRESSED', statistics: false });
  await writer.write({
    columnData: columns.map(({ elements, data }) => ({ name: elements[0]!.name, data: [...data] })),
  });
  writer.schema = schema;
  for (const group of writer.row_groups)
    group.columns.forEach((column, at) => {
      if (column.meta_data && codecs[at]) column.meta_data.codec = codecs[at];
    });
  await writer.finish();
  return Buffer.from(bytes.getBuffer());
}
