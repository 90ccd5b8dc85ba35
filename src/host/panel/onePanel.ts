// One panel on its subject: a run to set up or a run to watch. The page is built anew whenever it was hidden, so it asks for the whole state first (`ready`)
// and gets events after.
import * as vscode from 'vscode';
import { showError } from '../notify';
import type { PanelNews, PanelRequests, PanelView } from '../../protocol';
import { createAnsweringEnd, type AnsweringEnd, type RequestHandlers, type Transport } from '../../rpc';
import { turning } from '../../protocol/turning';
import { requestParsers } from '../../protocol/requestParsers';
import type { Log } from '../log';
import { noteOf } from '../mend';
import { UserCancelled } from '../userCancelled';
import { rememberPanel, type PanelMemory } from './panelMemory';
import { pageFolder, panelHtml } from './panelHtml';

/** What a panel is about. */
export interface PanelSubject {
  readonly title: string;
  /** What a reloaded window needs to find it again; undefined: not yet known. */
  about(): PanelMemory | undefined;
  view(): Promise<PanelView> | PanelView;
  /** Whether something goes on in it, so that its panel is not taken for another subject. */
  isUnderWay?(): boolean;
  /** Everything the page may ask, but `ready`. */
  readonly handlers: Omit<RequestHandlers<PanelRequests>, 'ready'>;
  /** Calls back with news until the returned function is called. */
  listen(news: AnsweringEnd<PanelNews>): () => void;
  /** The panel turns to another subject or is closed. */
  dispose(): void;
}

export type OnePanel = {
  readonly panel: vscode.WebviewPanel;
  readonly subject: () => PanelSubject;
  /** Turns to the subject; on the same one: its view anew. */
  readonly show: (subject: PanelSubject) => void;
};

export type PanelSurroundings = {
  readonly extension: vscode.Uri;
  readonly memory: vscode.Memento;
  readonly log: Log;
};

export function createOnePanel(
  panel: vscode.WebviewPanel,
  first: PanelSubject,
  { extension, memory, log }: PanelSurroundings,
  onClosed: () => void,
): OnePanel {
  let end: AnsweringEnd<PanelNews>;
  let subject = first;
  /** How many subjects the panel has had. */
  let subjects = 0;
  let stopListening: () => void;

  function detach(): void {
    stopListening();
    end.dispose();
    subject.dispose();
  }

  function attach(to: PanelSubject): void {
    subject = to;
    panel.title = to.title;
    const answering = createAnsweringEnd<PanelRequests, PanelNews>(
      transportOf(panel.webview),
      withLog({ ...to.handlers, ready: () => to.view() }, log),
      requestParsers,
      { noteOf, turning: { ...turning, subject: ++subjects } },
    );
    end = answering;
    const remember = () => {
      const about = to.about();
      if (about !== undefined) rememberPanel(memory, about, to.title);
    };
    remember();
    stopListening = to.listen({
      ...answering,
      tell: (name, body) => {
        remember();
        answering.tell(name, body);
      },
    });
  }

  panel.webview.options = { enableScripts: true, localResourceRoots: [pageFolder(extension)] };
  panel.iconPath = vscode.Uri.joinPath(extension, 'media', 'icon.png');
  panel.onDidDispose(() => {
    detach();
    onClosed();
  });
  attach(first);
  panel.webview.html = panelHtml(panel.webview, extension);
  return {
    panel,
    subject: () => subject,
    show(to) {
      panel.reveal();
      if (subject !== to) {
        detach();
        attach(to);
      }
      void tellView(to, end, log);
    },
  };
}

async function tellView(subject: PanelSubject, end: AnsweringEnd<PanelNews>, log: Log): Promise<void> {
  try {
    end.tell('view', await subject.view());
  } catch (error) {
    log.error('The panel could not be brought up to date.', error);
    void showError(error instanceof Error ? error.message : String(error));
  }
}

function transportOf(webview: vscode.Webview): Transport {
  return {
    post: (message) => {
      void webview.postMessage(message);
    },
    listen: (callback) => {
      const listening = webview.onDidReceiveMessage(callback);
      return () => {
        listening.dispose();
      };
    },
  };
}

/** The page shows what went wrong; the log keeps where. */
function withLog(handlers: RequestHandlers<PanelRequests>, log: Log): RequestHandlers<PanelRequests> {
  const logged = Object.entries(handlers).map(([method, handle]) => [
    method,
    async (params: never) => {
      try {
        return await (handle as (params: never) => unknown)(params);
      } catch (error) {
        if (!(error instanceof UserCancelled)) log.error(`Request "${method}" of the panel failed.`, error);
        throw error;
      }
    },
  ]);
  return Object.fromEntries(logged) as RequestHandlers<PanelRequests>;
}
