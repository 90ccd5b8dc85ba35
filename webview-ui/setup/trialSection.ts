// Try on 10 rows: the rendered prompt and each model's answer side by side, with tokens and money, before anything big is started.
import type { TrialRow } from '../../src/protocol';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { section } from '../section';
import { button, progressRing } from '../toolkit';
import type { Form } from './form';

type TrialAnswer = TrialRow['answers'][number];

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
    fill(result, ...trialTable(panel, reply.rows, form.referenceId()));
    // The estimate rests on what the trial measured.
    form.change({});
    panel.announce(say(t.trialDone, { rows: format.count(reply.rows.length) }));
  };
  const start = button(t.tryRows, () => void run(), { icon: icon('play') });
  aside.append(start);
  form.watch(() => {
    start.disabled =
      form.draft().models.length === 0 || form.feedback().problems.some(({ severity }) => severity === 'error');
  });
  if (atOnce)
    // The section stands in the document only afterwards.
    setTimeout(() => {
      element.scrollIntoView({ block: 'start' });
      void run();
    });
  return element;
}

/** Sum; undefined as soon as one addend is unknown. */
function sumKnown(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce<number | undefined>(
    (sum, value) => (sum === undefined || value === undefined ? undefined : sum + value),
    0,
  );
}

function trialTable(panel: Panel, rows: readonly TrialRow[], reference: string | undefined): HTMLElement[] {
  const { t, format } = panel;
  const models = [...new Set(rows.flatMap(({ answers }) => answers.map(({ model }) => model)))];
  const ofModel = (row: TrialRow, model: string) => row.answers.find((answer) => answer.model === model);
  const head = h(
    'tr',
    {},
    h('th', { scope: 'col' }, t.renderedPrompt),
    ...models.map((model) => {
      const answers = rows.flatMap((row) => ofModel(row, model) ?? []);
      const compared = answers.filter(({ isEquivalent }) => isEquivalent !== undefined);
      return h(
        'th',
        { scope: 'col' },
        h('span', { class: 'model-name' }, model),
        h(
          'span',
          { class: 'sub' },
          model === reference
            ? t.reference
            : compared.length > 0
              ? say(t.sameOf, {
                  same: format.count(compared.filter((a) => a.isEquivalent).length),
                  of: format.count(compared.length),
                })
              : '',
        ),
        h('span', { class: 'sub figure' }, format.money(sumKnown(answers.map(({ costUsd }) => costUsd)))),
      );
    }),
  );
  const body = rows.map((row) =>
    h(
      'tr',
      {},
      h(
        'th',
        { scope: 'row' },
        h(
          'details',
          {},
          h(
            'summary',
            {},
            `${say(t.rowNumber, { row: format.count(row.row + 1) })} `,
            h('span', { class: 'sub' }, row.rendered.replace(/\s+/g, ' ').slice(0, 120)),
          ),
          h('pre', { class: 'rendered' }, row.rendered),
        ),
      ),
      ...models.map((model) => h('td', {}, ...answerCell(panel, ofModel(row, model)))),
    ),
  );
  const total = sumKnown(rows.flatMap(({ answers }) => answers.map(({ costUsd }) => costUsd)));
  return [
    h(
      'div',
      { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': t.trial },
      h(
        'table',
        { class: 'sheet trial-table' },
        h('caption', { class: 'visually-hidden' }, t.trial),
        h('thead', {}, head),
        h('tbody', {}, ...body),
      ),
    ),
    h('p', { class: 'hint' }, say(t.trialCost, { usd: format.money(total) })),
  ];
}

function answerCell({ t, format }: Panel, answer: TrialAnswer | undefined): (HTMLElement | string)[] {
  if (!answer) return ['–'];
  const { inputTokens, outputTokens } = answer;
  const tokens =
    inputTokens === undefined && outputTokens === undefined
      ? undefined
      : say(t.tokens, { input: format.count(inputTokens), output: format.count(outputTokens) });
  return [
    h('span', { class: 'answer' }, answer.text ?? ''),
    ...(answer.status === 'valid'
      ? []
      : [
          h(
            'span',
            { class: 'mark bad' },
            icon(answer.status === 'failed' ? 'error' : 'warning'),
            answer.problem ?? t.answerStatus[answer.status],
          ),
        ]),
    ...(answer.isEquivalent === false ? [h('span', { class: 'mark differs' }, icon('differs'), t.differs)] : []),
    h('span', { class: 'sub figure' }, [tokens, format.money(answer.costUsd)].filter(Boolean).join(' · ')),
  ];
}
