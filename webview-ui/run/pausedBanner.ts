// Why the run stands still and what to do about it: raise the cap, set the key, or simply go on. Also for a run that nobody drives any more.
import type { RunState } from '../../src/engine/runState';
import { fill, h, type Child } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { PanelRequests } from '../../src/protocol';
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
      const key = JSON.stringify([paused, phase, isInterrupted, started?.budgetUsd, started?.mostRequests]);
      if (key === drawn) return;
      drawn = key;
      // What a scan found has a page of its own, with the ways on.
      element.hidden = (phase !== 'paused' && !isInterrupted) || (phase === 'paused' && paused?.reason === 'scanned');
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

type Raise = {
  readonly label: string;
  readonly suggestion: number;
  /** What the new cap must be above. */
  readonly present: number;
  readonly unit?: string;
  readonly hint: string;
  readonly wrong: string;
  /** Undefined: not an amount of this cap. */
  readonly capsOf: (amount: number) => PanelRequests['resumeRun']['params'] | undefined;
};

/** A field for a higher cap, and the button that goes on under it. */
function raising(panel: Panel, { label, suggestion, present, unit, hint, wrong, capsOf }: Raise): Child[] {
  const note = h('p', { class: 'hint' }, hint);
  const cap = textField({
    label,
    value: String(suggestion),
    class: 'money',
    ...(unit !== undefined && { end: unit }),
    onInput: () => undefined,
  });
  const go = button(
    panel.t.raiseAndResume,
    () => {
      const amount = parseMoney(cap.value);
      const caps = typeof amount === 'number' && amount > present ? capsOf(amount) : undefined;
      if (!caps) {
        note.className = 'hint error';
        note.textContent = wrong;
        cap.focus();
        return;
      }
      void panel.attempt(panel.ask('resumeRun', caps));
    },
    { kind: 'primary', icon: icon('play') },
  );
  return [h('div', { class: 'raise' }, h('span', { class: 'caption', 'aria-hidden': 'true' }, label), cap, go), note];
}

function remedies(panel: Panel, { paused, started, progress, forecast }: RunState): Child[] {
  const { t, format } = panel;
  if (paused?.reason === 'budget') {
    const spent = progress?.spentUsd ?? 0;
    const suggestion =
      Math.ceil(Math.max(forecast?.total.highUsd ?? 0, (started?.budgetUsd ?? spent) * 1.5) * 100) / 100;
    return raising(panel, {
      label: t.newCap,
      suggestion,
      present: started?.budgetUsd ?? spent,
      unit: 'US$',
      hint: say(t.raiseHint, { spent: format.money(spent), cap: format.money(started?.budgetUsd) }),
      wrong: say(t.raiseAbove, { cap: format.money(started?.budgetUsd ?? spent) }),
      capsOf: (budgetUsd) => ({ budgetUsd }),
    });
  }
  if (paused?.reason === 'requests') {
    const present = started?.mostRequests ?? 0;
    return raising(panel, {
      label: t.newRequestCap,
      suggestion: 2 * present,
      present,
      hint: say(t.requestCapHint, { cap: format.count(present) }),
      wrong: say(t.requestsAbove, { cap: format.count(present) }),
      capsOf: (mostRequests) => (Number.isSafeInteger(mostRequests) ? { mostRequests } : undefined),
    });
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
