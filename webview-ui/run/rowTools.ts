// Above the rows: words to look for, a model to narrow to, and how often each answer was given, as a bar per answer.
import type { PanelRequests } from '../../src/protocol';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import type { Panel } from '../panel';
import { checkbox, dropdown, textField } from '../toolkit';

export type RowNarrowing = Pick<PanelRequests['rowsPage']['params'], 'search' | 'model'>;
type Start = { readonly isSideBySide: boolean; readonly onSideBySide: (isSideBySide: boolean) => void };
type Answers = PanelRequests['rowsPage']['result']['answers'];

export type RowTools = {
  readonly element: HTMLElement;
  readonly narrowing: () => RowNarrowing;
  readonly showModels: (models: readonly string[]) => void;
  readonly showAnswers: (answers: Answers) => void;
};

const pauseMs = 250;
const everyModel = '';

export function createRowTools(
  { t, format }: Panel,
  { isSideBySide, onSideBySide }: Start,
  onChange: () => void,
): RowTools {
  let narrowing: RowNarrowing = {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isListed = false;
  const search = textField({
    label: t.searchRows,
    value: '',
    placeholder: t.searchRows,
    class: 'row-search',
    onInput: (text) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const { search: _, ...rest } = narrowing;
        narrowing = text.trim() === '' ? rest : { ...rest, search: text.trim() };
        onChange();
      }, pauseMs);
    },
  });
  const place = h('div', { class: 'row-model' });
  const side = checkbox({ text: t.sideBySide, isChecked: isSideBySide, onChange: onSideBySide });
  const answers = h('div', { class: 'answer-counts' });
  return {
    element: h('div', { class: 'row-tools' }, h('div', { class: 'row-tools-line' }, search, place, side), answers),
    narrowing: () => narrowing,
    showModels(models) {
      if (isListed || models.length < 2) return;
      isListed = true;
      fill(
        place,
        dropdown({
          label: t.modelFilter,
          value: everyModel,
          choices: [{ value: everyModel, text: t.everyModel }, ...models.map((id) => ({ value: id, text: id }))],
          onChange: (model) => {
            const { model: _, ...rest } = narrowing;
            narrowing = model === everyModel ? rest : { ...rest, model };
            onChange();
          },
        }),
      );
    },
    showAnswers(counted) {
      const isTelling = counted !== undefined && counted.distinct > 1 && counted.most.some(({ rows }) => rows > 1);
      answers.hidden = !isTelling;
      if (!isTelling) return;
      const highest = Math.max(...counted.most.map(({ rows }) => rows));
      const bar = (text: string, rows: number) =>
        h(
          'li',
          { class: 'answer-count' },
          h('span', { class: 'answer-count-text', title: text }, text),
          h(
            'span',
            { class: 'meter', 'aria-hidden': 'true' },
            h('span', { vars: { '--share': String(rows / highest) } }),
          ),
          h('span', { class: 'figure' }, format.count(rows)),
        );
      const others = counted.distinct - counted.most.length;
      fill(
        answers,
        h('ul', { 'aria-label': t.answersCounted }, ...counted.most.map(({ text, rows }) => bar(text, rows))),
        others > 0 && h('p', { class: 'hint' }, say(t.otherAnswers, { count: format.count(others) })),
      );
    },
  };
}
