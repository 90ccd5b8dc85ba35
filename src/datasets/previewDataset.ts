// The first look at a dataset: its columns with what they seem to hold, and the first rows. Structurally the panel's DatasetPreview, which
// this room may not import. Looks at some first rows only; types are guesses for people, never used to convert.
import type { OpenedDataset } from './openedDataset';

export type PreviewedColumn = {
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean' | 'date' | 'empty';
  /** Among the rows looked at. */
  readonly emptyCells: number;
  /** All distinct values where they are few and come again: a label column, perhaps. */
  readonly fewValues?: readonly string[];
};

export type PreviewedDataset = {
  readonly name: string;
  readonly source: string;
  readonly rowCount: number;
  readonly columns: readonly PreviewedColumn[];
  readonly rows: readonly (readonly string[])[];
  readonly problems: readonly string[];
};

const rowsLookedAt = 1000;
const mostValues = 20;
/** Cells are shown, not read: a page of text is enough. */
const longestCell = 2000;

/** @param shown number of first rows in the preview; columns are judged by the first 1,000 */
export async function previewDataset(dataset: OpenedDataset, shown: number): Promise<PreviewedDataset> {
  const { columns, rowCount } = dataset;
  const seen = columns.map(() => ({ emptyCells: 0, values: new Map<string, number>(), kinds: new Set<string>() }));
  const rows: string[][] = [];
  const looked = Math.min(rowCount, Math.max(shown, rowsLookedAt));
  for await (const row of dataset.rows(Array.from({ length: looked }, (_, at) => at))) {
    const cells = columns.map((column) => row.get(column) ?? '');
    if (rows.length < shown) rows.push(cells.map(shortened));
    cells.forEach((cell, at) => {
      const column = seen[at]!;
      if (cell.trim() === '') column.emptyCells++;
      else {
        column.kinds.add(kindOf(cell.trim()));
        if (column.values.size <= mostValues) column.values.set(cell, (column.values.get(cell) ?? 0) + 1);
      }
    });
  }
  return {
    name: dataset.name,
    source: dataset.source.label,
    rowCount,
    columns: columns.map((name, at) => {
      const { emptyCells, values, kinds } = seen[at]!;
      const isFew = values.size > 0 && values.size <= mostValues && values.size * 2 <= looked - emptyCells;
      return {
        name,
        type: typeOf(kinds),
        emptyCells,
        ...(isFew ? { fewValues: [...values.entries()].sort((a, b) => b[1] - a[1]).map(([value]) => value) } : {}),
      };
    }),
    rows,
    problems: dataset.warnings,
  };
}

type Kind = Exclude<PreviewedColumn['type'], 'empty'>;

function typeOf(kinds: ReadonlySet<string>): PreviewedColumn['type'] {
  if (kinds.size === 0) return 'empty';
  return kinds.size === 1 ? ([...kinds][0] as Kind) : 'text';
}

function kindOf(cell: string): Kind {
  // 007 is a code, not a number; decimal commas count.
  if (/^[+-]?(0|[1-9]\d*)?([.,]\d+)?([eE][+-]?\d+)?%?$/.test(cell) && /\d/.test(cell)) return 'number';
  if (/^(true|false)$/i.test(cell)) return 'boolean';
  const isDate = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(cell);
  return isDate && !Number.isNaN(Date.parse(cell.slice(0, 10))) ? 'date' : 'text';
}

function shortened(cell: string): string {
  return cell.length > longestCell ? `${cell.slice(0, longestCell)}…` : cell;
}
