// Where the run stands: the phases as steps, work done, pace, time left, money so far, and what the user may do now.
import { workOf } from '../../src/engine/plannedWork';
import type { RunState } from '../../src/engine/runState';
import { reusedOf } from '../../src/engine/reused';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { createWaitingLine } from './waitingLine';
import { createWorkersLine } from './workersLine';
import { button } from '../toolkit';

const steps = ['plan', 'profile', 'apply', 'finished'] as const;
type Step = (typeof steps)[number];

/** The step that the run is in: the furthest that its events tell of, also while it is paused or plans once more. */
export function stepOf(state: RunState): Step {
  const { phase, lastPhase, mix, looks, stop } = state;
  if (phase === 'finished') return 'finished';
  if (phase === 'apply' || lastPhase === 'apply' || mix) return 'apply';
  return lastPhase === 'profile' || looks.length > 0 || stop ? 'profile' : 'plan';
}

export type RunHeader = {
  readonly element: HTMLElement;
  readonly update: (state: RunState, isRunning: boolean) => void;
};

export function createRunHeader(panel: Panel): RunHeader {
  const { t, format } = panel;
  const title = h('h1', { tabindex: -1, 'data-first': true });
  const subtitle = h('p', { class: 'hint' });
  const stepper = h('ol', { class: 'stepper', 'aria-label': t.phases });
  const figures = h('dl', { class: 'stats' });
  const progress = h(
    'div',
    { class: 'progress', role: 'progressbar', 'aria-label': t.workDone, 'aria-valuemin': 0, 'aria-valuemax': 100 },
    h('span', {}),
  );
  const waiting = createWaitingLine(panel);
  const workers = createWorkersLine(panel);
  const pause = button(t.pause, () => void panel.attempt(panel.ask('pauseRun', {})), { icon: icon('pause') });
  const cancel = button(t.cancel, () => void panel.attempt(panel.ask('cancelRun', {})), { icon: icon('stop') });
  const element = h(
    'header',
    { class: 'page-head run-head' },
    h('div', { class: 'run-title' }, h('div', {}, title, subtitle), h('div', { class: 'actions' }, pause, cancel)),
    stepper,
    progress,
    waiting.element,
    workers.element,
    figures,
  );
  let drawnSteps = '';
  return {
    element,
    update: (state, isRunning) => {
      const { started, progress: done, finished, phase } = state;
      title.textContent = started?.dataset ?? t.run;
      if (started) {
        subtitle.textContent = [
          say(t.nRows, { rows: format.count(started.rows) }),
          started.distinctRows < started.rows && say(t.distinctRows, { rows: format.count(started.distinctRows) }),
          started.strategy,
          say(t.referenceIs, { model: started.reference }),
          promisedOf(panel, started),
          say(t.seedIs, { seed: String(started.seed) }),
        ]
          .filter(Boolean)
          .join(' · ');
      }
      pause.hidden = phase === 'finished' || phase === 'paused' || !isRunning;
      cancel.hidden = pause.hidden;
      const step = stepOf(state);
      const toDraw = `${step} ${phase} ${state.paused?.reason ?? ''}`;
      if (toDraw !== drawnSteps) {
        drawnSteps = toDraw;
        fill(stepper, ...steps.map((name) => stepItem(panel, name, step, state)));
      }
      element.classList.toggle('done', finished !== undefined);
      const work = workOf(state);
      progress.hidden = finished !== undefined;
      progress.setAttribute('aria-valuenow', String(Math.floor(100 * (work?.share ?? 0))));
      progress.style.setProperty('--share', String(work?.share ?? 0));
      waiting.update(state, isRunning);
      workers.update(state, isRunning);
      const isMoving = isRunning && phase !== 'paused' && !finished;
      const stat = (name: string, value: string, note = '') =>
        h(
          'div',
          { class: 'stat' },
          h('dt', {}, name),
          h('dd', {}, h('span', { class: 'figure' }, value), note && h('span', { class: 'sub' }, ` ${note}`)),
        );
      const reused = reusedOf((finished ?? done)?.perModel);
      const spentUsd = finished ? finished.spentUsd : done?.spentUsd;
      fill(
        figures,
        finished
          ? stat(
              t.rowsDone,
              format.count(finished.promise.rows - finished.failedRows),
              say(t.of, { all: format.count(finished.promise.rows) }),
            )
          : stat(
              t.workDone,
              work === undefined ? format.count(undefined) : format.share(Math.floor(100 * work.share) / 100),
            ),
        // What the first events are still to tell is left out, never told as none.
        (done !== undefined || !isRunning) &&
          stat(
            t.requests,
            format.count(done === undefined ? callsOf(finished) : done.callsDone - reused),
            done && work && !finished
              ? say(t.of, { all: format.count(work.expected - reused) })
              : reused > 0
                ? say(t.reused, { count: format.count(reused) })
                : '',
          ),
        isMoving && work?.perSecond !== undefined && stat(t.pace, format.rate(work?.perSecond), t.perSecond),
        isMoving && work?.leftMs !== undefined && stat(t.timeLeft, format.duration(work?.leftMs)),
        (finished ?? done) && stat(t.elapsed, format.duration(finished?.elapsedMs ?? done?.elapsedMs)),
        // Without a price the requests stand for it, except under a cap in dollars.
        (finished ?? done) &&
          (spentUsd ?? started?.budgetUsd) !== undefined &&
          stat(
            t.spent,
            format.money(spentUsd),
            started?.budgetUsd === undefined ? '' : say(t.of, { all: format.money(started.budgetUsd) }),
          ),
      );
    },
  };
}

/** Requests that a finished run's totals tell, where its progress is not there. */
function callsOf(finished: RunState['finished']): number {
  return Object.values(finished?.perModel ?? {}).reduce((sum, { asked, reused = 0 }) => sum + asked - reused, 0);
}

function stepItem({ t }: Panel, name: Step, current: Step, { phase, paused }: RunState): HTMLElement {
  const place = steps.indexOf(name) - steps.indexOf(current);
  const isDone = place < 0 || current === 'finished';
  const kind = isDone ? 'done' : place === 0 ? 'current' : 'ahead';
  const isPaused = kind === 'current' && phase === 'paused';
  const why = paused?.reason;
  return h(
    'li',
    { class: `step ${kind} ${isPaused ? 'is-paused' : ''}`, 'aria-current': kind === 'current' ? 'step' : undefined },
    h(
      'span',
      { class: 'step-mark' },
      isDone ? icon('check') : isPaused ? icon('pause') : String(steps.indexOf(name) + 1),
    ),
    h('span', {}, t.steps[name]),
    isPaused &&
      h(
        'span',
        { class: 'sub' },
        t.pausedBy[why === 'cancelled' || why === 'closed' || why === 'scanned' ? why : 'person'],
      ),
    isDone && h('span', { class: 'visually-hidden' }, ` ${t.stepDone}`),
  );
}

/** What the run was begun for: a share of rows that match, a filter's bounds, or a mean loss. */
function promisedOf({ t, format }: Panel, started: NonNullable<RunState['started']>): string {
  const { accuracy, filter, loss } = started;
  const confidence = format.share(started.confidence);
  if (loss) return say(t.meanLossIs, { mean: String(loss.mean), confidence });
  if (!filter) return say(t.thresholdIs, { accuracy: format.share(accuracy), confidence });
  const [recall, precision] = [format.share(filter.recall), format.share(filter.precision)];
  return say(t.boundsAre, { recall, precision, confidence });
}
