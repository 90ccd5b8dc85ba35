// Try on 10 rows before anything big is started; what a trial showed becomes the next step.
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { section } from '../section';
import { button, progressRing } from '../toolkit';
import type { Form } from './form';
import { missingLabels } from './missingLabels';
import { trialTable } from './trialTable';

const isError = ({ severity }: { readonly severity: string }) => severity === 'error';

/** @param atOnce whether it starts by itself. */
export function trialSection(panel: Panel, form: Form, atOnce = false): HTMLElement {
  const { t, format } = panel;
  const result = h('div', { class: 'trial' }, h('p', { class: 'empty' }, t.trialHint));
  const { element, aside } = section(t.trial, {}, result);
  const run = async () => {
    start.disabled = true;
    fill(result, h('p', { class: 'working' }, progressRing(t.working), t.trialRunning));
    const reply = await panel.attempt(panel.ask('tryRows', { draft: form.draft() }));
    start.disabled = false;
    if (!reply) {
      fill(result, h('p', { class: 'empty' }, t.trialHint));
      return;
    }
    fill(result, ...missingLabels(panel, form, reply.rows), ...trialTable(panel, reply.rows, form.referenceId()));
    // The estimate rests on what the trial measured.
    form.change({});
    panel.announce(say(t.trialDone, { rows: format.count(reply.rows.length) }));
  };
  const start = button(t.tryRows, () => void run(), { icon: icon('play') });
  aside.append(start);
  form.watch(() => {
    const { models } = form.draft();
    const wrong = models.length === 0 ? t.needsModels : form.feedback().problems.find(isError)?.message;
    start.disabled = wrong !== undefined;
    start.title = wrong ?? t.trialHint;
  });
  if (atOnce)
    // The section stands in the document only afterwards.
    setTimeout(() => {
      element.scrollIntoView({ block: 'start' });
      void run();
    });
  return element;
}
