// The user's own check of a finished run: a row drawn at random, what they say about it, and how often they agree so far. Labels are given
// blind, because who sees an answer tends to agree with it.
import type { OwnCheck } from '../../src/protocol';
import { fill, h, type Child } from '../element';
import { say } from '../fillTemplate';
import type { Panel } from '../panel';
import { section } from '../section';
import { button } from '../toolkit';
import type { Pane } from './agreementPane';

type Verdict = { readonly label?: string; readonly isRight?: boolean };

export function createOwnCheckPane(panel: Panel): Pane {
  const { t } = panel;
  const { element, body } = section(t.ownCheck, { class: 'pane wide own-check', hint: t.ownCheckHint });
  element.hidden = true;
  let isAsked = false;
  let isOpen = false;
  const load = async (request: Promise<OwnCheck>) => {
    const check = await panel.attempt(request);
    if (check) draw(check);
  };
  /** Focus stays on the button that was pressed, so that many rows are judged by one key. */
  const draw = (check: OwnCheck) => {
    const focused = element.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-verdict')
      : null;
    isOpen ||= check.judged > 0;
    fill(body, ...figures(panel, check), ...(isOpen ? question(panel, check, judge, takeBack) : [invitation(check)]));
    if (focused != null) body.querySelector<HTMLElement>(`[data-verdict="${CSS.escape(focused)}"]`)?.focus();
  };
  let isWaiting = false;
  /** One at a time: a second press would judge a row that nobody has read. */
  const change = (request: () => Promise<OwnCheck>) => {
    if (isWaiting) return;
    isWaiting = true;
    void load(request()).then(() => {
      isWaiting = false;
    });
  };
  const judge = (row: number, verdict: Verdict) => {
    change(() => panel.ask('judgeRow', { row, ...verdict }));
  };
  const takeBack = () => {
    change(() => panel.ask('unjudgeRow', {}));
  };
  const invitation = (check: OwnCheck) =>
    h(
      'div',
      { class: 'own-check-start' },
      h('p', {}, check.labels ? t.ownCheckLabels : t.ownCheckVerdicts),
      button(t.checkRows, () => {
        isOpen = true;
        draw(check);
        body.querySelector<HTMLElement>('[data-verdict]')?.focus();
      }),
    );
  return {
    element,
    update: ({ finished }) => {
      if (!finished || isAsked) return;
      isAsked = true;
      element.hidden = false;
      void load(panel.ask('ownCheck', {}));
    },
  };
}

function figures({ t, format }: Panel, check: OwnCheck): Child[] {
  const { checked, agreed, interval, reference, confidence } = check;
  if (checked === 0) return [];
  return [
    h(
      'p',
      { class: 'big-figure', role: 'status' },
      h('span', { class: 'figure medium-figure' }, format.measured(agreed / checked)),
      h('span', {}, say(t.youAgree, { agreed: format.count(agreed), checked: format.count(checked) })),
    ),
    h(
      'p',
      { class: 'sub' },
      interval &&
        say(t.betweenOfAll, {
          lower: format.measured(interval.lower),
          upper: format.measured(interval.upper),
          confidence: format.share(confidence),
        }),
      ' ',
      reference &&
        say(t.youAgreeWithReference, {
          agreed: format.count(reference.agreed),
          compared: format.count(reference.compared),
        }),
    ),
  ];
}

function question(
  { t, format }: Panel,
  { next, labels, judged }: OwnCheck,
  judge: (row: number, verdict: Verdict) => void,
  takeBack: () => void,
): Child[] {
  const choice = (text: string, verdict: Verdict, row: number) => {
    const element = button(text, () => {
      judge(row, verdict);
    });
    element.setAttribute('data-verdict', text);
    return element;
  };
  const back = judged > 0 && button(t.takeBack, takeBack, { class: 'take-back' });
  if (!next) return [h('p', {}, t.allJudged), h('div', { class: 'actions' }, back)];
  const { row, cells, answer } = next;
  const rowName = say(t.rowNumber, { row: format.count(row + 1) });
  return [
    h(
      'div',
      { class: 'own-check-row', tabindex: 0, role: 'group', 'aria-label': rowName },
      h('h3', {}, rowName),
      h('dl', { class: 'cells' }, ...cells.flatMap(({ column, text }) => [h('dt', {}, column), h('dd', {}, text)])),
      answer !== undefined && h('p', { class: 'own-check-answer' }, answer),
    ),
    h(
      'div',
      { class: 'own-check-choices', role: 'group', 'aria-label': labels ? t.whatIsRight : t.isItRight },
      h('span', { class: 'caption' }, labels ? t.whatIsRight : t.isItRight),
      ...(labels
        ? labels.map((label) => choice(label, { label }, row))
        : [choice(t.right, { isRight: true }, row), choice(t.wrong, { isRight: false }, row)]),
      choice(t.cannotTell, {}, row),
      back,
    ),
  ];
}
