// Which cell a key leads to in a grid, as the ARIA practices for grids have it. Knows no elements; bounds are kept by the caller.
import type { Cell } from './gridRows';

/** @param page rows that PageUp and PageDown move by. @returns undefined for a key that does not move. */
export function cellAfterKey(
  { key, isFar }: { readonly key: string; readonly isFar: boolean },
  { row, column }: Cell,
  size: { readonly rows: number; readonly columns: number; readonly page: number },
): Cell | undefined {
  switch (key) {
    case 'ArrowDown':
      return { row: row + 1, column };
    case 'ArrowUp':
      return { row: row - 1, column };
    case 'ArrowLeft':
      return { row, column: column - 1 };
    case 'ArrowRight':
      return { row, column: column + 1 };
    case 'PageDown':
      return { row: row + size.page, column };
    case 'PageUp':
      return { row: row - size.page, column };
    case 'Home':
      return { row: isFar ? 0 : row, column: 0 };
    case 'End':
      return { row: isFar ? size.rows - 1 : row, column: size.columns - 1 };
    default:
      return undefined;
  }
}
