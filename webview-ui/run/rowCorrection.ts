// What a user says a row's answer is: chosen from the labels or typed, kept apart from every model's answer.
import type { RowExplanation } from '../../src/protocol';
import { h, type Child } from '../element';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { button, dropdown } from '../toolkit';

const nothingChosen = '';

/** @param correct keeps the text; undefined: the delivered answer stands again. */
export function rowCorrection(
  { t }: Panel,
  { delivered, correction, labels }: RowExplanation,
  correct: (text: string | undefined) => void,
): Child[] {
  let text = correction ?? '';
  const input =
    labels === undefined
      ? typed(t.yourAnswer, correction ?? delivered ?? '', (value) => (text = value))
      : dropdown({
          label: t.yourAnswer,
          value: correction ?? nothingChosen,
          choices: [
            { value: nothingChosen, text: t.chooseAnswer },
            ...labels.map((label) => ({ value: label, text: label })),
          ],
          onChange: (value) => (text = value),
        });
  return [
    h('h4', {}, t.yourAnswer),
    correction !== undefined &&
      h(
        'p',
        { class: 'correction' },
        icon('pencil'),
        h('span', {}, correction),
        h('span', { class: 'sub' }, t.corrected),
      ),
    h(
      'div',
      { class: 'correction-form' },
      input,
      button(correction === undefined ? t.correct : t.changeCorrection, () => {
        if (text.trim() !== '') correct(text);
      }),
      correction !== undefined &&
        button(t.undoCorrection, () => {
          correct(undefined);
        }),
    ),
    h('p', { class: 'hint' }, t.yourAnswerHint),
  ];
}

/** Answers may have lines: the toolkit's field has one. */
function typed(label: string, value: string, onInput: (value: string) => void): HTMLElement {
  const element = h('textarea', {
    class: 'correction-text',
    'aria-label': label,
    rows: 2,
    on: {
      input: () => {
        onInput(element.value);
      },
    },
  });
  element.value = value;
  return element;
}
