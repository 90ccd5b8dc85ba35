// The user's audit of a judge: how many rows it is about, fixed before anything of them is known; then one pair after the other, blind and by key; then what
// it bounds. What is shown is the host's word, so a page that was left goes on at the same pair.
import { auditClauses } from '../../src/engine/promise/auditClauses';
import type { RunPromise } from '../../src/engine/events';
import type { AuditView, AuditWord } from '../../src/protocol';
import { fill, h, type Child } from '../element';
import { say } from '../fillTemplate';
import type { Panel } from '../panel';
import { promiseNodes } from '../promiseWords';
import { section } from '../section';
import { button } from '../toolkit';
import type { Pane } from './agreementPane';
import { auditBeginning } from './auditBeginning';
import { auditKey, auditQuestion } from './auditQuestion';

export function createAuditPane(panel: Panel): Pane {
  const { t } = panel;
  const { element, body } = section(t.audit, { class: 'pane wide audit', hint: t.auditHint });
  element.hidden = true;
  let promise: RunPromise | undefined;
  let shown: AuditView | undefined;
  /** The user is looking at pairs, not only at how far they are. */
  let isOpen = false;
  let isWaiting = false;
  /** One request at a time: a second press would judge a pair that nobody has read. */
  const change = (request: () => Promise<AuditView>) => {
    if (isWaiting) return;
    isWaiting = true;
    void panel.attempt(request()).then((now) => {
      isWaiting = false;
      if (now) draw(now);
    });
  };
  const judge = (word: AuditWord) => {
    const row = shown?.next?.row;
    if (row !== undefined) change(() => panel.ask('auditRow', { row, word }));
  };
  const undo = () => {
    if (shown?.begun && shown.begun.said > 0) change(() => panel.ask('undoAudit', {}));
  };
  const begin = (rows: number) => {
    isOpen = true;
    change(() => panel.ask('beginAudit', { rows }));
  };
  const open = (now: boolean) => () => {
    isOpen = now;
    if (shown) draw(shown);
  };
  const draw = (now: AuditView) => {
    const hadFocus = element.contains(document.activeElement);
    shown = now;
    element.hidden = now.population === 0;
    fill(body, ...parts(now));
    if (isOpen && hadFocus) body.querySelector<HTMLElement>('.audit-pair, .audit-result')?.focus();
  };
  const parts = (now: AuditView): Child[] => {
    const overruled = overruledLine(panel, now);
    if (!now.begun) return [auditBeginning(panel, now, begin), overruled];
    if (now.figures)
      return [
        h(
          'p',
          { class: 'audit-result', role: 'status', tabindex: -1 },
          ...(promise ? promiseNodes(panel, auditClauses(promise, now.figures)) : []),
        ),
        h('p', { class: 'sub' }, t.auditInReport),
        overruled,
        now.begun.said > 0 && h('div', { class: 'own-check-choices' }, button(t.takeBack, undo)),
      ];
    const { said, shown: rows } = now.begun;
    const far = say(t.auditFar, { said: panel.format.count(said), rows: panel.format.count(rows) });
    const progress = [
      h('p', { class: 'label-progress', role: 'status' }, far),
      h('progress', { class: 'audit-progress', max: rows, value: said, 'aria-label': far }),
    ];
    if (!isOpen)
      return [
        h('div', { class: 'own-check-start' }, h('p', {}, far), button(t.auditGoOn, open(true), { kind: 'primary' })),
        overruled,
      ];
    return [...progress, ...auditQuestion(panel, now, { judge, undo, pause: open(false) })];
  };
  element.addEventListener('keydown', (event) => {
    const word = isOpen && shown?.next ? auditKey(event, shown.noWorse) : undefined;
    if (word === undefined) return;
    event.preventDefault();
    if (word === 'undo') undo();
    else judge(word);
  });
  const load = () => {
    change(() => panel.ask('audit', {}));
  };
  // A verdict that is overruled elsewhere on the page may be one of the audit's.
  document.addEventListener(overruledEvent, load);
  let isAsked = false;
  return {
    element,
    update: ({ finished }) => {
      promise = finished?.promise;
      if (!promise?.judge || isAsked) return;
      isAsked = true;
      load();
    },
  };
}

/** Told within the page once a verdict was overruled, or stands again. */
export const overruledEvent = 'smart-overruled';

function overruledLine({ t, format }: Panel, { overruled: { same, different } }: AuditView): Child {
  if (same + different === 0) return false;
  return h(
    'p',
    { class: 'sub' },
    say(t.auditOverruled, { same: format.count(same), different: format.count(different) }),
  );
}
