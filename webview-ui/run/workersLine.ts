// Who sends the requests, where workers do: how many are there and how quick each is. Hidden where this window sends them itself.
import type { RunState } from '../../src/engine/runState';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';

export type WorkersLine = {
  readonly element: HTMLElement;
  readonly update: (state: RunState, isRunning: boolean) => void;
};

export function createWorkersLine({ t, format }: Panel): WorkersLine {
  const summary = h('summary', {});
  const list = h('tbody', {});
  const table = h(
    'details',
    { class: 'workers' },
    summary,
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, t.worker),
          ...[t.workerAtOnce, t.workerPerSecond].map((name) => h('th', { scope: 'col', class: 'figure' }, name)),
        ),
      ),
      list,
    ),
  );
  const none = h('p', { class: 'hint' });
  const element = h('div', { hidden: true }, none, table);
  let drawn: RunState['workers'];
  return {
    element,
    update: ({ workers: seen }, isRunning) => {
      element.hidden = seen === undefined || !isRunning;
      if (seen === drawn || seen === undefined) return;
      drawn = seen;
      const { workers, queue } = seen;
      none.hidden = workers.length > 0;
      table.hidden = workers.length === 0;
      fill(none, icon('warning'), ` ${say(t.noWorkers, { command: `smart worker --queue ${queue}` })}`);
      const perSecond = workers.reduce((sum, worker) => sum + worker.perSecond, 0);
      summary.textContent = say(t.workersAsk, {
        workers: format.count(workers.length),
        perSecond: format.rate(perSecond),
      });
      fill(
        list,
        ...workers.map((worker) =>
          h(
            'tr',
            {},
            h('td', {}, worker.name),
            h('td', { class: 'figure' }, format.count(worker.slots)),
            h('td', { class: 'figure' }, format.rate(worker.perSecond)),
          ),
        ),
      );
    },
  };
}
