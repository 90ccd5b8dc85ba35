// One measurement as a line: its interval as a band, its value as a tick, the threshold as a mark. What a chart over time would be an empty axis for.
import { h } from '../element';

export type Measured = {
  readonly asked: number;
  readonly agreed: number;
  readonly lower?: number;
  readonly upper?: number;
};

/** @param floor the share at the left end; the right end is 1. */
export function intervalBar(options: {
  readonly profile: Measured;
  readonly threshold: number;
  readonly floor: number;
  readonly label: string;
}): HTMLElement {
  const { profile, threshold, floor, label } = options;
  const at = (share: number) => `${String(100 * Math.min(1, Math.max(0, (share - floor) / (1 - floor))))}%`;
  const { lower = 0, upper = 1, asked, agreed } = profile;
  return h(
    'div',
    { class: 'range-bar interval-bar', role: 'img', 'aria-label': label },
    h('span', { class: 'range-track' }),
    asked > 0 && h('span', { class: 'range-span', vars: { '--from': at(lower), '--to': at(upper) } }),
    asked > 0 && h('span', { class: 'range-tick', vars: { '--at': at(agreed / asked) } }),
    h('span', { class: 'range-mark threshold', vars: { '--at': at(threshold) } }),
  );
}
