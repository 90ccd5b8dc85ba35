// Opens an Arrow IPC (Feather) file or stream as a dataset: cells as text, as those of Parquet, rows in file order.
import { sha256Of, type ByteSource } from '../byteSource';
import { checkIndices, type OpenedDataset, type TypedRow } from '../openedDataset';
import { checkTable } from '../typed/checkTable';
import { placesOf, typedRow } from '../typed/typedRow';

/** @throws {InputError} with file and mend */
export async function openArrow(source: ByteSource, kind: 'file' | 'stream'): Promise<OpenedDataset> {
  const { openArrowFile } = await import('./arrowFile');
  const file = await openArrowFile(source, kind);
  const { columns, rowCount } = file;
  checkTable(source.label, file);
  const places = placesOf(columns);
  const hash = await sha256Of(source.read(0));

  async function* rows(indices?: ArrayLike<number>): AsyncGenerator<TypedRow, void, undefined> {
    checkIndices(indices, rowCount);
    await source.checkUnchanged(hash);
    let next = 0;
    for await (const { start, end, values } of file.read((_, last) => !indices || (indices[next] ?? Infinity) < last)) {
      for (
        let index = indices ? indices[next]! : start;
        index < end;
        index = indices ? (indices[next] ?? end) : index + 1
      ) {
        yield typedRow(index, places, values(index));
        next++;
      }
    }
  }

  return {
    name: source.name,
    columns,
    rowCount,
    hash,
    warnings: file.unreadable.map(
      ({ name, reason }) => `${source.name}: the column "${name}" cannot be read (${reason}); it is left out.`,
    ),
    rows,
    close: async () => undefined,
    format: 'arrow',
    source,
    packing: 'none',
    plainTypes: file.plainTypes,
  };
}
