// A run, live or over: folds the host's events into the state and has each part draw itself, at most ten times a second.
import type { RunEvent } from '../../src/engine/events';
import { foldEvent, type RunState } from '../../src/engine/runState';
import type { PanelView, RunFiles } from '../../src/protocol';
import { browserClockwork } from '../browserClockwork';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import type { Page, Panel } from '../panel';
import { makeDrawScheduler } from '../scheduler';
import { createAgreementPane, type Pane } from './agreementPane';
import { createAuditPane } from './auditPane';
import { createDecisionsPane } from './decisionsPane';
import { createFailuresPane } from './failuresPane';
import { createLabelPane } from './labelPane';
import { createLooksPane } from './looksPane';
import { createMixPane } from './mixPane';
import { createOutcome } from './outcome';
import { createOwnCheckPane } from './ownCheckPane';
import { createPausedBanner } from './pausedBanner';
import { createResultsPane } from './resultsPane';
import { createScanPane } from './scanPane';
import { createRunHeader, stepOf } from './runHeader';
import { createSpendPane } from './spendPane';

export type RunView = Extract<PanelView, { view: 'run' }>;
export type RunPage = Page & { readonly hear: (events: readonly RunEvent[]) => void };

const paneMakers = [
  createAuditPane,
  createOwnCheckPane,
  createAgreementPane,
  createSpendPane,
  createLooksPane,
  createMixPane,
  createDecisionsPane,
  createFailuresPane,
] as const;

export function createRunPage(panel: Panel, view: RunView): RunPage {
  const { t, format } = panel;
  let { state } = view;
  let isRunning = view.isRunning ?? state.phase !== 'finished';

  const header = createRunHeader(panel);
  const banner = createPausedBanner(panel);
  const labelling = createLabelPane(panel);
  const scan = createScanPane(panel);
  const outcome = createOutcome(panel);
  const results = createResultsPane(
    panel,
    view.runId,
    () => state.finished?.promise.reference ?? state.started?.reference ?? '',
  );
  const panesPlace = h('div', { class: 'panes' });
  let panes: readonly Pane[] | undefined;
  const waiting = h('p', { class: 'empty' }, t.waitingForFirst);
  const element = h(
    'div',
    { class: 'page run' },
    header.element,
    h(
      'main',
      {},
      banner.element,
      labelling.element,
      scan.element,
      outcome.element,
      results.element,
      waiting,
      panesPlace,
    ),
  );
  let announced = '';
  const draw = () => {
    header.update(state, isRunning);
    banner.update(state, isRunning);
    labelling.update(state, isRunning);
    scan.update(state);
    outcome.update(state, filesOf(view, state));
    for (const pane of panes ?? []) pane.update(state);
    waiting.hidden =
      !isRunning ||
      state.phase === 'paused' ||
      state.history.length > 0 ||
      state.progress !== undefined ||
      state.finished !== undefined;
    if (state.finished) results.show();
    const step = stepOf(state);
    const { callsDone = 0, spentUsd } = state.progress ?? {};
    const news = say(spentUsd === undefined ? t.requestNews : t.progressNews, {
      step: t.steps[step],
      requests: format.count(callsDone),
      spent: format.money(spentUsd),
    });
    if (step !== announced && state.phase !== 'paused') {
      announced = step;
      panel.announce(news);
    }
  };
  // Head, promise and rows are painted first; what explains them is made after that paint.
  const makePanes = () => {
    panes = paneMakers.map((make) => make(panel));
    for (const pane of panes) pane.update(state);
    fill(panesPlace, ...panes.map((pane) => pane.element));
  };
  const drawSoon = makeDrawScheduler(draw, browserClockwork);
  draw();
  requestAnimationFrame(() => setTimeout(makePanes));
  return {
    element,
    dispose: labelling.dispose,
    hear: (events) => {
      for (const event of events) {
        state = foldEvent(state, event);
      }
      isRunning = state.phase !== 'finished';
      drawSoon();
    },
  };
}

/**
 * What can be opened. Of a run that was finished before the panel opened only the host can say: its events may be a stranger's, and name any file. A
 * run that ends here names its own files.
 */
function filesOf({ files, state: opened }: RunView, { finished }: RunState): RunFiles {
  if (finished === undefined || opened.finished !== undefined) return files;
  const { output, report } = finished;
  return { ...files, ...(output !== undefined && { output }), ...(report !== undefined && { report }) };
}
