// Opens a Parquet file as a dataset: cells as text (numbers with all digits, nested values as JSON), rows in file order.
import { sha256Of, type ByteSource } from '../byteSource';
import { isPlainType, type PlainType, type PlainTypes } from '../typed/plainTypes';
import { checkIndices, type OpenedDataset, type TypedRow } from '../openedDataset';
import { checkTable } from '../typed/checkTable';
import { placesOf, typedRow } from '../typed/typedRow';
import { openParquetFile, type ParquetFile } from './parquetFile';

/** @throws {InputError} with file and mend */
export async function openParquet(source: ByteSource): Promise<OpenedDataset> {
  const file = await openParquetFile(source);
  const { columns, rowCount, slices } = file;
  checkTable(source.label, file);
  const places = placesOf(columns);
  const hash = await sha256Of(source.read(0));

  async function* rows(indices?: ArrayLike<number>): AsyncGenerator<TypedRow, void, undefined> {
    checkIndices(indices, rowCount);
    await source.checkUnchanged(hash);
    let next = 0;
    for (const { start, end } of slices) {
      if (indices && !((indices[next] ?? Infinity) < end)) continue;
      const objects = await file.read(start, end);
      for (let index = start; index < end; index++) {
        if (indices) {
          if (index !== indices[next]) continue;
          next++;
        }
        yield typedRow(index, places, objects[index - start]!);
      }
    }
  }

  return {
    name: source.name,
    columns,
    rowCount,
    hash,
    warnings: file.unreadable.map(
      ({ name, reason }) =>
        `${source.name}: the column "${name}" cannot be read (${reason}); it is left out, and a Parquet result of all rows keeps it as it is.`,
    ),
    rows,
    close: async () => undefined,
    format: 'parquet',
    source,
    packing: 'none',
    parquet: file,
    plainTypes: plainTypesOf(file),
  };
}

function plainTypesOf(file: ParquetFile): PlainTypes {
  const types = new Map<string, PlainType>();
  for (const { name, type, converted_type, logical_type, repetition_type } of file.elements)
    if (
      !converted_type &&
      !logical_type &&
      repetition_type !== 'REPEATED' &&
      isPlainType(type) &&
      !file.durations.has(name)
    )
      types.set(name, type);
  return types;
}
