// The page's end of the line to the host. Imported before anything else: the first question is under way while the rest of the script is
// read (30 ms of the processor, most of it the toolkit's), so that the host answers meanwhile.
import { newsParsers } from '../src/protocol/newsParsers';
import type { PanelNews, PanelRequests } from '../src/protocol';
import { createAskingEnd } from '../src/rpc';
import { turning } from '../src/protocol/turning';
import { connectPage } from './vscodeApi';

const { transport, store } = connectPage();
export { store };

export const locale = document.documentElement.lang || navigator.language;

/** Who hears the host's news; the page puts its own listeners in before the first message can come. */
export const listeners: { [K in keyof PanelNews]: (body: PanelNews[K]) => void } = {
  view: () => undefined,
  models: () => undefined,
  events: () => undefined,
};

export const rpc = createAskingEnd<PanelRequests, PanelNews>(transport, listeners, newsParsers, {
  onBadNews: report,
  turning,
});

/** What the page is to show, as the host sent it. */
export const firstView = rpc.ask('ready', { locale });

/** An error of the page itself: to the host's log. Its message may quote no data, so only its first line of ours is sent. */
export function report(error: Error): void {
  rpc.ask('reportProblem', { message: `${error.name}: ${error.message}`.slice(0, 500) }).catch(() => undefined);
}
