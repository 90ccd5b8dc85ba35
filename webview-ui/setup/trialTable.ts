// What the models answered in a trial: beside each row's own cells all answers below one another, so that none is cut off however many models take part.
import type { TrialRow } from '../../src/protocol';
import { h } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';

type TrialAnswer = TrialRow['answers'][number];

/** Sum; undefined as soon as one addend is unknown. */
function sumKnown(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce<number | undefined>(
    (sum, value) => (sum === undefined || value === undefined ? undefined : sum + value),
    0,
  );
}

export function trialTable(panel: Panel, rows: readonly TrialRow[], reference: string | undefined): HTMLElement[] {
  const { t, format } = panel;
  const models = [...new Set(rows.flatMap(({ answers }) => answers.map(({ model }) => model)))];
  const total = sumKnown(rows.flatMap(({ answers }) => answers.map(({ costUsd }) => costUsd)));
  return [
    h('ul', { class: 'trial-models' }, ...models.map((model) => modelLine(panel, rows, model, reference))),
    h(
      'table',
      { class: 'sheet trial-table' },
      h('caption', { class: 'visually-hidden' }, t.trial),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t.row), h('th', { scope: 'col' }, t.answers))),
      h('tbody', {}, ...rows.map((row) => rowLine(panel, row))),
    ),
    h('p', { class: 'hint' }, total === undefined ? t.trialKept : say(t.trialCost, { usd: format.money(total) })),
  ];
}

function modelLine({ t, format }: Panel, rows: readonly TrialRow[], model: string, reference: string | undefined) {
  const answers = rows.flatMap((row) => row.answers.find((answer) => answer.model === model) ?? []);
  const compared = answers.filter(({ isEquivalent }) => isEquivalent !== undefined);
  const same = compared.filter(({ isEquivalent }) => isEquivalent).length;
  const usd = sumKnown(answers.map(({ costUsd }) => costUsd));
  const agreement =
    model === reference
      ? t.reference
      : compared.length > 0 && say(t.sameOf, { same: format.count(same), of: format.count(compared.length) });
  return h(
    'li',
    {},
    h('span', { class: 'model-name' }, model),
    h('span', { class: 'sub' }, [agreement, usd !== undefined && format.smallMoney(usd)].filter(Boolean).join(' · ')),
  );
}

function rowLine(panel: Panel, { row, cells, rendered, answers }: TrialRow): HTMLElement {
  const { t, format } = panel;
  return h(
    'tr',
    {},
    h(
      'th',
      { scope: 'row' },
      h('span', { class: 'sub' }, say(t.rowNumber, { row: format.count(row + 1) })),
      ...cells.map(({ column, text }) =>
        h(
          'div',
          { class: 'trial-cell', title: text },
          cells.length > 1 && h('span', { class: 'sub' }, `${column}: `),
          text === '' ? '–' : text,
        ),
      ),
      h('details', {}, h('summary', { class: 'sub' }, t.renderedPrompt), h('pre', { class: 'rendered' }, rendered)),
    ),
    h('td', {}, h('dl', { class: 'trial-answers' }, ...answers.map((answer) => answerLine(panel, answer)))),
  );
}

function answerLine({ t, format }: Panel, answer: TrialAnswer): HTMLElement {
  const { inputTokens, outputTokens, model, text, status, problem, isEquivalent, costUsd } = answer;
  const tokens =
    inputTokens === undefined && outputTokens === undefined
      ? undefined
      : say(t.tokens, { input: format.count(inputTokens), output: format.count(outputTokens) });
  const facts = [tokens, costUsd !== undefined && format.smallMoney(costUsd)].filter(Boolean).join(' · ');
  return h(
    'div',
    {},
    h('dt', { class: 'model-name' }, model),
    h(
      'dd',
      { title: facts },
      h('span', { class: 'answer' }, text ?? ''),
      status !== 'valid' &&
        h(
          'span',
          { class: 'mark bad' },
          icon(status === 'failed' ? 'error' : 'warning'),
          problem ?? t.answerStatus[status],
        ),
      isEquivalent === false && h('span', { class: 'mark differs' }, icon('differs'), t.differs),
      facts !== '' && h('span', { class: 'sub figure' }, facts),
    ),
  );
}
