// What a filter promises: how many of the rows that the reference answers with yes are found, and how many of those found are such rows.
import type { FilterBounds } from '../../src/engine/task/filterBounds';
import { freshId, h } from '../element';
import type { Panel } from '../panel';
import { field } from '../section';
import { textField } from '../toolkit';
import type { Form } from './form';
import { parsePercent } from './parseAmount';

/** What the form begins a filter with. */
export const usualBounds: FilterBounds = { recall: 0.95, precision: 0.95 };

/** What cannot be taken yet is named by the bound's own name (Form.setWrong). */
export const boundNames = ['recall', 'precision'] as const;

export function filterFields(panel: Panel, form: Form): HTMLElement[] {
  const { t } = panel;
  return [
    h('p', { class: 'hint' }, t.filterHint),
    h(
      'div',
      { class: 'fields bounds' },
      ...boundNames.map((name) => boundField(panel, form, name, t.bounds[name], t.boundHints[name])),
    ),
  ];
}

/** Whether the filter promises nothing that a sample could prove: every answer would have to be the reference's own. */
export function isUnbounded({ recall, precision }: FilterBounds): boolean {
  return recall === 1 && precision === 1;
}

function boundField({ t }: Panel, form: Form, name: keyof FilterBounds, caption: string, hint: string): HTMLElement {
  const now = boundsNow(form)[name];
  const noteId = freshId('note');
  const note = h('p', { class: 'hint', id: noteId }, hint);
  const text = textField({
    label: caption,
    value: now === 1 ? '' : String(Number((now * 100).toFixed(4))),
    placeholder: t.everyOne,
    class: 'short',
    end: '%',
    describedBy: noteId,
    onInput: (typed) => {
      const value = typed.trim() === '' ? 1 : parsePercent(typed);
      const isLegal = value !== undefined && (value < 1 || typed.trim() === '');
      note.className = isLegal ? 'hint' : 'hint error';
      note.textContent = isLegal ? hint : t.boundWanted;
      text.setAttribute('aria-invalid', String(!isLegal));
      form.setWrong(name, isLegal ? undefined : `${caption}: ${t.boundWanted}`);
      const { task } = form.draft();
      if (isLegal && task.type === 'labels')
        form.change({ task: { ...task, filter: { ...boundsNow(form), [name]: value } } });
    },
  });
  return field(caption, text, note);
}

function boundsNow(form: Form): FilterBounds {
  const { task } = form.draft();
  return (task.type === 'labels' ? task.filter : undefined) ?? usualBounds;
}
