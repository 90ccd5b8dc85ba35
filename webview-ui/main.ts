// The panel's page: connects to the host, asks what to show, and shows it. State first, then events; nothing is inlined in the page.
import './styles/panel.css';
import { newsParsers, parsePanelView } from '../src/protocol/newsParsers';
import type { PanelNews, PanelRequests, PanelView } from '../src/protocol';
import { createAskingEnd } from '../src/rpc';
import { createAnnouncer } from './announcer';
import { fill, h } from './element';
import { makeFormat } from './format';
import { icon } from './icons';
import type { Page, Panel } from './panel';
import { createRunPage, type RunPage } from './run/runPage';
import { createSetupPage } from './setup/setupPage';
import { stringsFor } from './strings';
import { button } from './toolkit';
import { connectPage } from './vscodeApi';

const { transport, store } = connectPage();
const locale = document.documentElement.lang || navigator.language;
const t = stringsFor(locale);
const place = h('div', { class: 'place' });
const troubles = h('div', { class: 'troubles', role: 'alert' });
const { element: announcer, announce } = createAnnouncer();
document.body.append(troubles, place, announcer);

let page: Page | undefined;
let runPage: RunPage | undefined;

const rpc = createAskingEnd<PanelRequests, PanelNews>(
  transport,
  {
    view: show,
    events: ({ events }) => {
      runPage?.hear(events);
    },
  },
  newsParsers,
  report,
);

const panel: Panel = {
  ask: rpc.ask,
  t,
  format: makeFormat(locale, t.unknown),
  store,
  announce,
  attempt: async (request) => {
    try {
      return await request;
    } catch (error) {
      showTrouble(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  },
};

function show(view: PanelView): void {
  page?.dispose?.();
  troubles.replaceChildren();
  runPage = view.view === 'run' ? createRunPage(panel, view) : undefined;
  page = view.view === 'setup' ? createSetupPage(panel, view.setup) : runPage;
  if (page) fill(place, page.element);
}

function showTrouble(message: string): void {
  const line = h(
    'div',
    { class: 'trouble' },
    icon('error'),
    h('span', { class: 'trouble-text' }, message),
    button(t.openLog, () => void rpc.ask('openLog', {}).catch(() => undefined)),
    button(
      '',
      () => {
        line.remove();
      },
      { kind: 'icon', icon: icon('cross'), label: t.dismiss },
    ),
  );
  const same = [...troubles.querySelectorAll('.trouble-text')].find(({ textContent }) => textContent === message);
  same?.parentElement?.remove();
  troubles.append(line);
}

/** An error of the page itself: to the host's log. Its message may quote no data, so only its first line of ours is sent. */
function report(error: Error): void {
  rpc.ask('reportProblem', { message: `${error.name}: ${error.message}`.slice(0, 500) }).catch(() => undefined);
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
  const view = await panel.attempt(rpc.ask('ready', { locale }));
  if (view === undefined) return;
  show(parsePanelView(view));
  if (pageTop > 0)
    setTimeout(() => {
      window.scrollTo(0, pageTop);
    }, 150);
}
void start();
