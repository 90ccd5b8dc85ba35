// A few cells by which a user can judge whether a text is read in the right encoding: those that are more than ASCII.
import type { OpenedDataset } from './openedDataset';

const rowsLookedAt = 1000;
const cellsTold = 3;
const longestCell = 40;

/** @returns up to three different cells, names of columns among them; the first rows come first */
export async function cellsBeyondAscii(
  dataset: Pick<OpenedDataset, 'columns' | 'rowCount' | 'rows'>,
): Promise<string[]> {
  const found = new Set<string>();
  const look = (cell: string | undefined) => {
    if (cell !== undefined && /[^\0-\x7f]/.test(cell) && found.size < cellsTold) found.add(shortened(cell));
  };
  const looked = Array.from({ length: Math.min(dataset.rowCount, rowsLookedAt) }, (_, row) => row);
  for await (const row of dataset.rows(looked)) {
    for (const column of dataset.columns) look(row.get(column));
    if (found.size === cellsTold) break;
  }
  dataset.columns.forEach(look);
  return [...found];
}

/** The part around the first character that is more than ASCII. */
function shortened(cell: string): string {
  const characters = [...cell.replace(/\s+/g, ' ').trim()];
  if (characters.length <= longestCell) return characters.join('');
  const at = characters.findIndex((character) => character > '\x7f');
  const start = Math.max(0, Math.min(at - longestCell / 4, characters.length - longestCell));
  const end = start + longestCell;
  return `${start > 0 ? '...' : ''}${characters.slice(start, end).join('')}${end < characters.length ? '...' : ''}`;
}
