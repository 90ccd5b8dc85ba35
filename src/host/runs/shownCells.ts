// Of a row what the models were shown, by the columns that the prompt names.
import type { RunRows } from './rowReader';

export async function shownCells(
  { dataset, prompt }: Pick<RunRows, 'dataset' | 'prompt'>,
  row: number,
): Promise<{ column: string; text: string }[]> {
  const cells: { column: string; text: string }[] = [];
  const columns = prompt?.fields.map(({ name }) => name) ?? dataset.columns;
  for await (const found of dataset.rows(Int32Array.of(row)))
    for (const column of columns) cells.push({ column, text: found.get(column) ?? '' });
  return cells;
}
