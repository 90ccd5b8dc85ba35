// A RecordFile as the engine's Dataset: rows whose cells are cut out of the record when they are asked for.
import type { DatasetFormat } from './formats';
import type { OpenedDataset, TextForm, TypedRow } from './openedDataset';
import { readRowBatches, type RecordFile } from './recordFile';
import { decodeScanned } from './textEncoding';

/** Text of one record -> what its row can tell. */
export type CellReader = (record: string) => Pick<TypedRow, 'get' | 'raw'>;

export function textDataset(parts: {
  readonly format: DatasetFormat;
  readonly file: RecordFile;
  readonly form: TextForm;
  readonly columns: readonly string[];
  readonly warnings: readonly string[];
  readonly readCells: CellReader;
}): OpenedDataset {
  const { file, readCells } = parts;
  const { source, encoding, packing } = file.layout;

  async function* rows(indices?: ArrayLike<number>): AsyncGenerator<TypedRow, void, undefined> {
    checkIndices(indices, file.rowCount);
    await source.checkUnchanged(file.sha256);
    let next = 0;
    for await (const batch of readRowBatches(file, indices)) {
      for (let place = 0; place < batch.starts.length; place++) {
        const index = batch.firstRow + place;
        if (indices) {
          if (index !== indices[next]) continue;
          next++;
        }
        // A string of its own, so that a row that is kept does not keep its whole chunk.
        const start = batch.starts[place]! - batch.base;
        const record = decodeScanned(batch.bytes, start, batch.ends[place]! - batch.base, encoding.name);
        yield { index, line: batch.lines[place]!, ...readCells(record) };
      }
    }
  }

  return {
    name: source.name,
    columns: parts.columns,
    rowCount: file.rowCount,
    hash: file.sha256,
    warnings: parts.warnings,
    rows,
    // Files are open only while they are read.
    close: async () => undefined,
    format: parts.format,
    source,
    packing,
    text: { file, form: parts.form },
  };
}

/** @throws {RangeError} */
export function checkIndices(indices: ArrayLike<number> | undefined, rowCount: number): void {
  if (!indices) return;
  for (let at = 0; at < indices.length; at++) {
    const index = indices[at]!;
    if (!(index >= 0 && index < rowCount) || (at > 0 && index <= indices[at - 1]!))
      throw new RangeError(`row indices must ascend within [0, ${String(rowCount)}); met ${String(index)}`);
  }
}
