// While a run goes on, rows that got no valid answer so far, by cause: how many, an example in the provider's words, and the first rows concerned.
import type { RunState } from '../../src/engine/runState';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { section } from '../section';
import type { Pane } from './agreementPane';

type Failure = RunState['failures'][number];

/** Failures of the same model and kind together, the most frequent first. */
function failuresByCause(failures: readonly Failure[]): readonly (readonly [Failure, ...Failure[]])[] {
  const groups = new Map<string, [Failure, ...Failure[]]>();
  for (const failure of failures) {
    const key = `${failure.kind}\n${failure.model}`;
    const group = groups.get(key);
    if (group) group.push(failure);
    else groups.set(key, [failure]);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

function kindWords({ t }: Panel, kind: string): string {
  return Object.hasOwn(t.failureKinds, kind) ? t.failureKinds[kind as keyof typeof t.failureKinds] : kind;
}

export function createFailuresPane(panel: Panel): Pane {
  const { t, format } = panel;
  const { element, body } = section(t.failures, { class: 'pane failures' });
  let drawn: readonly unknown[] = [];
  return {
    element,
    update: ({ failures, failedRows, phase }) => {
      if (failures === drawn[0] && phase === drawn[1]) return;
      drawn = [failures, phase];
      // What came of them in the end stands beside the outcome, in one count.
      element.hidden = failedRows === 0 || phase === 'finished';
      fill(
        body,
        h(
          'p',
          {},
          icon('error'),
          ' ',
          say(failedRows === 1 ? t.failedRow : t.failedRows, { count: format.count(failedRows) }),
        ),
        h(
          'ul',
          { class: 'causes' },
          ...failuresByCause(failures).map((group) =>
            h(
              'li',
              {},
              h(
                'div',
                { class: 'figure-line' },
                h('strong', {}, kindWords(panel, group[0].kind)),
                h('span', { class: 'sub' }, group[0].model),
                h('span', { class: 'figure' }, say(t.times, { count: format.count(group.length) })),
              ),
              h('p', { class: 'cause' }, group[0].message),
              h(
                'p',
                { class: 'sub' },
                say(group.length === 1 ? t.inRow : t.inRows, {
                  rows: group
                    .slice(0, 8)
                    .map(({ row }) => format.count(row + 1))
                    .join(', '),
                }),
                group.length > 8 ? ' …' : '',
              ),
            ),
          ),
        ),
      );
    },
  };
}
