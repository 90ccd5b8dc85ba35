// A model's status as a word with an icon: readable without colour. Once it is decided who answers, nothing is being measured any more: a
// model that was neither accepted nor ruled out answers some rows, or gives a second opinion on the chosen way, or is not used.
import type { ModelStatus } from '../../src/engine/events';
import { h } from '../element';
import { icon, type IconName } from '../icons';
import type { RunState } from '../../src/engine/runState';
import type { Panel } from '../panel';
import { sharesOf } from './mixPane';

const icons: Readonly<Record<ModelStatus, IconName>> = {
  satisfied: 'check',
  invalid: 'cross',
  unknown: 'dots',
  pruned: 'dash',
};

export type ShownStatus = { readonly status: ModelStatus; readonly role?: 'used' | 'helps' | 'unused' };

export function shownStatus(state: RunState, model: string, status: ModelStatus): ShownStatus {
  if (status !== 'unknown' || (!state.mix && !state.finished)) return { status };
  if (sharesOf(state).some((share) => share.model === model && share.rows > 0)) return { status, role: 'used' };
  const isOnTheWay = state.paths?.paths.some(({ isChosen, models }) => isChosen && models.includes(model));
  return { status, role: isOnTheWay ? 'helps' : 'unused' };
}

export function statusText({ t }: Panel, { status, role }: ShownStatus): string {
  return role === undefined ? t.modelStatus[status] : t.modelRole[role];
}

export function statusBadge(panel: Panel, shown: ShownStatus): HTMLElement {
  const { status, role } = shown;
  const sign = role === undefined ? icons[status] : role === 'unused' ? 'dash' : 'check';
  return h('span', { class: `status ${status}` }, icon(sign), statusText(panel, shown));
}
