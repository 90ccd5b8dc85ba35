// One row: whole sentences about why the delivered answer is trusted, the user's own answer, what each model answered, and the row's cells.
import type { RowExplanation } from '../../src/protocol';
import { fill, h, type Child } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { overruledEvent } from './auditPane';
import { differingPair } from './differingPair';
import { rowAnswers } from './rowAnswers';
import { rowCorrection } from './rowCorrection';
import { button, progressRing } from '../toolkit';

export type RowDrawer = { readonly element: HTMLElement; readonly open: (row: number) => Promise<void> };

/** @param onChange what the grid shows of the row may be another now. */
export function createRowDrawer(panel: Panel, onClose: () => void, onChange: () => void): RowDrawer {
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
      show(explanation, ticket);
    },
  };

  function show(explanation: RowExplanation | undefined, ticket: number): void {
    if (explanation === undefined) {
      fill(body, h('p', { class: 'empty' }, t.noExplanation));
      return;
    }
    /** One at a time: an answer that is asked for twice is paid twice. */
    let isWaiting = false;
    const change = (request: () => Promise<RowExplanation>, place: Place) => {
      if (isWaiting) return;
      isWaiting = true;
      body.setAttribute('aria-busy', 'true');
      void panel.attempt(request()).then((changed) => {
        isWaiting = false;
        body.removeAttribute('aria-busy');
        if (changed) onChange();
        if (changed === undefined || ticket !== asked) return;
        show(changed, ticket);
        // What was pressed is made anew.
        body.querySelector<HTMLElement>(`[data-place="${place}"]`)?.focus();
      });
    };
    const { row } = explanation;
    const correct = (text: string | undefined) => {
      change(() => panel.ask('correctRow', { row, ...(text !== undefined && { text }) }), 'correction');
    };
    const ask = (model: string) => {
      change(() => panel.ask('askRowAgain', { row, model }), 'answers');
    };
    const overrule = (model: string, isOverruled: boolean) => {
      change(async () => {
        const changed = await panel.ask('overruleVerdict', { row, model, isOverruled });
        document.dispatchEvent(new Event(overruledEvent));
        return changed;
      }, 'pairs');
    };
    fill(body, ...explanationParts(panel, explanation, { correct, ask, overrule }));
  }
}

/** Headings that take the focus when what stands below them has changed. */
type Place = 'pairs' | 'correction' | 'answers';
type Changes = {
  readonly correct: (text: string | undefined) => void;
  readonly ask: (model: string) => void;
  readonly overrule: (model: string, isOverruled: boolean) => void;
};

function explanationParts(panel: Panel, explanation: RowExplanation, { correct, ask, overrule }: Changes): Child[] {
  const { t } = panel;
  const { differing } = explanation;
  return [
    h('h4', {}, t.whyThisModel),
    h('ul', { class: 'why' }, ...explanation.why.map((sentence) => h('li', {}, sentence))),
    ...(differing
      ? [
          h('h4', { tabindex: -1, 'data-place': 'pairs' }, t.differingAnswers),
          ...differing.pairs.map((pair) =>
            differingPair(panel, differing.reference, pair, (isOverruled) => {
              overrule(pair.model, isOverruled);
            }),
          ),
        ]
      : []),
    h(
      'section',
      { tabindex: -1, 'data-place': 'correction', 'aria-label': t.yourAnswer },
      ...rowCorrection(panel, explanation, correct),
    ),
    h(
      'section',
      { tabindex: -1, 'data-place': 'answers', 'aria-label': t.answersOfModels },
      ...rowAnswers(panel, explanation, { ask, use: correct }),
    ),
    h('h4', {}, t.content),
    h(
      'dl',
      { class: 'cells' },
      ...explanation.cells.flatMap(({ column, text }) => [h('dt', {}, column), h('dd', {}, text)]),
    ),
  ];
}
