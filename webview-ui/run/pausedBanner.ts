// Why the run stands still and what to do about it: raise the cap, set the key, or simply go on. Also for a run that nobody drives any more.
import type { RunState } from '../../src/engine/runState';
import { fill, h, type Child } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { parseMoney } from '../setup/parseAmount';
import { button, textField } from '../toolkit';

export type PausedBanner = {
  readonly element: HTMLElement;
  readonly update: (state: RunState, isRunning: boolean) => void;
};

export function createPausedBanner(panel: Panel): PausedBanner {
  const { t } = panel;
  const element = h('section', { class: 'banner', 'aria-label': t.paused, hidden: true });
  let drawn = '';
  return {
    element,
    update: (state, isRunning) => {
      const { paused, phase, started } = state;
      const isInterrupted = !isRunning && phase !== 'paused' && phase !== 'finished';
      const key = JSON.stringify([paused, phase, isInterrupted, started?.budgetUsd]);
      if (key === drawn) return;
      drawn = key;
      element.hidden = phase !== 'paused' && !isInterrupted;
      if (isInterrupted || (phase === 'paused' && !paused)) fill(element, ...interrupted(panel));
      else if (paused && phase === 'paused') {
        fill(
          element,
          h(
            'div',
            { class: 'banner-text' },
            icon('pause'),
            h(
              'div',
              {},
              h('h2', {}, t.pausedBy[paused.reason]),
              h('p', {}, panel.worded(paused.message)),
              h('p', { class: 'sub' }, t.nothingLost),
            ),
          ),
          h('div', { class: 'banner-actions' }, ...remedies(panel, state)),
        );
        panel.announce(`${t.pausedBy[paused.reason]}. ${panel.worded(paused.message)}`);
      }
    },
  };
}

function interrupted(panel: Panel): Child[] {
  const { t } = panel;
  return [
    h(
      'div',
      { class: 'banner-text' },
      icon('pause'),
      h('div', {}, h('h2', {}, t.interrupted), h('p', {}, t.nothingLost)),
    ),
    h('div', { class: 'banner-actions' }, resume(panel, t.resume)),
  ];
}

function resume(panel: Panel, text: string): HTMLElement {
  return button(text, () => void panel.attempt(panel.ask('resumeRun', {})), { kind: 'primary', icon: icon('play') });
}

function remedies(panel: Panel, { paused, started, progress, forecast }: RunState): Child[] {
  const { t, format } = panel;
  if (paused?.reason === 'budget') {
    const spent = progress?.spentUsd ?? 0;
    const suggestion =
      Math.ceil(Math.max(forecast?.total.highUsd ?? 0, (started?.budgetUsd ?? spent) * 1.5) * 100) / 100;
    const note = h(
      'p',
      { class: 'hint' },
      say(t.raiseHint, { spent: format.money(spent), cap: format.money(started?.budgetUsd) }),
    );
    const cap = textField({
      label: t.newCap,
      value: String(suggestion),
      class: 'money',
      end: 'US$',
      onInput: () => undefined,
    });
    const go = button(
      t.raiseAndResume,
      () => {
        const budgetUsd = parseMoney(cap.value);
        if (budgetUsd === null || budgetUsd === undefined || budgetUsd <= (started?.budgetUsd ?? spent)) {
          note.className = 'hint error';
          note.textContent = say(t.raiseAbove, { cap: format.money(started?.budgetUsd ?? spent) });
          cap.focus();
          return;
        }
        void panel.attempt(panel.ask('resumeRun', { budgetUsd }));
      },
      { kind: 'primary', icon: icon('play') },
    );
    return [
      h('div', { class: 'raise' }, h('span', { class: 'caption', 'aria-hidden': 'true' }, t.newCap), cap, go),
      note,
    ];
  }
  const { provider } = paused ?? {};
  const setKey =
    paused?.reason === 'auth' &&
    provider !== undefined &&
    button(say(t.setKeyFor, { provider }), () => void panel.attempt(panel.ask('setKey', { provider })), {
      icon: icon('key'),
    });
  return [setKey, resume(panel, t.resume)];
}
