// Opens a Parquet file as a dataset: cells as text (numbers with all digits, nested values as JSON), rows in file order.
import { InputError } from '../../engine/inputError';
import { NoRows } from '../noRows';
import { sha256Of, type ByteSource } from '../byteSource';
import { jsonCell } from '../json/jsonCell';
import type { OpenedDataset, TypedRow } from '../openedDataset';
import { checkIndices } from '../textDataset';
import { openParquetFile } from './parquetFile';
import { bytesText, ExactNumber } from './parquetValues';

/** @throws {InputError} with file and mend */
export async function openParquet(source: ByteSource): Promise<OpenedDataset> {
  const file = await openParquetFile(source);
  const { columns, rowCount, slices } = file;
  if (rowCount === 0) throw new NoRows(`${source.label} has columns but no rows; a dataset needs at least one row.`);
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (twice !== undefined)
    throw new InputError(`${source.label}: the column name "${twice}" stands twice; rename one.`);
  const placeOf = new Map(columns.map((column, at) => [column, at]));
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
        yield rowOf(index, objects[index - start]!);
      }
    }
  }

  function rowOf(index: number, values: readonly unknown[]): TypedRow {
    const value = (column: string) => values[placeOf.get(column) ?? -1];
    const cell = (column: string) => cellText(value(column));
    return {
      index,
      get: (column) => (placeOf.has(column) ? cell(column) : jsonCell(column, cell)),
      raw: (column) => (placeOf.has(column) ? jsonText(value(column)) : undefined),
    };
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
  };
}

function cellText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  return typeof value === 'object' && !(value instanceof ExactNumber)
    ? jsonText(value)
    : String(value as number | bigint | boolean | ExactNumber);
}

/** A value as JSON, whole numbers of any size with all their digits. */
function jsonText(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'bigint' || value instanceof ExactNumber) return String(value);
  if (typeof value !== 'object') return JSON.stringify(value);
  if (value instanceof Date) return JSON.stringify(value);
  if (value instanceof Uint8Array) return JSON.stringify(bytesText(value));
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return `[${Array.from(value as ArrayLike<unknown>, jsonText).join(',')}]`;
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${jsonText(inner)}`)
    .join(',')}}`;
}
