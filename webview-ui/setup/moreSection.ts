// What most people leave as it is: strategy, student, seed, how many rows, batch prices, the output file. Closed until wanted.
import { mostRepeats } from '../../src/engine/job';
import { strategyNames, type StrategyName } from '../../src/engine/strategy';
import { freshId, h } from '../element';
import type { Panel } from '../panel';
import { field } from '../section';
import { checkbox, dropdown, textField } from '../toolkit';
import type { DraftChange, Form } from './form';
import { problemList } from './problemList';

export function moreSection(panel: Panel, form: Form): HTMLElement {
  const { t } = panel;
  const draft = form.draft();
  const whole = (
    caption: string,
    value: number | undefined,
    least: number,
    change: (value: number | undefined) => DraftChange,
    placeholder = '',
    most = Number.MAX_SAFE_INTEGER,
  ) =>
    field(
      caption,
      textField({
        label: caption,
        value: value === undefined ? '' : String(value),
        placeholder,
        class: 'short',
        onInput: (text) => {
          const number = Number(text);
          if (text.trim() === '') form.change(change(undefined));
          else if (Number.isSafeInteger(number) && number >= least && number <= most) form.change(change(number));
        },
      }),
    );
  const strategyNote = h('p', { class: 'hint' }, t.strategies[draft.strategy]);
  const strategy = dropdown<StrategyName>({
    label: t.strategy,
    value: draft.strategy,
    choices: strategyNames.map((value) => ({ value, text: value })),
    onChange: (value) => {
      strategyNote.textContent = t.strategies[value];
      student.disabled = !canLearn(value);
      form.change({ strategy: value });
    },
  });
  const studentNoteId = freshId('note');
  const student = checkbox({
    text: t.student,
    label: t.student,
    describedBy: studentNoteId,
    isChecked: draft.student,
    isDisabled: !canLearn(draft.strategy),
    onChange: (isChecked) => {
      form.change({ student: isChecked });
    },
  });
  return h(
    'details',
    { class: 'section more' },
    h('summary', {}, h('h2', {}, t.more)),
    h(
      'div',
      { class: 'section-body' },
      field(t.strategy, strategy, strategyNote),
      h('div', { class: 'field' }, student, h('p', { class: 'hint', id: studentNoteId }, t.studentHint)),
      h(
        'div',
        { class: 'fields' },
        whole(t.firstRowsOnly, draft.limit, 1, (limit) => ({ limit }), t.allRows),
        whole(t.seed, draft.seed, 0, (seed) => ({ seed }), t.seedDrawn),
        whole(
          t.askTwice,
          draft.repeatReference,
          0,
          (repeatReference) => ({ repeatReference }),
          t.askTwiceNone,
          mostRepeats,
        ),
      ),
      h('p', { class: 'hint' }, t.askTwiceHint),
      field(
        t.output,
        textField({
          label: t.output,
          value: draft.out,
          class: 'wide',
          onInput: (out) => {
            form.change({ out });
          },
        }),
        h('p', { class: 'hint' }, t.outputHint),
      ),
      checkbox({
        text: t.batch,
        isChecked: draft.batch,
        onChange: (batch) => {
          form.change({ batch });
        },
      }),
      problemList(panel, form, ['out']),
    ),
  );
}

/** The published strategies have no student. */
const canLearn = (strategy: StrategyName) => strategy === 'certified';
