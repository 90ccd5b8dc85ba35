// The drawn rows of a grid. A row that stays in sight unchanged keeps its element, so that scrolling by one row makes one row; which rows are
// in sight and which cell is active is said from outside.
import { h } from '../element';

export type GridColumn<R> = {
  readonly name: string;
  readonly class?: string;
  /** What a press on its head sorts by; absent: it is no order. */
  readonly order?: string;
  /** What stands in the cell: text or elements, and a title where the cell may be too narrow. */
  readonly cell: (row: R) => { readonly content: string | HTMLElement; readonly title?: string };
};

export type Cell = { readonly row: number; readonly column: number };

type DrawnRow<R> = {
  readonly row: R | undefined;
  /** Column of the active cell; undefined: the row is not active. */
  readonly activeColumn: number | undefined;
  readonly element: HTMLElement;
};

export type GridRows = {
  readonly element: HTMLElement;
  /** Draws rows first .. end - 1. */
  readonly draw: (first: number, end: number, active: Cell) => void;
};

export function createGridRows<R>(options: {
  readonly columns: readonly GridColumn<R>[];
  readonly rowAt: (index: number) => R | undefined;
  readonly cellId: (cell: Cell) => string;
  /** Stands in a row that has not come yet. */
  readonly waiting: string;
}): GridRows {
  const { columns, rowAt, cellId, waiting } = options;
  const element = h('div', { class: 'grid-rows', role: 'rowgroup' });
  let drawn = new Map<number, DrawnRow<R>>();

  const rowElement = (index: number, row: R | undefined, activeColumn: number | undefined) =>
    h(
      'div',
      {
        class: `grid-row ${activeColumn === undefined ? '' : 'active'} ${index % 2 === 1 ? 'odd' : ''}`,
        role: 'row',
        'aria-rowindex': index + 2,
        'data-row': index,
      },
      ...columns.map((column, at) => {
        const { content, title } =
          row === undefined ? { content: at === 0 ? waiting : '', title: undefined } : column.cell(row);
        return h(
          'div',
          {
            class: `grid-cell ${column.class ?? ''} ${at === activeColumn ? 'active-cell' : ''}`,
            role: 'gridcell',
            id: cellId({ row: index, column: at }),
            'aria-colindex': at + 1,
            title,
            'data-column': at,
          },
          content,
        );
      }),
    );

  return {
    element,
    draw: (first, end, active) => {
      const next = new Map<number, DrawnRow<R>>();
      for (let index = first; index < end; index++) {
        const row = rowAt(index);
        const activeColumn = index === active.row ? active.column : undefined;
        const before = drawn.get(index);
        const isSame = before !== undefined && before.row === row && before.activeColumn === activeColumn;
        next.set(index, isSame ? before : { row, activeColumn, element: rowElement(index, row, activeColumn) });
      }
      for (const [index, { element: old }] of drawn) if (next.get(index)?.element !== old) old.remove();
      let place = element.firstChild;
      for (const { element: wanted } of next.values()) {
        if (wanted === place) place = place.nextSibling;
        else element.insertBefore(wanted, place);
      }
      drawn = next;
    },
  };
}
