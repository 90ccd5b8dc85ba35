// A grid of any length that draws only the rows in sight. One tab stop; the active cell moves by keys and is told to assistive technology
// by aria-activedescendant, because the row that is active may be scrolled out of the document.
import { freshId, h } from '../element';
import { scrollTopFor, windowOf } from './window';

export type GridColumn<R> = {
  readonly name: string;
  readonly class?: string;
  /** What stands in the cell: text or elements, and a title where the cell may be too narrow. */
  readonly cell: (row: R) => { readonly content: string | HTMLElement; readonly title?: string };
};

export type VirtualGrid = {
  readonly element: HTMLElement;
  /** Draws again: the number of rows, or rows that arrived. */
  readonly update: (total: number) => void;
  readonly focus: () => void;
  readonly scrollTo: (scrollTop: number) => void;
};

export const rowHeightPx = 28;

type DrawnRow<R> = {
  readonly row: R | undefined;
  /** Column of the active cell; undefined: the row is not active. */
  readonly activeColumn: number | undefined;
  readonly element: HTMLElement;
};

/** Rows beyond those in sight that are fetched ahead. */
const rowsAhead = 40;

export function createVirtualGrid<R>(options: {
  readonly label: string;
  readonly columns: readonly GridColumn<R>[];
  readonly rowAt: (index: number) => R | undefined;
  /** The rows now in sight. */
  readonly onWindow: (first: number, end: number) => void;
  readonly onOpen: (index: number, row: R) => void;
  readonly onScroll?: (scrollTop: number) => void;
  readonly waiting: string;
}): VirtualGrid {
  const { columns } = options;
  const id = freshId('grid');
  let total = 0;
  let active = { row: 0, column: 0 };
  let isDrawing = false;
  /** What is drawn, by row: kept while the row stays in sight unchanged, so that scrolling by a row draws one row. */
  let drawn = new Map<number, DrawnRow<R>>();

  const rows = h('div', { class: 'grid-rows', role: 'rowgroup' });
  const space = h('div', { class: 'grid-space', role: 'presentation' }, rows);
  const head = h(
    'div',
    { class: 'grid-head', role: 'rowgroup' },
    h(
      'div',
      { class: 'grid-row', role: 'row', 'aria-rowindex': 1 },
      ...columns.map((column, index) =>
        h(
          'div',
          { class: `grid-cell ${column.class ?? ''}`, role: 'columnheader', 'aria-colindex': index + 1 },
          column.name,
        ),
      ),
    ),
  );
  const element = h(
    'div',
    {
      class: 'grid',
      role: 'grid',
      tabindex: 0,
      'aria-label': options.label,
      'aria-colcount': columns.length,
      'aria-readonly': 'true',
    },
    head,
    space,
  );
  const viewport = () => ({
    scrollTop: element.scrollTop,
    height: Math.max(rowHeightPx, element.clientHeight - head.offsetHeight),
    rowHeight: rowHeightPx,
    total,
  });
  const cellId = (row: number, column: number) => `${id}-${String(row)}-${String(column)}`;

  const draw = () => {
    isDrawing = false;
    const { first, end, offsetPx, spacePx } = windowOf(viewport());
    options.onWindow(Math.max(0, first - rowsAhead), Math.min(total, end + rowsAhead));
    space.style.height = `${String(spacePx)}px`;
    rows.style.transform = `translateY(${String(offsetPx)}px)`;
    drawRows(first, end);
    if (active.row >= first && active.row < end)
      element.setAttribute('aria-activedescendant', cellId(active.row, active.column));
    else element.removeAttribute('aria-activedescendant');
  };
  const drawSoon = () => {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(draw);
  };
  const drawRows = (first: number, end: number) => {
    const next = new Map<number, DrawnRow<R>>();
    for (let index = first; index < end; index++) {
      const row = options.rowAt(index);
      const activeColumn = index === active.row ? active.column : undefined;
      const before = drawn.get(index);
      const isSame = before !== undefined && before.row === row && before.activeColumn === activeColumn;
      next.set(index, isSame ? before : { row, activeColumn, element: rowElement(index, row) });
    }
    for (const [index, { element: old }] of drawn) if (next.get(index)?.element !== old) old.remove();
    let place = rows.firstChild;
    for (const { element: wanted } of next.values()) {
      if (wanted === place) place = place.nextSibling;
      else rows.insertBefore(wanted, place);
    }
    drawn = next;
  };
  const rowElement = (index: number, row: R | undefined) => {
    const isActive = index === active.row;
    return h(
      'div',
      {
        class: `grid-row ${isActive ? 'active' : ''} ${index % 2 === 1 ? 'odd' : ''}`,
        role: 'row',
        'aria-rowindex': index + 2,
        'data-row': index,
      },
      ...columns.map((column, at) => {
        const { content, title } =
          row === undefined ? { content: at === 0 ? options.waiting : '', title: undefined } : column.cell(row);
        const isActiveCell = isActive && at === active.column;
        return h(
          'div',
          {
            class: `grid-cell ${column.class ?? ''} ${isActiveCell ? 'active-cell' : ''}`,
            role: 'gridcell',
            id: cellId(index, at),
            'aria-colindex': at + 1,
            title,
            'data-column': at,
          },
          content,
        );
      }),
    );
  };
  const moveTo = (row: number, column: number) => {
    active = {
      row: Math.max(0, Math.min(total - 1, row)),
      column: Math.max(0, Math.min(columns.length - 1, column)),
    };
    element.scrollTop = scrollTopFor(active.row, viewport());
    draw();
    const cell = document.getElementById(cellId(active.row, active.column));
    if (!cell) return;
    if (cell.offsetLeft < element.scrollLeft) element.scrollLeft = cell.offsetLeft;
    const right = cell.offsetLeft + cell.offsetWidth - element.clientWidth;
    if (right > element.scrollLeft) element.scrollLeft = right;
  };
  const open = () => {
    const row = options.rowAt(active.row);
    if (row !== undefined) options.onOpen(active.row, row);
  };
  element.addEventListener('keydown', (event) => {
    const page = Math.max(1, Math.floor(viewport().height / rowHeightPx) - 1);
    const { row, column } = active;
    const isFar = event.ctrlKey || event.metaKey;
    const moves: Partial<Record<string, () => void>> = {
      ArrowDown: () => {
        moveTo(row + 1, column);
      },
      ArrowUp: () => {
        moveTo(row - 1, column);
      },
      ArrowLeft: () => {
        moveTo(row, column - 1);
      },
      ArrowRight: () => {
        moveTo(row, column + 1);
      },
      PageDown: () => {
        moveTo(row + page, column);
      },
      PageUp: () => {
        moveTo(row - page, column);
      },
      Home: () => {
        moveTo(isFar ? 0 : row, 0);
      },
      End: () => {
        moveTo(isFar ? total - 1 : row, columns.length - 1);
      },
      Enter: open,
      ' ': open,
    };
    const move = moves[event.key];
    if (!move || total === 0) return;
    event.preventDefault();
    move();
  });
  element.addEventListener('click', (event) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-column]') : null;
    const row = cell?.closest<HTMLElement>('[data-row]');
    if (!cell || !row) return;
    moveTo(Number(row.dataset.row), Number(cell.dataset.column));
    open();
  });
  element.addEventListener('scroll', () => {
    drawSoon();
    options.onScroll?.(element.scrollTop);
  });
  new ResizeObserver(drawSoon).observe(element);
  return {
    element,
    update: (next) => {
      total = next;
      active = { ...active, row: Math.max(0, Math.min(active.row, total - 1)) };
      element.setAttribute('aria-rowcount', String(total + 1));
      drawSoon();
    },
    focus: () => {
      element.focus();
    },
    scrollTo: (scrollTop) => {
      element.scrollTop = scrollTop;
      drawSoon();
    },
  };
}
