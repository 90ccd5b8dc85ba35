// The certificate as it forms: at each look how many rows were sampled, how many deviations showed beside how many the theorem allows,
// and how much of the path is certified; rows that are accepted because all of them may differ are told apart.
import type { RunState } from '../../src/engine/runState';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { section } from '../section';
import type { Pane } from './agreementPane';

const looksShown = 6;

/** Rows that are accepted because so many may differ beside what is certified. */
function freeRows({ certifiedRows, prefixRows }: RunState['looks'][number]): number {
  return Math.max(0, prefixRows - (certifiedRows ?? prefixRows));
}

export function createLooksPane(panel: Panel): Pane {
  const { t, format } = panel;
  let isWhole = false;
  const { element, body } = section(t.certificate, { class: 'pane', hint: t.certificateHint });
  let drawn: unknown;
  return {
    element,
    update: ({ looks }: RunState) => {
      if (looks === drawn) return;
      drawn = looks;
      draw(looks);
    },
  };

  /** Journals of earlier versions do not tell which it was. */
  function standing({ certifiedRows, prefixRows }: RunState['looks'][number]): string {
    if (certifiedRows === undefined) return t.acceptedOf;
    if (prefixRows <= certifiedRows) return t.certifiedOf;
    return certifiedRows === 0 ? t.freeOf : t.certifiedAndFreeOf;
  }

  /** A filter's sides each count their looks from one. */
  function nameOf({ side, look }: RunState['looks'][number]): string {
    const number = format.count(look);
    if (side === undefined) return number;
    return say(side === 'kept' ? t.lookKept : t.lookDropped, { look: number });
  }

  function draw(looks: RunState['looks']): void {
    element.hidden = looks.length === 0;
    const last = looks.at(-1);
    if (!last) return;
    const shareOf = (look: RunState['looks'][number], rows: number) => (look.pathRows > 0 ? rows / look.pathRows : 0);
    fill(
      body,
      h(
        'p',
        { class: 'big-figure' },
        h('span', { class: 'figure medium-figure' }, format.portion(shareOf(last, last.prefixRows))),
        h(
          'span',
          { class: 'sub' },
          say(standing(last), {
            rows: format.count(last.prefixRows),
            all: format.count(last.pathRows),
            free: format.count(freeRows(last)),
          }),
        ),
      ),
      h(
        'table',
        { class: 'sheet looks' },
        h('caption', { class: 'visually-hidden' }, t.certificate),
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ...[t.look, t.sampled, t.deviations].map((name) => h('th', { scope: 'col', class: 'figure' }, name)),
            h('th', { scope: 'col' }, t.certifiedShare),
          ),
        ),
        h(
          'tbody',
          {},
          ...(isWhole ? looks : looks.slice(-looksShown)).map((look) =>
            h(
              'tr',
              {},
              h('th', { scope: 'row', class: 'figure' }, nameOf(look)),
              h('td', { class: 'figure' }, format.count(look.sampled)),
              h(
                'td',
                { class: 'figure' },
                look.visible > look.visibleAllowed && icon('warning'),
                ' ',
                say(t.visibleOf, { visible: format.count(look.visible), allowed: format.count(look.visibleAllowed) }),
              ),
              h(
                'td',
                {},
                h(
                  'span',
                  { class: 'meter-line' },
                  h(
                    'span',
                    { class: 'meter', 'aria-hidden': 'true' },
                    h('span', {
                      vars: { '--share': String(shareOf(look, look.certifiedRows ?? 0)) },
                    }),
                  ),
                  h('span', { class: 'figure' }, format.portion(shareOf(look, look.certifiedRows ?? 0))),
                  freeRows(look) > 0 &&
                    h('span', { class: 'sub' }, say(t.freeMark, { rows: format.count(freeRows(look)) })),
                ),
              ),
            ),
          ),
        ),
      ),
      !isWhole &&
        looks.length > looksShown &&
        h(
          'button',
          {
            type: 'button',
            class: 'link-button',
            on: {
              click: () => {
                isWhole = true;
                draw(looks);
              },
            },
          },
          say(t.showAll, { count: format.count(looks.length) }),
        ),
    );
  }
}
