// A run, live or over: folds the host's events into the state and has each part draw itself, at most ten times a second.
import type { RunEvent } from '../../src/engine/events';
import { foldEvent } from '../../src/engine/runState';
import type { PanelView } from '../../src/protocol';
import { browserClockwork } from '../browserClockwork';
import { h } from '../element';
import { say } from '../fillTemplate';
import type { Page, Panel } from '../panel';
import { makeDrawScheduler } from '../scheduler';
import { createAgreementPane } from './agreementPane';
import { createDecisionsPane } from './decisionsPane';
import { createFailuresPane } from './failuresPane';
import { createLooksPane } from './looksPane';
import { createMixPane } from './mixPane';
import { createOutcome } from './outcome';
import { createPaceKeeper } from './pace';
import { createPausedBanner } from './pausedBanner';
import { createResultsPane } from './resultsPane';
import { createRunHeader, stepOf } from './runHeader';
import { createSpendPane } from './spendPane';

export type RunView = Extract<PanelView, { view: 'run' }>;
export type RunPage = Page & { readonly hear: (events: readonly RunEvent[]) => void };

export function createRunPage(panel: Panel, view: RunView): RunPage {
  const { t, format } = panel;
  let { state } = view;
  let isRunning = view.isRunning ?? state.phase !== 'finished';
  const pace = createPaceKeeper();
  if (state.progress) pace.note(state.progress);

  const header = createRunHeader(panel);
  const banner = createPausedBanner(panel);
  const outcome = createOutcome(panel);
  const results = createResultsPane(panel, view.runId);
  const panes = {
    agreement: createAgreementPane(panel),
    spend: createSpendPane(panel),
    looks: createLooksPane(panel),
    mix: createMixPane(panel),
    decisions: createDecisionsPane(panel),
    failures: createFailuresPane(panel),
  };
  const waiting = h('p', { class: 'empty' }, t.waitingForFirst);
  const element = h(
    'div',
    { class: 'page run' },
    header.element,
    h(
      'main',
      {},
      banner.element,
      outcome.element,
      results.element,
      waiting,
      h(
        'div',
        { class: 'panes' },
        panes.agreement.element,
        panes.spend.element,
        panes.looks.element,
        panes.mix.element,
        panes.decisions.element,
        panes.failures.element,
      ),
    ),
  );
  let announced = '';
  const draw = () => {
    header.update(state, pace.pace(), isRunning);
    banner.update(state, isRunning);
    outcome.update(state, view.files);
    for (const pane of Object.values(panes)) pane.update(state);
    waiting.hidden = state.history.length > 0 || state.progress !== undefined || state.finished !== undefined;
    if (state.finished) results.show();
    const step = stepOf(state);
    const news = say(t.progressNews, {
      step: t.steps[step],
      rows: format.count(state.progress?.rowsDone ?? 0),
      spent: format.money(state.progress?.spentUsd),
    });
    if (step !== announced && state.phase !== 'paused') {
      announced = step;
      panel.announce(news);
    }
  };
  const drawSoon = makeDrawScheduler(draw, browserClockwork);
  // The first drawing measures its room, so it waits until the page stands in the document.
  drawSoon();
  return {
    element,
    hear: (events) => {
      for (const event of events) {
        state = foldEvent(state, event);
        if (event.type === 'progressed') pace.note(event);
      }
      isRunning = state.phase !== 'finished';
      drawSoon();
    },
  };
}
