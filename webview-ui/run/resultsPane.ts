// Every row with its answer, the model that gave it and why: a filter, a grid that holds any number of rows, and a drawer for one row. Of three grids
// (delivered answers, pairs that a judge called different, all models side by side) one is shown.
import { rowFilters, type PanelRequests, type ResultRow, type RowFilter, type RowOrder } from '../../src/protocol';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import { createPageCache, rowsPerPage } from '../grid/pageCache';
import type { GridColumn } from '../grid/gridRows';
import { createVirtualGrid, type VirtualGrid } from '../grid/virtualGrid';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { section } from '../section';
import type { SavedState } from '../vscodeApi';
import { answerColumns, type AnswerGrid } from './answerColumns';
import { createCorrectionsLine } from './correctionsLine';
import { pairColumns } from './pairColumns';
import { createRowDrawer } from './rowDrawer';
import { createRowTools } from './rowTools';

export type ResultsPane = { readonly element: HTMLElement; readonly show: () => void };

/** Filters of what few runs have: shown once there is something behind them. */
const rare: ReadonlySet<RowFilter> = new Set(['judged', 'corrected']);

/** @param reference the run's, once it has begun. */
export function createResultsPane(panel: Panel, runId: string, reference: () => string): ResultsPane {
  const { t, format, store } = panel;
  const saved = store.get().run?.runId === runId ? store.get().run : undefined;
  let filter: RowFilter = saved?.filter ?? 'all';
  let isShown = false;
  let isSideBySide = saved?.isSideBySide ?? false;
  const remember = (change: Partial<Omit<NonNullable<SavedState['run']>, 'row'>> & { row?: number | undefined }) => {
    const now = { ...store.get().run, ...change, runId };
    if (now.row === undefined) delete (now as { row?: number }).row;
    store.save({ run: now as NonNullable<ReturnType<typeof store.get>['run']> });
  };

  let sort: PanelRequests['rowsPage']['params']['sort'];
  const query = () => ({
    filter,
    ...tools.narrowing(),
    ...(sort && filter !== 'judged' && { sort }),
    ...(isSideBySide && filter !== 'judged' && { withAnswers: true as const }),
  });
  const onSideBySide = (wanted: boolean) => {
    isSideBySide = wanted;
    remember({ isSideBySide, gridTop: 0 });
    again();
  };
  const tools = createRowTools(panel, { isSideBySide, onSideBySide }, () => {
    again();
  });
  const corrections = createCorrectionsLine(panel, () => {
    refresh();
  });
  const cache = createPageCache<ResultRow>(
    async (offset, limit) => {
      const reply = await panel.attempt(panel.ask('rowsPage', { offset, limit, ...query() }));
      if (!reply) return undefined;
      showReply(reply);
      return reply;
    },
    () => {
      grid().update(total);
    },
  );
  let total = 0;
  const showReply = (reply: PanelRequests['rowsPage']['result']) => {
    total = reply.total;
    if (reply.models) tools.showModels(reply.models);
    tools.showAnswers(reply.answers);
    corrections.show(reply.corrections);
    if (reply.ladder) makeSideGrid(reply.ladder, reply.corrections !== undefined);
    emptyText.hidden = total > 0;
    showGrid();
    for (const [name, caption] of captions) {
      const count = reply.counts?.[name] ?? (name === filter ? total : undefined);
      if (count === undefined) continue;
      caption.textContent = `${t.filters[name]} ${format.count(count)}`;
      caption.parentElement!.hidden = rare.has(name) && count === 0 && name !== filter;
    }
  };

  const captions = new Map<RowFilter, HTMLElement>(rowFilters.map((name) => [name, h('span', {}, t.filters[name])]));
  const tabs = h(
    'div',
    { class: 'filters', role: 'group', 'aria-label': t.filter },
    ...rowFilters.map((name) =>
      h(
        'button',
        {
          type: 'button',
          class: 'filter',
          'data-filter': name,
          title: t.filterHints[name],
          hidden: rare.has(name) && name !== filter,
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
    again();
  };
  const again = () => {
    const isNarrowed = Object.keys(tools.narrowing()).length > 0;
    emptyText.textContent = isNarrowed ? t.nothingFound : t.nothingHere[filter];
    cache.reset();
    grid().scrollTo(0);
    void load();
  };
  /** The same rows in the same place, as they are now. */
  const refresh = () => {
    cache.reset();
    grid().update(total);
  };
  const load = async () => {
    const asked = JSON.stringify(query());
    const reply = await panel.attempt(panel.ask('rowsPage', { offset: 0, limit: rowsPerPage, ...query() }));
    if (!reply || asked !== JSON.stringify(query())) return;
    showReply(reply);
    cache.putFirst(reply.rows);
    grid().update(total);
    panel.announce(say(t.rowsShown, { count: format.count(total) }));
  };
  const drawer = createRowDrawer(
    panel,
    () => {
      remember({ row: undefined });
      grid().focus();
    },
    () => {
      refresh();
    },
  );
  const gridOf = (columns: readonly GridColumn<ResultRow>[], label: string) =>
    createVirtualGrid<ResultRow>({
      label,
      columns,
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
      onSort: (order, isDescending) => {
        sort = { by: order as RowOrder, isDescending };
        again();
      },
    });
  const rowsGrid = gridOf(columnsOf(panel), t.results);
  const pairsGrid = gridOf(pairColumns(panel), t.filters.judged);
  pairsGrid.element.classList.add('pairs');
  let sideGrid: (AnswerGrid & { readonly grid: VirtualGrid }) | undefined;
  const makeSideGrid = (ladder: readonly string[], hasCorrections: boolean) => {
    const isSame = sideGrid?.ladder.join() === ladder.join() && sideGrid.hasCorrections === hasCorrections;
    if (isSame) return;
    const of = { ladder, reference: reference(), hasCorrections };
    const made = gridOf(answerColumns(panel, of), t.sideBySide);
    made.element.classList.add('side-by-side');
    made.element.style.setProperty('--answers', String(ladder.length + Number(hasCorrections)));
    sideGrid = { ...of, grid: made };
  };
  const grid = () => (filter === 'judged' ? pairsGrid : isSideBySide && sideGrid ? sideGrid.grid : rowsGrid);
  const gridPlace = h('div', {}, grid().element);
  const showGrid = () => {
    const { element: shown } = grid();
    shown.hidden = total === 0;
    if (gridPlace.firstChild !== shown) fill(gridPlace, shown);
  };
  const emptyText = h('p', { class: 'empty', hidden: true }, t.nothingHere[filter]);
  const { element, body } = section(t.results, { class: 'pane wide results' });
  fill(
    body,
    tabs,
    tools.element,
    corrections.element,
    h('div', { class: 'results-columns' }, h('div', { class: 'results-grid' }, gridPlace, emptyText), drawer.element),
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
            grid().scrollTo(saved.gridTop ?? 0);
          });
        if (saved?.row !== undefined) void drawer.open(saved.row);
      });
    },
  };
}

