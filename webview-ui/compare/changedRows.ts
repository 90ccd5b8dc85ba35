// The rows whose answers changed, however many, and both answers of the one that is opened in full.
import type { RunComparison } from '../../src/engine/report/compareRuns';
import { wordDiff } from '../../src/engine/text/wordDiff';
import type { ChangedAnswer } from '../../src/protocol';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import type { GridColumn } from '../grid/gridRows';
import { createPageCache } from '../grid/pageCache';
import { createVirtualGrid } from '../grid/virtualGrid';
import type { Panel } from '../panel';
import { markedWords } from '../run/differingPair';
import { section } from '../section';

export function createChangedRows(panel: Panel, comparison: RunComparison): HTMLElement {
  const { t, format } = panel;
  const total = comparison.changed + comparison.onlyBefore + comparison.onlyAfter;
  const { element, body } = section(t.changedRows, { class: 'pane wide results' });
  if (total === 0) {
    fill(body, h('p', { class: 'empty' }, t.nothingChanged));
    return element;
  }
  const opened = h('div', { class: 'answer-pair', 'aria-live': 'polite' });
  const cache = createPageCache<ChangedAnswer>(
    (offset, limit) => panel.attempt(panel.ask('changedRows', { offset, limit })),
    () => {
      grid.update(total);
    },
  );
  const open = (row: ChangedAnswer) => {
    const side = (title: string, of: 'before' | 'after') => {
      const answer = row[of];
      return h(
        'div',
        { class: `pair-side ${of}` },
        h('h4', {}, answer === undefined ? title : say(t.answerBy, { run: title, model: answer.model })),
        h('p', { class: 'pair-text' }, ...wordsOf(panel, row, of)),
      );
    };
    fill(
      opened,
      h('h3', {}, say(t.rowNumber, { row: format.count(row.row + 1) })),
      h('p', { class: 'hint' }, row.preview),
      h('div', { class: 'pair-sides' }, side(t.earlierRun, 'before'), side(t.laterRun, 'after')),
    );
  };
  const grid = createVirtualGrid<ChangedAnswer>({
    label: t.changedRows,
    columns: columnsOf(panel),
    rowAt: cache.rowAt,
    onWindow: (first, end) => {
      if (end > first) cache.want(first, end);
    },
    onOpen: (_, row) => {
      open(row);
    },
    waiting: '…',
  });
  grid.element.classList.add('changed');
  fill(body, grid.element, opened);
  grid.update(total);
  return element;
}

function columnsOf(panel: Panel): GridColumn<ChangedAnswer>[] {
  const { t, format } = panel;
  const answer = (of: 'before' | 'after', name: string): GridColumn<ChangedAnswer> => ({
    name,
    class: `column-answer ${of}`,
    cell: (row) => ({ content: h('span', {}, ...wordsOf(panel, row, of)), title: row[of]?.text ?? t.noAnswer }),
  });
  const model = (of: 'before' | 'after'): GridColumn<ChangedAnswer> => ({
    name: t.model,
    class: 'column-model',
    cell: (row) => ({ content: row[of]?.model ?? '–', title: row[of]?.model ?? '' }),
  });
  return [
    { name: t.row, class: 'figure column-row', cell: ({ row }) => ({ content: format.count(row + 1) }) },
    { name: t.content, class: 'column-content', cell: ({ preview }) => ({ content: preview, title: preview }) },
    answer('before', t.earlierRun),
    model('before'),
    answer('after', t.laterRun),
    model('after'),
  ];
}

/** One run's answer, marked where the other's differs; all of it where there is no other to differ from is not. */
function wordsOf({ t }: Panel, { before, after }: ChangedAnswer, of: 'before' | 'after') {
  const own = of === 'before' ? before : after;
  if (own === undefined) return [t.noAnswer];
  if (before === undefined || after === undefined) return [own.text];
  return markedWords(wordDiff(before.text, after.text)[of === 'before' ? 'left' : 'right']);
}
