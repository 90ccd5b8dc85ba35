// What is promised of answers that can be more or less off: how many may differ, or how far they may be off on average.
import type { LossBound } from '../../src/engine/task/lossBound';
import type { Task } from '../../src/engine/task/task';
import { fill, freshId, h } from '../element';
import type { Panel } from '../panel';
import { field } from '../section';
import { radioGroup, textField } from '../toolkit';
import type { Form } from './form';
import { parsePercent } from './parseAmount';

/** The name of what cannot be taken yet (Form.setWrong). */
export const lossName = 'loss';

/** Mean F1 of 95 %, as the accuracy threshold has it. */
const usualF1: LossBound = { by: 'f1', cap: 1, mean: 0.05 };

/**
 * @param otherwise the fields of the task where it is promised how many answers may differ.
 * @param ofLoss the task with this loss, less what is not for it; undefined: without one.
 */
export function lossFields(
  panel: Panel,
  form: Form,
  otherwise: () => HTMLElement[],
  ofLoss: (loss: LossBound | undefined) => Task,
): HTMLElement[] {
  const { t } = panel;
  const details = h('div', { class: 'loss-details' });
  let shown: 'share' | 'loss' | undefined;
  const draw = (kind: 'share' | 'loss') => {
    shown = kind;
    form.setWrong(lossName, undefined);
    if (kind === 'share') fill(details, ...otherwise());
    else fill(details, ...(form.draft().task.type === 'number' ? distanceFields : f1Fields)(panel, form, ofLoss));
  };
  const now = lossNow(form) ? 'loss' : 'share';
  const { type } = form.draft().task;
  const choice = radioGroup<'share' | 'loss'>({
    label: t.whatIsPromised,
    value: now,
    choices: [
      { value: 'share', text: t.promisedShare },
      { value: 'loss', text: type === 'number' ? t.promisedDistance : t.promisedF1 },
    ],
    onChange: (kind) => {
      // The group tells its first value, too.
      if (kind === shown) return;
      // How far numbers may be off only the user can say; until then no loss is bounded.
      form.change({ task: ofLoss(kind === 'loss' && type !== 'number' ? usualF1 : undefined) });
      draw(kind);
    },
  });
  draw(now);
  return [field(t.whatIsPromised, choice), details];
}

function distanceFields({ t }: Panel, form: Form, ofLoss: (loss: LossBound) => Task): HTMLElement[] {
  const noteId = freshId('note');
  const note = h('p', { class: 'hint', id: noteId }, t.lossHint);
  const now = lossNow(form);
  const figures = { mean: now?.mean, cap: now?.cap };
  const take = (isTyping: boolean) => {
    const { mean, cap } = figures;
    const isLegal = mean !== undefined && cap !== undefined && mean > 0 && mean < cap;
    // Who has yet to type the second figure is not told off.
    const isWrong = !isLegal && isTyping && mean !== undefined && cap !== undefined;
    note.className = isWrong ? 'hint error' : 'hint';
    note.textContent = isWrong ? t.lossWanted : t.lossHint;
    form.setWrong(lossName, isLegal ? undefined : `${t.promisedDistance}: ${t.lossWanted}`);
    if (isLegal && isTyping) form.change({ task: ofLoss({ by: 'absolute', cap, mean }) });
  };
  const line = (name: 'mean' | 'cap', caption: string) =>
    field(
      caption,
      textField({
        label: caption,
        value: figures[name] === undefined ? '' : String(figures[name]),
        class: 'short',
        describedBy: noteId,
        onInput: (text) => {
          const value = Number(text.replace(',', '.'));
          figures[name] = text.trim() === '' ? undefined : Number.isFinite(value) ? value : NaN;
          take(true);
        },
      }),
    );
  take(false);
  return [h('div', { class: 'fields' }, line('mean', t.meanLoss), line('cap', t.lossCap)), note];
}

function f1Fields({ t }: Panel, form: Form, ofLoss: (loss: LossBound) => Task): HTMLElement[] {
  const noteId = freshId('note');
  const hint = form.draft().task.type === 'text' ? t.f1OfWords : t.f1OfLabels;
  const note = h('p', { class: 'hint', id: noteId }, hint);
  const text = textField({
    label: t.meanF1,
    value: String(Number((100 * (1 - (lossNow(form)?.mean ?? usualF1.mean))).toFixed(4))),
    class: 'short',
    end: '%',
    describedBy: noteId,
    onInput: (typed) => {
      const f1 = parsePercent(typed);
      const isLegal = f1 !== undefined && f1 < 1;
      note.className = isLegal ? 'hint' : 'hint error';
      note.textContent = isLegal ? hint : t.percentBelowWanted;
      text.setAttribute('aria-invalid', String(!isLegal));
      form.setWrong(lossName, isLegal ? undefined : `${t.meanF1}: ${t.percentBelowWanted}`);
      if (isLegal) form.change({ task: ofLoss({ ...usualF1, mean: Number((1 - f1).toFixed(6)) }) });
    },
  });
  return [h('div', { class: 'fields' }, field(t.meanF1, text)), note];
}

function lossNow(form: Form): LossBound | undefined {
  const { task } = form.draft();
  return task.type === 'json' ? undefined : task.loss;
}
