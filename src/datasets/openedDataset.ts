// What opening a file of any format gives: the engine's Dataset, and what the writers need to know to give the file back unharmed.
import type { Dataset, Row } from '../engine/dataset';
import type { ByteSource } from './byteSource';
import type { Dialect } from './csv/dialect';
import type { DatasetFormat } from './formats';
import type { ParquetFile } from './parquet/parquetFile';
import type { FilePart } from './files/openFiles';
import type { RecordFile } from './recordFile';
import type { PlainTypes } from './typed/plainTypes';
import type { Packing } from './unpack';
import type { WorkbookTable } from './results/appendToWorkbook';

/** How the records of a text file take more cells. */
export type TextForm =
  | {
      readonly kind: 'delimited';
      readonly dialect: Dialect;
      readonly header: readonly string[];
      /** Cells of the widest record. */ readonly width: number;
    }
  | { readonly kind: 'jsonl' }
  | { readonly kind: 'json' };

export type EncodingGuess = {
  readonly encoding: string;
  /** A few cells, to judge the guess by. */
  readonly cells: readonly string[];
  /** The sentence among the warnings that tells it. */
  readonly warning: string;
};

/** A row that may also know the JSON source text of a field: typed, all digits kept. */
export type TypedRow = Row & { raw?(column: string): string | undefined };

export type OpenedDataset = Omit<Dataset, 'rows'> & {
  rows(indices?: ArrayLike<number>): AsyncIterable<TypedRow>;
  readonly format: DatasetFormat;
  readonly source: ByteSource;
  readonly packing: Packing;
  readonly parquet?: ParquetFile;
  /** Of formats with typed columns. */
  readonly plainTypes?: PlainTypes;
  /** Of a sheet: where it stands in its workbook. */
  readonly workbook?: WorkbookTable;
  /** Of text in an older encoding, where nothing but the text tells which. */
  readonly guess?: EncodingGuess;
  /** Of a workbook: the sheet that is read, and those that are not hidden. */
  readonly sheets?: { readonly read: string; readonly shown: readonly string[]; readonly warning?: string };
  /** Of several files: each of them. */
  readonly parts?: readonly FilePart[];
  /** Of text formats: the records as they stand in the file. */
  readonly text?: { readonly file: RecordFile; readonly form: TextForm };
};

/** @throws {RangeError} */
export function checkIndices(indices: ArrayLike<number> | undefined, rowCount: number): void {
  if (!indices) return;
  for (let at = 0; at < indices.length; at++) {
    const index = indices[at]!;
    if (!(index >= 0 && index < rowCount) || (at > 0 && index <= indices[at - 1]!))
      throw new RangeError(`row indices must ascend within [0, ${String(rowCount)}); met ${String(index)}`);
  }
}
