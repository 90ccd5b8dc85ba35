// The promise before it is made: how many rows may differ and how sure that is, as two inputs and one sentence that lives with them.
import { isAccuracyPromised } from '../../src/engine/job';
import { isJudged } from '../../src/engine/judge/judgeOfOptions';
import { fewRowsClauses, plannedClauses } from '../../src/engine/promise/clauses';
import { promisedBy } from '../../src/engine/promise/kinds';
import { allowedDeviations } from '../../src/engine/strategy';
import { fill, freshId, h } from '../element';
import type { Panel } from '../panel';
import { promiseNodes } from '../promiseWords';
import { section } from '../section';
import { textField } from '../toolkit';
import { whenChanged, type Form } from './form';
import { parsePercent } from './parseAmount';
import { problemList } from './problemList';

export function promiseCard(panel: Panel, form: Form): HTMLElement {
  const { t } = panel;
  const sentence = h('p', { class: 'living', 'aria-live': 'polite' });
  /** That so few rows save little: known before anything is asked. */
  const few = h('p', { class: 'few-rows', hidden: true });
  form.watch(
    whenChanged(
      () => {
        const { accuracy, confidence, strategy, task, judge } = form.draft();
        const { rows } = form.feedback();
        const isNamed = isJudged(task) && judge !== undefined && judge.model !== '';
        const reference = form.referenceId();
        const person = form.models().find(({ id }) => id === reference)?.person;
        return {
          ...{ accuracy, confidence, strategy, rows, reference },
          ...(person && { asksPerson: true, ...person }),
          ...promisedBy(task),
          ...(isNamed && { judge: { id: judge.model, noWorse: judge.noWorse ?? false } }),
        };
      },
      ({ accuracy, rows, reference = t.theReference, ...others }) => {
        const allowed = allowedDeviations(accuracy, rows);
        const planned = { rows, allowed, reference, ...others };
        fill(sentence, ...promiseNodes(panel, plannedClauses(planned)));
        const small = fewRowsClauses({ ...planned, accuracy });
        few.hidden = small.length === 0;
        fill(few, ...promiseNodes(panel, small));
      },
    ),
  );
  const accuracy = h('div', {});
  form.watch(
    whenChanged(
      () => isAccuracyPromised(form.draft()),
      (isPromised) => {
        // What was typed wrong goes with its field.
        form.setWrong('accuracy', undefined);
        const input = () =>
          percentInput(panel, form, {
            key: 'accuracy',
            caption: t.accuracyThreshold,
            hint: t.accuracyHint,
            isLegal: () => true,
          });
        fill(accuracy, isPromised && input());
      },
    ),
  );
  const confidence = percentInput(panel, form, {
    key: 'confidence',
    caption: t.confidence,
    hint: t.confidenceHint,
    isLegal: (value) => value < 1,
  });
  return section(
    t.promise,
    { class: 'card' },
    sentence,
    few,
    accuracy,
    confidence,
    problemList(panel, form, ['accuracy', 'confidence']),
  ).element;
}

function percentInput(
  { t }: Panel,
  form: Form,
  options: { key: 'accuracy' | 'confidence'; caption: string; hint: string; isLegal: (value: number) => boolean },
): HTMLElement {
  const { key, caption } = options;
  const noteId = freshId('note');
  const note = h('p', { class: 'hint', id: noteId }, options.hint);
  const asText = (value: number) => String(Number((value * 100).toFixed(4)));
  const slider = h('input', {
    type: 'range',
    min: 80,
    max: key === 'accuracy' ? 100 : 99.5,
    step: 0.5,
    'aria-label': caption,
    value: asText(form.draft()[key]),
  });
  const paint = () => {
    const { min, max, value } = slider;
    slider.style.setProperty('--share', String((Number(value) - Number(min)) / (Number(max) - Number(min))));
  };
  paint();
  const text = textField({
    label: caption,
    value: asText(form.draft()[key]),
    end: '%',
    class: 'percent',
    describedBy: noteId,
    onInput: (typed) => {
      const value = parsePercent(typed);
      const isLegal = value !== undefined && options.isLegal(value);
      note.className = isLegal ? 'hint' : 'hint error';
      const wanted = key === 'accuracy' ? t.percentWanted : t.percentBelowWanted;
      note.textContent = isLegal ? options.hint : wanted;
      form.setWrong(key, isLegal ? undefined : `${caption}: ${wanted}`);
      text.setAttribute('aria-invalid', String(!isLegal));
      if (!isLegal) return;
      slider.value = asText(value);
      paint();
      form.change({ [key]: value });
    },
  });
  slider.addEventListener('input', () => {
    paint();
    text.value = slider.value;
    note.className = 'hint';
    note.textContent = options.hint;
    text.setAttribute('aria-invalid', 'false');
    form.setWrong(key, undefined);
    form.change({ [key]: Number(slider.value) / 100 });
  });
  return h(
    'div',
    { class: 'percent-input' },
    h('span', { class: 'caption', 'aria-hidden': 'true' }, caption),
    slider,
    text,
    note,
  );
}
