// What came of it: the promise in one sentence, what was saved as one big figure, and where the files are.
import type { RunPromise, SelfAgreement } from '../../src/engine/events';
import { besideClauses, promiseClauses } from '../../src/engine/promise/clauses';
import { rowsWithoutLabel } from '../../src/engine/report/labelsSentence';
import type { RunState } from '../../src/engine/runState';
import type { RunFiles } from '../../src/protocol';
import { fill, h, type Child } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import { promiseNodes, promiseText } from '../promiseWords';
import type { Panel } from '../panel';
import { button } from '../toolkit';
import { savingsFigure } from './savingsFigure';

export type Outcome = { readonly element: HTMLElement; readonly update: (state: RunState, files: RunFiles) => void };

export function createOutcome(panel: Panel): Outcome {
  const { t } = panel;
  const element = h('section', { class: 'outcome', 'aria-label': t.outcome, hidden: true });
  let drawn: unknown;
  return {
    element,
    update: ({ finished }, files) => {
      element.hidden = finished === undefined;
      if (!finished || finished === drawn) return;
      drawn = finished;
      fill(
        element,
        h(
          'div',
          { class: 'outcome-words' },
          finished.failedRows > 0 &&
            h(
              'p',
              { class: 'status invalid' },
              icon('error'),
              say(finished.failedRows === 1 ? t.failedFirstOne : t.failedFirst, {
                count: panel.format.count(finished.failedRows),
                rows: panel.format.count(finished.promise.rows),
              }),
            ),
          finished.failedRows > 0 && failures(panel, finished),
          h('p', { class: 'promise' }, ...promiseNodes(panel, promiseClauses(finished.promise))),
          ...smallPrint(panel, finished),
        ),
        savingsFigure(panel, finished),
        h('div', { class: 'actions' }, ...fileActions(panel, files)),
      );
    },
  };
}

function smallPrint(
  panel: Panel,
  { promise, perModel, checked, selfAgreement }: NonNullable<RunState['finished']>,
): Child[] {
  const { t, format } = panel;
  const { person, rows } = promise;
  return [
    person &&
      h(
        'p',
        { class: 'sub labels-taken' },
        icon('info'),
        say(person.labels === 1 ? t.labelTaken : t.labelsTaken, {
          labels: format.count(person.labels),
          rows: format.count(rows),
          free: format.count(rowsWithoutLabel(promise, perModel)),
        }),
      ),
    checked &&
      h(
        'p',
        { class: 'sub' },
        icon('check'),
        say(t.checkedAll, {
          deviating: format.count(checked.deviating),
          rows: format.count(checked.rows),
          allowed: format.count(promise.allowed),
        }),
      ),
    selfAgreement && h('p', { class: 'sub' }, icon('info'), selfAgreementWords(panel, promise, selfAgreement)),
    ...besideClauses(promise).map((clause) => h('p', { class: 'sub' }, promiseText(panel, clause))),
  ];
}

function selfAgreementWords(
  { t, format, worded }: Panel,
  { reference, confidence }: RunPromise,
  { wanted, measured, why }: SelfAgreement,
): string {
  const reason = why === undefined ? '' : ` ${worded(why)}`;
  if (!measured) return say(t.selfAgreementUnknown, { reference }) + reason;
  const { rows, agreed, lower, upper } = measured;
  const told = say(t.selfAgreement, {
    reference,
    rows: format.count(rows),
    agreed: format.count(agreed),
    share: format.measured(agreed / rows),
    lower: format.measured(lower),
    upper: format.measured(upper),
    confidence: format.share(confidence),
  });
  return rows < wanted ? `${told} ${say(t.selfAgreementWanted, { wanted: format.count(wanted) })}${reason}` : told;
}

function failures(panel: Panel, { failedBecause = [] }: NonNullable<RunState['finished']>): HTMLElement {
  const { t, format } = panel;
  const ask = () => void panel.attempt(panel.ask('rerunFailed', {}));
  return h(
    'div',
    { class: 'outcome-failures' },
    h(
      'ul',
      { class: 'muted' },
      ...failedBecause.map(({ cause, rows }) =>
        h('li', {}, say(t.failedBecause, { count: format.count(rows), cause })),
      ),
    ),
    button(t.askAgain, ask, { icon: icon('retry') }),
  );
}

function fileActions(panel: Panel, files: RunFiles): Child[] {
  const { t } = panel;
  const go = (
    text: string,
    method: 'openOutput' | 'openReport' | 'exportReport' | 'newRun' | 'processNewRows',
    kind: 'primary' | 'secondary',
    name: 'file' | 'export' | 'play' | 'plus',
  ) => button(text, () => void panel.attempt(panel.ask(method, {})), { kind, icon: icon(name) });
  return [
    files.output !== undefined && go(t.openOutput, 'openOutput', 'primary', 'file'),
    files.report !== undefined && go(t.openReport, 'openReport', 'secondary', 'file'),
    go(t.exportReport, 'exportReport', 'secondary', 'export'),
    go(t.processNewRows, 'processNewRows', 'secondary', 'plus'),
    go(t.newRun, 'newRun', 'secondary', 'play'),
  ];
}
