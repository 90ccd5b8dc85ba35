// The decisions in order and in words: the paths that were considered with the chosen one marked, why profiling stopped with the two costs
// side by side, and what else the strategy noted.
import type { ConsideredPath } from '../../src/engine/events';
import type { RunState } from '../../src/engine/runState';
import { fill, h, type Child } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { section } from '../section';
import type { Pane } from './agreementPane';

const pathsShown = 6;

export function createDecisionsPane(panel: Panel): Pane {
  const { t } = panel;
  const { element, body } = section(t.decisions, { class: 'pane wide decisions' });
  let drawn: readonly unknown[] = [];
  return {
    element,
    update: ({ paths, stop, notes, mix }) => {
      const inputs = [paths, stop, notes, mix];
      if (inputs.every((input, index) => input === drawn[index])) return;
      drawn = inputs;
      element.hidden = !paths && !stop && notes.length === 0;
      fill(
        body,
        stop && stopDecision(panel, stop),
        paths && pathsTable(panel, paths.paths),
        notes.length > 0 &&
          h(
            'ul',
            { class: 'notes' },
            ...notes.map((note) => h('li', {}, icon('info'), h('span', {}, panel.worded(note)))),
          ),
      );
    },
  };
}

function stopDecision({ t, format, worded }: Panel, stop: NonNullable<RunState['stop']>): HTMLElement {
  const { stopUsd, goOnUsd } = stop;
  // Money of ways to go on is comparable as bars only where both are amounts to be paid.
  const isComparable = stopUsd !== undefined && goOnUsd !== undefined && stopUsd >= 0 && goOnUsd >= 0;
  const most = Math.max(stopUsd ?? 0, goOnUsd ?? 0) || 1;
  const line = (name: string, usd: number | undefined, isTaken: boolean): Child =>
    isComparable &&
    h(
      'div',
      { class: `compare ${isTaken ? 'taken' : ''}` },
      h('span', {}, isTaken && icon('check'), name),
      h(
        'span',
        { class: 'meter', 'aria-hidden': 'true' },
        h('span', { vars: { '--share': String((usd ?? 0) / most) } }),
      ),
      h('span', { class: 'figure' }, format.money(usd)),
    );
  return h(
    'div',
    { class: 'decision' },
    h('h3', {}, t.whyStopped),
    h('p', { class: 'sentence' }, worded(stop.why)),
    line(t.stopNow, stopUsd, true),
    line(t.goOn, goOnUsd, false),
  );
}

function pathsTable(panel: Panel, paths: readonly ConsideredPath[]): HTMLElement {
  const { t, format, worded } = panel;
  const byCost = [...paths].sort((a, b) => a.expectedUsd - b.expectedUsd);
  const shown = byCost.filter((path, index) => path.isChosen || index < pathsShown);
  const rest = byCost.filter((path) => !shown.includes(path));
  const rows = (list: readonly ConsideredPath[]) =>
    list.map((path) =>
      h(
        'tr',
        { class: path.isChosen ? 'chosen' : '' },
        h(
          'th',
          { scope: 'row' },
          h('span', { class: 'path-name' }, path.isChosen && icon('check'), worded(path.name)),
          path.isChosen && h('span', { class: 'pill' }, t.chosen),
        ),
        h('td', { class: 'figure' }, format.money(path.expectedUsd)),
        h('td', { class: 'figure' }, format.count(path.sampleRows)),
        h('td', { class: 'figure' }, format.count(path.acceptedRows)),
        h('td', { class: 'sub sentence' }, worded(path.why)),
      ),
    );
  const body = h('tbody', {}, ...rows(shown));
  const more = h(
    'button',
    {
      type: 'button',
      class: 'link-button',
      on: {
        click: () => {
          body.append(...rows(rest));
          more.remove();
        },
      },
    },
    say(t.showAll, { count: format.count(byCost.length) }),
  );
  return h(
    'div',
    { class: 'decision' },
    h('h3', {}, t.pathsConsidered),
    h(
      'div',
      { class: 'scroller', tabindex: 0, role: 'group', 'aria-label': t.pathsConsidered },
      h(
        'table',
        { class: 'sheet paths' },
        h('caption', { class: 'visually-hidden' }, t.pathsConsidered),
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            h('th', { scope: 'col' }, t.path),
            ...[t.expectedCost, t.sampleRows, t.acceptedRows].map((name) =>
              h('th', { scope: 'col', class: 'figure' }, name),
            ),
            h('th', { scope: 'col' }, t.why),
          ),
        ),
        body,
      ),
    ),
    rest.length > 0 && more,
  );
}
