// A drawing with a table behind it: the same figures, one click away, for whoever cannot or would rather not read the drawing.
import { fill, h } from '../element';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { section } from '../section';
import { button } from '../toolkit';

export type TableData = {
  readonly columns: readonly { readonly name: string; readonly isFigure?: boolean }[];
  readonly rows: readonly (readonly string[])[];
};

export type ChartFrame = {
  readonly element: HTMLElement;
  /** Draws the chart (into the given element, of the given width in pixels), or the table when that is shown. */
  readonly show: (
    content:
      { readonly draw: (into: HTMLElement, widthPx: number) => void; readonly table: () => TableData } | undefined,
  ) => void;
};

export function createChartFrame(
  panel: Panel,
  title: string,
  options: { key: string; hint?: string; class?: string },
): ChartFrame {
  const { t, store } = panel;
  const canvas = h('div', { class: 'chart' });
  const { element, aside } = section(
    title,
    { ...(options.hint !== undefined && { hint: options.hint }), class: `pane ${options.class ?? ''}` },
    canvas,
  );
  let isTable = store.get().tables?.includes(options.key) ?? false;
  let content: Parameters<ChartFrame['show']>[0];
  /** Told by the observer, which is called after layout: asking for it while drawing would lay the page out once per chart. */
  let widthPx = 0;
  const draw = () => {
    element.hidden = content === undefined;
    if (!content) return;
    if (isTable) fill(canvas, tableElement(title, content.table()));
    else if (widthPx > 0) content.draw(canvas, widthPx);
  };
  const caption = () => (isTable ? t.showChart : t.showTable);
  const toggle = button(
    '',
    () => {
      isTable = !isTable;
      const others = (store.get().tables ?? []).filter((key) => key !== options.key);
      store.save({ tables: isTable ? [...others, options.key] : others });
      label();
      draw();
    },
    { kind: 'icon', icon: icon('table'), label: `${t.showTable}: ${title}` },
  );
  const label = () => {
    toggle.setAttribute('aria-label', `${caption()}: ${title}`);
    toggle.title = caption();
    fill(toggle, icon(isTable ? 'chart' : 'table'));
  };
  label();
  aside.append(toggle);
  new ResizeObserver(([entry]) => {
    const { width } = entry!.contentRect;
    if (Math.abs(width - widthPx) <= 1) return;
    widthPx = width;
    // Not in here: a drawing changes the canvas's height, which would call the observer again within the frame.
    requestAnimationFrame(draw);
  }).observe(canvas);
  return {
    element,
    show: (next) => {
      content = next;
      draw();
    },
  };
}

function tableElement(caption: string, data: TableData): HTMLElement {
  const kind = (column: number) => (data.columns[column]?.isFigure ? 'figure' : '');
  return h(
    'div',
    { class: 'scroller', tabindex: 0, role: 'group', 'aria-label': caption },
    h(
      'table',
      { class: 'sheet' },
      h('caption', { class: 'visually-hidden' }, caption),
      h(
        'thead',
        {},
        h('tr', {}, ...data.columns.map(({ name }, at) => h('th', { scope: 'col', class: kind(at) }, name))),
      ),
      h(
        'tbody',
        {},
        ...data.rows.map((cells) =>
          h(
            'tr',
            {},
            ...cells.map((cell, at) =>
              at === 0 ? h('th', { scope: 'row' }, cell) : h('td', { class: kind(at) }, cell),
            ),
          ),
        ),
      ),
    ),
  );
}
