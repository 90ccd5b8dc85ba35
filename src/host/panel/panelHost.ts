// The one SMART panel: opens it, restores it after a reload, and keeps it on its subject, a run to set up or a run to watch. The page is
// built anew whenever it was hidden, so it asks for the whole state first (`ready`) and gets events after.
import * as vscode from 'vscode';
import { showError } from '../notify';
import type { PanelNews, PanelRequests, PanelView } from '../../protocol';
import { createAnsweringEnd, type AnsweringEnd, type RequestHandlers, type Transport } from '../../rpc';
import { requestParsers } from '../../protocol/requestParsers';
import { panelViewType } from '../ids';
import type { Log } from '../log';
import { rememberPanel, type PanelMemory } from './panelMemory';
import { pageFolder, panelHtml } from './panelHtml';

/** What the panel is about. */
export interface PanelSubject {
  readonly title: string;
  /** What a reloaded window needs to find it again; undefined: not yet known. */
  about(): PanelMemory | undefined;
  view(): Promise<PanelView> | PanelView;
  /** Everything the page may ask, but `ready`. */
  readonly handlers: Omit<RequestHandlers<PanelRequests>, 'ready'>;
  /** Calls back with news until the returned function is called. */
  listen(news: AnsweringEnd<PanelNews>): () => void;
  /** The panel turns to another subject or is closed. */
  dispose(): void;
}

export type PanelHost = {
  /** On the same subject: its view anew. */
  readonly show: (subject: PanelSubject) => void;
  /** Brings the panel to the front; false: none is open. */
  readonly reveal: () => boolean;
  readonly isVisible: () => boolean;
  /** What the panel is about; undefined: none is open. */
  readonly subject: () => PanelSubject | undefined;
  readonly restore: (panel: vscode.WebviewPanel, subject: PanelSubject) => void;
  readonly dispose: () => void;
};

export function createPanelHost(extension: vscode.Uri, memory: vscode.Memento, log: Log): PanelHost {
  let panel: vscode.WebviewPanel | undefined;
  let end: AnsweringEnd<PanelNews> | undefined;
  let subject: PanelSubject | undefined;
  let stopListening: (() => void) | undefined;

  function detach(): void {
    stopListening?.();
    end?.dispose();
    subject?.dispose();
    stopListening = end = subject = undefined;
  }

  function attach(to: PanelSubject): void {
    detach();
    subject = to;
    panel!.title = to.title;
    const answering = createAnsweringEnd<PanelRequests, PanelNews>(
      transportOf(panel!.webview),
      withLog({ ...to.handlers, ready: () => to.view() }, log),
      requestParsers,
    );
    end = answering;
    const remember = () => {
      const about = to.about();
      if (about !== undefined) rememberPanel(memory, about);
    };
    remember();
    const stop = to.listen({
      ...answering,
      tell: (name, body) => {
        remember();
        answering.tell(name, body);
      },
    });
    stopListening = stop;
  }

  function adopt(opened: vscode.WebviewPanel, to: PanelSubject): void {
    panel = opened;
    opened.webview.options = { enableScripts: true, localResourceRoots: [pageFolder(extension)] };
    opened.iconPath = vscode.Uri.joinPath(extension, 'media', 'icon.png');
    opened.onDidDispose(() => {
      if (panel !== opened) return;
      detach();
      panel = undefined;
    });
    attach(to);
    opened.webview.html = panelHtml(opened.webview, extension);
  }

  return {
    show(to) {
      if (panel === undefined) {
        adopt(vscode.window.createWebviewPanel(panelViewType, to.title, vscode.ViewColumn.Active), to);
        return;
      }
      panel.reveal();
      if (subject !== to) attach(to);
      void tellView(to, end!, log);
    },
    reveal() {
      panel?.reveal();
      return panel !== undefined;
    },
    isVisible: () => panel?.visible ?? false,
    subject: () => subject,
    restore(restored, to) {
      panel?.dispose();
      adopt(restored, to);
    },
    dispose() {
      panel?.dispose();
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
        log.error(`Request "${method}" of the panel failed.`, error);
        throw error;
      }
    },
  ]);
  return Object.fromEntries(logged) as RequestHandlers<PanelRequests>;
}
