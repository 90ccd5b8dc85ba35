// A grid of any length that draws only the rows in sight. One tab stop; the active cell moves by keys and is told to assistive technology
// by aria-activedescendant, because the row that is active may be scrolled out of the document.
import { freshId, h } from '../element';
import { cellAfterKey } from './gridKeys';
import { createGridRows, type Cell, type GridColumn } from './gridRows';
import { scrollTopFor, windowOf } from './window';

export type VirtualGrid = {
  readonly element: HTMLElement;
  /** Draws again: the number of rows, or rows that arrived. */
  readonly update: (total: number) => void;
  readonly focus: () => void;
  readonly scrollTo: (scrollTop: number) => void;
};

const rowHeightPx = 28;

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
  readonly onSort?: (order: string, isDescending: boolean) => void;
}): VirtualGrid {
  const { columns } = options;
  const id = freshId('grid');
  let total = 0;
  let active: Cell = { row: 0, column: 0 };
  let isDrawing = false;
  /** A row that was to be opened before it came. */
  let wished: number | undefined;

  let sorted: { readonly order: string; readonly isDescending: boolean } | undefined;
  function sortButton(name: string, order: string, index: number): HTMLElement {
    const press = () => {
      sorted = { order, isDescending: sorted?.order === order && !sorted.isDescending };
      for (const head of heads) head.removeAttribute('aria-sort');
      heads[index]!.setAttribute('aria-sort', sorted.isDescending ? 'descending' : 'ascending');
      options.onSort?.(order, sorted.isDescending);
    };
    return h('button', { type: 'button', class: 'grid-sort', on: { click: press } }, name);
  }
  const cellId = ({ row, column }: Cell) => `${id}-${String(row)}-${String(column)}`;
  const rows = createGridRows({ columns, rowAt: options.rowAt, cellId, waiting: options.waiting });
  const space = h('div', { class: 'grid-space', role: 'presentation' }, rows.element);
  const heads = columns.map((column, index) =>
    h(
      'div',
      {
        class: `grid-cell ${column.class ?? ''}`,
        role: 'columnheader',
        'aria-colindex': index + 1,
        title: column.name,
      },
      column.order === undefined || !options.onSort ? column.name : sortButton(column.name, column.order, index),
    ),
  );
  /** The last columns give way where there is no room for them. */
  const shownColumns = () => heads.filter(({ offsetWidth }) => offsetWidth > 0).length;
  const head = h(
    'div',
    { class: 'grid-head', role: 'rowgroup' },
    h('div', { class: 'grid-row', role: 'row', 'aria-rowindex': 1 }, ...heads),
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
  // Noted when layout is done (on scrolling and resizing): asking for them while drawing would lay the page out twice a frame.
  let scrollTop = 0;
  let height = rowHeightPx;
  const viewport = () => ({ scrollTop, height, rowHeight: rowHeightPx, total });
  const scrollTo = (top: number) => {
    element.scrollTop = top;
    ({ scrollTop } = element);
  };

  const draw = () => {
    isDrawing = false;
    const { first, end, offsetPx, spacePx } = windowOf(viewport());
    options.onWindow(Math.max(0, first - rowsAhead), Math.min(total, end + rowsAhead));
    space.style.height = `${String(spacePx)}px`;
    rows.element.style.transform = `translateY(${String(offsetPx)}px)`;
    rows.draw(first, end, active);
    if (active.row >= first && active.row < end) element.setAttribute('aria-activedescendant', cellId(active));
    else element.removeAttribute('aria-activedescendant');
  };
  const drawSoon = () => {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(draw);
  };
  const moveTo = ({ row, column }: Cell) => {
    active = {
      row: Math.max(0, Math.min(total - 1, row)),
      column: Math.max(0, Math.min(shownColumns() - 1, column)),
    };
    scrollTo(scrollTopFor(active.row, viewport()));
    draw();
    const cell = document.getElementById(cellId(active));
    if (!cell) return;
    if (cell.offsetLeft < element.scrollLeft) element.scrollLeft = cell.offsetLeft;
    const right = cell.offsetLeft + cell.offsetWidth - element.clientWidth;
    if (right > element.scrollLeft) element.scrollLeft = right;
  };
  const open = () => {
    const row = options.rowAt(active.row);
    wished = row === undefined ? active.row : undefined;
    if (row !== undefined) options.onOpen(active.row, row);
  };
  element.addEventListener('keydown', (event) => {
    if (total === 0) return;
    const page = Math.max(1, Math.floor(viewport().height / rowHeightPx) - 1);
    const pressed = { key: event.key, isFar: event.ctrlKey || event.metaKey };
    const next = cellAfterKey(pressed, active, { rows: total, columns: shownColumns(), page });
    if (next) moveTo(next);
    else if (event.key === 'Enter' || event.key === ' ') open();
    else return;
    event.preventDefault();
  });
  element.addEventListener('click', (event) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-column]') : null;
    const row = cell?.closest<HTMLElement>('[data-row]');
    if (!cell || !row) return;
    moveTo({ row: Number(row.dataset.row), column: Number(cell.dataset.column) });
    open();
  });
  element.addEventListener('scroll', () => {
    ({ scrollTop } = element);
    drawSoon();
    options.onScroll?.(scrollTop);
  });
  new ResizeObserver(() => {
    height = Math.max(rowHeightPx, element.clientHeight - head.offsetHeight);
    drawSoon();
  }).observe(element);
  return {
    element,
    update: (next) => {
      total = next;
      active = { ...active, row: Math.max(0, Math.min(active.row, total - 1)) };
      element.setAttribute('aria-rowcount', String(total + 1));
      drawSoon();
      if (wished !== undefined && wished === active.row) open();
    },
    focus: () => {
      element.focus();
    },
    scrollTo: (top) => {
      scrollTo(top);
      drawSoon();
    },
  };
}
