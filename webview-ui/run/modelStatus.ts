// A model's status as a word with an icon: readable without colour.
import type { ModelStatus } from '../../src/engine/events';
import { h } from '../element';
import { icon, type IconName } from '../icons';
import type { Panel } from '../panel';

const icons: Readonly<Record<ModelStatus, IconName>> = {
  satisfied: 'check',
  invalid: 'cross',
  unknown: 'dots',
  pruned: 'dash',
};

export function statusBadge({ t }: Panel, status: ModelStatus): HTMLElement {
  return h('span', { class: `status ${status}` }, icon(icons[status]), t.modelStatus[status]);
}
