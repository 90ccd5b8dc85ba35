// "Why this model?" for one row: its cells, what each model answered, and whole sentences about why the delivered answer is trusted.
import type { RowExplanation } from '../../src/protocol';
import { fill, h, type Child } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { differingPair } from './differingPair';
import { button, progressRing } from '../toolkit';

export type RowDrawer = { readonly element: HTMLElement; readonly open: (row: number) => Promise<void> };

export function createRowDrawer(panel: Panel, onClose: () => void): RowDrawer {
  const { t, format } = panel;
  const title = h('h3', { tabindex: -1 });
  const body = h('div', { class: 'drawer-body' });
  const close = () => {
    element.hidden = true;
    asked++;
    onClose();
  };
  const element = h(
    'aside',
    {
      class: 'drawer',
      'aria-label': t.whyThisModel,
      hidden: true,
      on: {
        keydown: (event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          close();
        },
      },
    },
    h(
      'header',
      { class: 'drawer-head' },
      title,
      button('', close, { kind: 'icon', icon: icon('cross'), label: t.close }),
    ),
    body,
  );
  let asked = 0;
  return {
    element,
    open: async (row) => {
      const ticket = ++asked;
      element.hidden = false;
      title.textContent = say(t.rowNumber, { row: format.count(row + 1) });
      title.focus({ preventScroll: true });
      fill(body, h('p', { class: 'working' }, progressRing(t.working)));
      const explanation = await panel.attempt(panel.ask('explainRow', { row }));
      if (ticket !== asked) return;
      fill(
        body,
        ...(explanation ? explanationParts(panel, explanation) : [h('p', { class: 'empty' }, t.noExplanation)]),
      );
    },
  };
}

function explanationParts(panel: Panel, explanation: RowExplanation): Child[] {
  const { t, format } = panel;
  const { differing } = explanation;
  return [
    h('h4', {}, t.whyThisModel),
    h('ul', { class: 'why' }, ...explanation.why.map((sentence) => h('li', {}, sentence))),
    ...(differing
      ? [
          h('h4', {}, t.differingAnswers),
          ...differing.pairs.map((pair) => differingPair(panel, differing.reference, pair)),
        ]
      : []),
    h('h4', {}, t.answersOfModels),
    h(
      'table',
      { class: 'sheet' },
      h('caption', { class: 'visually-hidden' }, t.answersOfModels),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, t.model),
          h('th', { scope: 'col' }, t.answer),
          h('th', { scope: 'col', class: 'figure' }, t.confidence),
          h('th', { scope: 'col', class: 'figure' }, t.costColumn),
        ),
      ),
      h(
        'tbody',
        {},
        ...explanation.answers.map((answer) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, answer.model),
            h(
              'td',
              { class: 'wrap' },
              answer.text ?? '–',
              answer.status === 'valid' ? '' : h('span', { class: 'sub' }, ` ${answer.status}`),
            ),
            h('td', { class: 'figure' }, format.measured(answer.confidence)),
            h('td', { class: 'figure' }, format.moneyInColumn(answer.costUsd)),
          ),
        ),
      ),
    ),
    h('h4', {}, t.content),
    h(
      'dl',
      { class: 'cells' },
      ...explanation.cells.flatMap(({ column, text }) => [h('dt', {}, column), h('dd', {}, text)]),
    ),
  ];
}
