// A small bar of money: the range from low to high, the expectation as a tick, and marks such as the reference's cost on the same scale.
import { h, type Child } from '../element';

export type RangeMark = { readonly usd: number | undefined; readonly text: string; readonly kind: 'reference' | 'cap' };

export function rangeBar(options: {
  readonly lowUsd: number;
  readonly expectedUsd: number;
  readonly highUsd: number;
  readonly marks: readonly RangeMark[];
  readonly label: string;
}): HTMLElement {
  const marks = options.marks.filter((mark): mark is RangeMark & { usd: number } => mark.usd !== undefined);
  // A cap far beyond everything else would squeeze what matters; it is then left to the text.
  const core = Math.max(options.highUsd, ...marks.filter(({ kind }) => kind === 'reference').map(({ usd }) => usd));
  const shown = marks.filter(({ usd }) => usd <= core * 1.3);
  const scale = Math.max(core, ...shown.map(({ usd }) => usd)) * 1.04;
  const at = (usd: number) => `${String(scale > 0 ? Math.min(100, (100 * usd) / scale) : 0)}%`;
  const parts: Child[] = [
    h('span', { class: 'range-track' }),
    h('span', { class: 'range-span', vars: { '--from': at(options.lowUsd), '--to': at(options.highUsd) } }),
    h('span', { class: 'range-tick', vars: { '--at': at(options.expectedUsd) } }),
    ...shown.map(({ usd, kind }) => h('span', { class: `range-mark ${kind}`, vars: { '--at': at(usd) } })),
  ];
  // The reference's mark is explained by the line that tells its cost.
  const legend = shown
    .filter(({ kind }) => kind !== 'reference')
    .map(({ text, kind }) => h('span', { class: 'legend-item' }, h('span', { class: `legend-mark ${kind}` }), text));
  return h(
    'div',
    { class: 'range' },
    h('div', { class: 'range-bar', role: 'img', 'aria-label': options.label }, ...parts),
    legend.length > 0 && h('div', { class: 'legend sub', 'aria-hidden': 'true' }, ...legend),
  );
}
