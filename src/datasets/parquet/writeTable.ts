// A table of texts as one Parquet file, written group by group: what is under way in memory is one group.
import type { ColumnSource } from 'hyparquet-writer';
import { writeAll } from '../../files/writeFile';

const rowsPerGroup = 10_000;

/**
 * @param file open for writing, empty.
 * @param rows each with its columns' texts.
 */
export async function writeTextTable(
  file: number,
  columns: readonly string[],
  rows: AsyncIterable<readonly string[]>,
): Promise<void> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
  const empty = (): (ColumnSource & { data: string[] })[] =>
    columns.map((name) => ({ name, data: [], type: 'STRING', nullable: false }));
  let held = empty();
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: held }),
    createdBy: 'smart',
  });
  const drain = () => {
    const buffer = Buffer.from(bytes.getBuffer());
    bytes.index = 0;
    writeAll(file, buffer);
  };
  const flush = async () => {
    const rowGroupSize = held[0]!.data.length;
    if (rowGroupSize === 0) return;
    await writer.write({ columnData: held.map(({ name, data }) => ({ name, data })), rowGroupSize });
    held = empty();
    drain();
  };
  for await (const row of rows) {
    for (const [at, { data }] of held.entries()) data.push(row[at]!);
    if (held[0]!.data.length === rowsPerGroup) await flush();
  }
  await flush();
  await writer.finish();
  drain();
}
