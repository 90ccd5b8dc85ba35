// The prompt's editor: a plain text area over a layer that marks placeholders and problems, with completion of column names after `{{`
// and chips that insert a column. A native text area, because completion needs its caret and the toolkit's hides it in a shadow root.
import type { ColumnPreview, DatasetPreview } from '../../src/protocol';
import { fill, freshId, h } from '../element';
import type { Panel } from '../panel';
import { say } from '../fillTemplate';
import { createCompletion } from './columnCompletion';
import type { Form } from './form';
import { completePlaceholder, markedPieces, openPlaceholder, placeholderMarks, type Mark } from './promptMarks';

const placeholderOf = (column: Pick<ColumnPreview, 'name' | 'placeholder'>): string =>
  column.placeholder ?? `{{${column.name}}}`;

/** The column that a prompt is most likely about: the one with the longest cells. */
function wordiest({ columns, rows }: DatasetPreview): ColumnPreview | undefined {
  const lengths = columns.map((_, at) => rows.reduce((sum, cells) => sum + (cells[at]?.length ?? 0), 0));
  return columns[lengths.indexOf(Math.max(...lengths))];
}

export function promptEditor(panel: Panel, form: Form, describedBy: string): HTMLElement {
  const { t } = panel;
  const { columns } = form.dataset;
  const listId = freshId('columns');
  const backdrop = h('div', { class: 'prompt-marks', 'aria-hidden': 'true' });
  const area = h('textarea', {
    class: 'prompt-text',
    'data-first': true,
    rows: 4,
    spellcheck: 'false',
    'aria-label': t.prompt,
    'aria-describedby': describedBy,
    'aria-autocomplete': 'list',
    'aria-controls': listId,
    'aria-haspopup': 'listbox',
    placeholder: say(t.promptPlaceholder, { column: placeholderOf(wordiest(form.dataset) ?? { name: 'text' }) }),
  });
  area.value = form.draft().prompt;

  const insert = (column: ColumnPreview) => {
    const next = completePlaceholder(area.value, area.selectionStart, placeholderOf(column));
    area.focus();
    area.value = next.prompt;
    area.setSelectionRange(next.caret, next.caret);
    completion.close();
    form.change({ prompt: next.prompt });
  };
  const completion = createCompletion(panel, { id: listId, area, onPick: insert });

  /** Where the open placeholder starts, in pixels of the editor: measured in the layer behind, which wraps as the text area does. */
  const placeOf = (offset: number) => {
    const marker = h('span', {}, '\u200b');
    const mirror = h('div', { class: 'prompt-marks measuring' }, area.value.slice(0, offset), marker);
    box.append(mirror);
    const place = { left: marker.offsetLeft, top: marker.offsetTop + marker.offsetHeight };
    mirror.remove();
    return place;
  };
  const suggest = () => {
    const open = area.selectionStart === area.selectionEnd && openPlaceholder(area.value, area.selectionStart);
    if (!open) {
      completion.close();
      return;
    }
    const typed = open.typed.trim().toLowerCase();
    const found = columns.filter(({ name }) => name.toLowerCase().includes(typed));
    completion.open(found, placeOf(open.start));
  };
  const mark = () => {
    const problems: Mark[] = form.isSettled()
      ? form
          .feedback()
          .problems.flatMap(({ start, end, severity }) =>
            start === undefined ? [] : [{ start, end: end ?? start + 1, kind: severity }],
          )
      : [];
    const pieces = markedPieces(area.value, [...placeholderMarks(area.value), ...problems]);
    fill(
      backdrop,
      ...pieces.map(({ text, kinds }) => (kinds.length > 0 ? h('span', { class: kinds.join(' ') }, text) : text)),
      '\n',
    );
    area.setAttribute('aria-invalid', String(problems.some(({ kind }) => kind === 'error')));
  };
  area.addEventListener('input', () => {
    form.change({ prompt: area.value });
    suggest();
  });
  area.addEventListener('click', suggest);
  area.addEventListener('keydown', (event) => {
    if (completion.isHandled(event)) event.preventDefault();
  });
  area.addEventListener('blur', () => {
    completion.close();
  });
  const box = h('div', { class: 'prompt-box' }, backdrop, area, completion.element);
  form.watch(mark);
  return h(
    'div',
    { class: 'prompt-editor' },
    box,
    h(
      'div',
      { class: 'chips', role: 'group', 'aria-label': t.insertColumn },
      h('span', { class: 'hint' }, t.insertColumn),
      ...columns.map((column) =>
        h(
          'button',
          {
            type: 'button',
            class: 'chip mono',
            title: say(t.insertThis, { column: column.name }),
            on: {
              click: () => {
                insert(column);
              },
            },
          },
          placeholderOf(column),
        ),
      ),
    ),
  );
}
