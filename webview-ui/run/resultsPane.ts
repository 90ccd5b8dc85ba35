// Every row with its answer, the model that gave it and why: a filter, a grid that holds any number of rows, and a drawer for one row.
import type { ResultRow, RowFilter } from '../../src/protocol';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import { createPageCache, rowsPerPage } from '../grid/pageCache';
import type { GridColumn } from '../grid/gridRows';
import { createVirtualGrid } from '../grid/virtualGrid';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { section } from '../section';
import { createRowDrawer } from './rowDrawer';

const filters: readonly RowFilter[] = ['all', 'deviating', 'checked', 'escalated', 'failed'];

export type ResultsPane = { readonly element: HTMLElement; readonly show: () => void };

export function createResultsPane(panel: Panel, runId: string): ResultsPane {
  const { t, format, store } = panel;
  const saved = store.get().run?.runId === runId ? store.get().run : undefined;
  let filter: RowFilter = saved?.filter ?? 'all';
  let isShown = false;
  const remember = (change: { filter?: RowFilter; gridTop?: number; row?: number | undefined }) => {
    const now = { ...store.get().run, ...change, runId };
    if (now.row === undefined) delete (now as { row?: number }).row;
    store.save({ run: now as NonNullable<ReturnType<typeof store.get>['run']> });
  };

  const cache = createPageCache<ResultRow>(
    async (offset, limit) => {
      const reply = await panel.attempt(panel.ask('rowsPage', { offset, limit, filter }));
      if (!reply) return undefined;
      take(reply);
      return reply;
    },
    () => {
      grid.update(total);
    },
  );
  let total = 0;
  const take = (reply: { total: number; counts?: Partial<Record<RowFilter, number>> }) => {
    total = reply.total;
    nothing.hidden = total > 0;
    grid.element.hidden = total === 0;
    for (const [name, caption] of captions) {
      const count = name === filter ? total : reply.counts?.[name];
      if (count !== undefined) caption.textContent = `${t.filters[name]} ${format.count(count)}`;
    }
  };

  const captions = new Map<RowFilter, HTMLElement>(filters.map((name) => [name, h('span', {}, t.filters[name])]));
  const tabs = h(
    'div',
    { class: 'filters', role: 'group', 'aria-label': t.filter },
    ...filters.map((name) =>
      h(
        'button',
        {
          type: 'button',
          class: 'filter',
          'data-filter': name,
          title: t.filterHints[name],
          'aria-pressed': String(name === filter),
          on: {
            click: () => {
              choose(name);
            },
          },
        },
        captions.get(name),
      ),
    ),
  );
  const choose = (next: RowFilter) => {
    filter = next;
    remember({ filter, gridTop: 0 });
    for (const tab of tabs.querySelectorAll('button'))
      tab.setAttribute('aria-pressed', String(tab.dataset.filter === filter));
    nothing.textContent = t.nothingHere[filter];
    cache.reset();
    grid.scrollTo(0);
    void load();
  };
  const load = async () => {
    const asked = filter;
    const reply = await panel.attempt(panel.ask('rowsPage', { offset: 0, limit: rowsPerPage, filter }));
    if (!reply || asked !== filter) return;
    take(reply);
    cache.putFirst(reply.rows);
    grid.update(total);
    panel.announce(say(t.rowsShown, { count: format.count(total) }));
  };
  const drawer = createRowDrawer(panel, () => {
    remember({ row: undefined });
    grid.focus();
  });
  const grid = createVirtualGrid<ResultRow>({
    label: t.results,
    columns: columnsOf(panel),
    rowAt: cache.rowAt,
    onWindow: (first, end) => {
      if (end > first) cache.want(first, end);
    },
    onOpen: (_, row) => {
      remember({ row: row.row });
      void drawer.open(row.row);
    },
    onScroll: (gridTop) => {
      remember({ gridTop });
    },
    waiting: '…',
  });
  const nothing = h('p', { class: 'empty', hidden: true }, t.nothingHere[filter]);
  const { element, body } = section(t.results, { class: 'pane wide results' });
  fill(
    body,
    tabs,
    h('div', { class: 'results-columns' }, h('div', { class: 'results-grid' }, grid.element, nothing), drawer.element),
  );
  element.hidden = true;
  return {
    element,
    show: () => {
      if (isShown) return;
      isShown = true;
      element.hidden = false;
      void load().then(() => {
        if (saved?.gridTop)
          requestAnimationFrame(() => {
            grid.scrollTo(saved.gridTop ?? 0);
          });
        if (saved?.row !== undefined) void drawer.open(saved.row);
      });
    },
  };
}

function columnsOf({ t, format }: Panel): GridColumn<ResultRow>[] {
  const plain = (text: string) => ({ content: text, title: text });
  return [
    { name: t.row, class: 'figure column-row', cell: ({ row }) => ({ content: format.count(row + 1) }) },
    { name: t.content, class: 'column-content', cell: ({ preview }) => plain(preview) },
    {
      name: t.answer,
      class: 'column-answer',
      cell: ({ answer, isDeviating, referenceAnswer }) => ({
        title: isDeviating ? `${answer ?? ''} ≠ ${referenceAnswer ?? ''}` : (answer ?? ''),
        content: h(
          'span',
          { class: 'answer-cell' },
          isDeviating && icon('differs'),
          h('span', {}, answer ?? '–'),
          isDeviating && h('span', { class: 'visually-hidden' }, ` ${t.differs}`),
        ),
      }),
    },
    { name: t.model, class: 'column-model', cell: ({ model }) => plain(model ?? '–') },
    {
      name: t.reason,
      class: 'column-reason',
      cell: ({ reason, cause }) => ({
        title: cause === undefined ? t.reasonHints[reason] : `${t.causes[cause.code]}: ${cause.text}`,
        content:
          reason === 'failed'
            ? h(
                'span',
                { class: 'status invalid' },
                icon('error'),
                cause === undefined ? t.reasons[reason] : `${t.causes[cause.code]}: ${cause.text}`,
              )
            : t.reasons[reason],
      }),
    },
    {
      name: t.trust,
      class: 'figure column-figure',
      cell: ({ confidence }) => ({ content: format.measured(confidence) }),
    },
    {
      name: t.costColumn,
      class: 'figure column-figure',
      cell: ({ costUsd }) => ({ content: format.moneyInColumn(costUsd) }),
    },
  ];
}
