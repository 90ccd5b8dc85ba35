// The panel's page: shows what the host says. State first, then events; nothing is inlined in the page.
import { firstView, listeners, locale, report, rpc, store } from './host';
import './styles/panel.css';
import { parsePanelView } from '../src/protocol/newsParsers';
import type { Mend, PanelView } from '../src/protocol';
import { Refusal, type ErrorNote } from '../src/rpc';
import { createComparePage } from './compare/comparePage';
import { createAnnouncer } from './announcer';
import { fill, h } from './element';
import { engineWordsFor, estimateWordsFor } from './engineWords';
import { makeFormat } from './format';
import { icon } from './icons';
import type { Page, Panel } from './panel';
import { createRunPage, type RunPage } from './run/runPage';
import { createSetupPage } from './setup/setupPage';
import { stringsFor } from './strings';
import { button } from './toolkit';

const t = stringsFor(locale);
const place = h('div', { class: 'place' });
const troubles = h('div', { class: 'troubles', role: 'alert' });
const { element: announcer, announce } = createAnnouncer();
document.body.append(troubles, place, announcer);

let page: Page | undefined;
let runPage: RunPage | undefined;

listeners.view = show;
listeners.models = ({ models }) => {
  page?.hearModels?.(models);
};
listeners.events = ({ events }) => {
  runPage?.hear(events);
};

const panel: Panel = {
  ask: rpc.ask,
  t,
  format: makeFormat(locale, t.unknown),
  worded: engineWordsFor(locale),
  estimateWords: estimateWordsFor(locale),
  store,
  announce,
  attempt: async (request) => {
    const asker = page;
    try {
      return await request;
    } catch (error) {
      // A late word of a page that is gone (an edit sent while the run started, say) concerns nobody.
      const note = error instanceof Refusal ? error.note : {};
      if (page === asker && note.isGivenUp !== true)
        showTrouble(error instanceof Error ? error.message : String(error), note.mend);
      return undefined;
    }
  },
};

function show(view: PanelView): void {
  const before = page;
  before?.dispose?.();
  troubles.replaceChildren();
  runPage = view.view === 'run' ? createRunPage(panel, view) : undefined;
  page =
    view.view === 'setup'
      ? createSetupPage(panel, view.setup)
      : view.view === 'comparison'
        ? createComparePage(panel, view.comparison)
        : runPage;
  if (page) fill(place, page.element);
  // Another page, or a run that has come to its end: its head is what is waited for.
  window.scrollTo(0, 0);
  if (page && page.element !== before?.element) focusFirst(page.element);
}

/** On the field that is typed in first, or on what is waited for; once the page has the window's focus, which it does not take. */
function focusFirst(element: HTMLElement): void {
  const focus = () => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body)
      element.querySelector<HTMLElement>('[data-first]')?.focus({ preventScroll: true });
  };
  if (document.hasFocus()) focus();
  else window.addEventListener('focus', focus, { once: true });
}

/** The last one alone, with the button that mends it; where none does, the log is what helps. */
function showTrouble(message: string, mend?: ErrorNote['mend']): void {
  const mending = mend && t.mends[mend.action as Mend['action']];
  const line = h(
    'div',
    { class: 'trouble' },
    icon('error'),
    h('span', { class: 'trouble-text' }, message),
    mending === undefined
      ? button(t.openLog, () => void rpc.ask('openLog', {}).catch(() => undefined))
      : button(mending, () => {
          line.remove();
          void panel.attempt(rpc.ask('mend', mend as Mend));
        }),
    button(
      '',
      () => {
        line.remove();
      },
      { kind: 'icon', icon: icon('cross'), label: t.dismiss },
    ),
  );
  fill(troubles, line);
}

window.addEventListener('error', ({ error }: ErrorEvent) => {
  if (error instanceof Error) report(error);
});
window.addEventListener('unhandledrejection', ({ reason }: PromiseRejectionEvent) => {
  if (reason instanceof Error) report(reason);
});
let scrollTimer: ReturnType<typeof setTimeout> | undefined;
window.addEventListener('scroll', () => {
  clearTimeout(scrollTimer);
  scrollTimer = setTimeout(() => {
    store.save({ pageTop: window.scrollY });
  }, 200);
});

async function start(): Promise<void> {
  const pageTop = store.get().pageTop ?? 0;
  const view = await panel.attempt(firstView);
  if (view === undefined) return;
  show(parsePanelView(view));
  if (pageTop > 0)
    setTimeout(() => {
      window.scrollTo(0, pageTop);
    }, 150);
}
void start();