function columnsOf({ t, format }: Panel): GridColumn<ResultRow>[] {
  const plain = (text: string) => ({ content: text, title: text });
  return [
    { name: t.row, order: 'row', class: 'figure column-row', cell: ({ row }) => ({ content: format.count(row + 1) }) },
    { name: t.content, class: 'column-content', cell: ({ preview }) => plain(preview) },
    {
      name: t.answer,
      order: 'answer',
      class: 'column-answer',
      cell: ({ answer, correction, isDeviating, referenceAnswer }) =>
        correction === undefined
          ? {
              title: isDeviating ? `${answer ?? ''} ≠ ${referenceAnswer ?? ''}` : (answer ?? ''),
              content: h(
                'span',
                { class: 'answer-cell' },
                isDeviating && icon('differs'),
                h('span', {}, answer ?? '–'),
                isDeviating && h('span', { class: 'visually-hidden' }, ` ${t.differs}`),
              ),
            }
          : {
              title: say(t.correctedTitle, { answer: correction, delivered: answer ?? t.noAnswer }),
              content: h(
                'span',
                { class: 'answer-cell corrected' },
                icon('pencil'),
                h('span', {}, correction),
                h('span', { class: 'visually-hidden' }, ` ${t.corrected}`),
              ),
            },
    },
    { name: t.model, order: 'model', class: 'column-model', cell: ({ model }) => plain(model ?? '–') },
    {
      name: t.reason,
      order: 'reason',
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
      order: 'trust',
      class: 'figure column-figure',
      cell: ({ confidence }) => ({ content: format.measured(confidence) }),
    },
    {
      name: t.costColumn,
      order: 'cost',
      class: 'figure column-figure',
      cell: ({ costUsd }) => ({ content: format.moneyInColumn(costUsd) }),
    },
  ];
}
