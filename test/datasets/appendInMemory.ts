// The bytes that writeResults would put out in the dataset's own format, without a disk.
import { appendToText } from '../../src/datasets/results/appendToText';
import type { ResultValue } from '../../src/datasets/resultCells';
import type { OpenedDataset } from '../../src/datasets/openedDataset';

/** Scanned bytes: unpacked, UTF-8 where the file was UTF-16, without a byte order mark. */
export async function appendInMemory(
  dataset: OpenedDataset,
  names: readonly string[],
  valuesOf: (row: number) => readonly ResultValue[],
  rowCount = dataset.rowCount,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  const { file, form } = dataset.text!;
  const keep = (bytes: Buffer) => bytes;
  const encode = (text: string) => Buffer.from(text, 'utf8');
  for await (const part of appendToText({ file, form, names, valuesOf, rowCount, keep, encode })) parts.push(part);
  return Buffer.concat(parts);
}
