// The data as it stands: first rows in a compact table with each column's type, and the oddities met while reading.
import type { ColumnPreview } from '../../src/protocol';
import { h } from '../element';
import { say } from '../fillTemplate';
import { icon, type IconName } from '../icons';
import type { Panel } from '../panel';
import { section } from '../section';
import type { Form } from './form';
import { problemLine } from './problemList';
import { encodingCells, readingPickers } from './readingPickers';

const typeIcons: Readonly<Record<ColumnPreview['type'], IconName>> = {
  text: 'text',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  empty: 'empty',
};

/** @param notice what has to be known of the rows before they are looked at */
export function datasetSection(panel: Panel, form: Form, notice?: HTMLElement): HTMLElement {
  const { dataset } = form;
  const { t, format } = panel;
  const facts = say(t.rowsAndColumns, {
    rows: format.count(dataset.rowCount),
    columns: format.count(dataset.columns.length),
  });
  const table = h(
    'table',
    { class: 'sheet' },
    h('caption', { class: 'visually-hidden' }, say(t.firstRowsOf, { name: dataset.name })),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col', class: 'row-number' }, h('span', { class: 'visually-hidden' }, t.row)),
        ...dataset.columns.map((column) => columnHead(panel, column)),
      ),
    ),
    h(
      'tbody',
      {},
      ...dataset.rows.map((cells, index) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row', class: 'row-number' }, format.count(index + 1)),
          ...cells.map((cell, column) =>
            h('td', { class: dataset.columns[column]?.type === 'number' ? 'figure' : '', title: cell }, cell),
          ),
        ),
      ),
    ),
  );
  const { element, aside } = section(
    t.data,
    { hint: `${dataset.name} · ${facts}` },
    notice,
    encodingCells(panel, dataset),
    dataset.rows.length > 0
      ? h('div', { class: 'scroller preview', tabindex: 0, role: 'group', 'aria-label': t.data }, table)
      : h('p', { class: 'empty' }, t.noRows),
    dataset.problems.length > 0 &&
      h(
        'ul',
        { class: 'problems' },
        ...dataset.problems.map((message) => problemLine(panel, { severity: 'warning', message })),
      ),
  );
  aside.append(...readingPickers(panel, form));
  return element;
}

function columnHead({ t, format }: Panel, column: ColumnPreview): HTMLElement {
  const gaps = column.emptyCells > 0 ? say(t.emptyCells, { count: format.count(column.emptyCells) }) : undefined;
  return h(
    'th',
    {
      scope: 'col',
      class: column.type === 'number' ? 'figure' : '',
      title: [column.name, t.columnTypes[column.type], gaps].filter(Boolean).join(' · '),
    },
    h(
      'span',
      { class: 'column-head' },
      icon(typeIcons[column.type], 'faint'),
      h('span', {}, column.name),
      h('span', { class: 'visually-hidden' }, ` ${t.columnTypes[column.type]}`),
    ),
    gaps !== undefined && h('span', { class: 'sub' }, gaps),
  );
}
