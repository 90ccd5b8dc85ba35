// Fills the labels in for the user: from a column with few values, or from trial answers of the reference on a few rows.
import { h } from '../element';
import { say } from '../fillTemplate';
import type { Panel } from '../panel';
import { button, progressRing } from '../toolkit';
import type { Form } from './form';

export function labelSuggestion(panel: Panel, form: Form): HTMLElement {
  const { t } = panel;
  const waiting = progressRing(t.working);
  waiting.hidden = true;
  const take = async (column?: string) => {
    waiting.hidden = false;
    const reply = await panel.attempt(
      panel.ask('suggestLabels', { draft: form.draft(), ...(column !== undefined && { column }) }),
    );
    waiting.hidden = true;
    const { task } = form.draft();
    if (!reply || task.type !== 'labels') return;
    form.change({ task: { type: 'labels', labels: [...new Set([...task.labels, ...reply.labels])] } });
    panel.announce(say(t.labelsSuggested, { count: String(reply.labels.length) }));
  };
  const columns = form.dataset.columns.filter(({ fewValues }) => fewValues !== undefined && fewValues.length > 1);
  return h(
    'div',
    { class: 'suggestions' },
    h('span', { class: 'hint' }, t.suggestLabels),
    ...columns.map(({ name }) => button(say(t.fromColumn, { column: name }), () => void take(name))),
    button(t.fromTrial, () => void take()),
    waiting,
  );
}
