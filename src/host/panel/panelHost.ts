// The SMART panels: one that is used again and again, and another beside it for as long as a run goes on in the first. A run keeps its panel until it ends.
import * as vscode from 'vscode';
import { panelViewType } from '../ids';
import { createOnePanel, type OnePanel, type PanelSubject, type PanelSurroundings } from './onePanel';

export type { PanelSubject } from './onePanel';

export type PanelHost = {
  /** In the panel that is about it already, else in one that is free, else in a new one. */
  readonly show: (subject: PanelSubject) => void;
  /** Brings the panel that was used last to the front; false: none is open. */
  readonly reveal: () => boolean;
  readonly isVisible: () => boolean;
  /** What the panel that was used last is about; undefined: none is open. */
  readonly subject: () => PanelSubject | undefined;
  readonly restore: (panel: vscode.WebviewPanel, subject: PanelSubject) => void;
  readonly dispose: () => void;
};

export function createPanelHost(surroundings: PanelSurroundings): PanelHost {
  /** The one that was used last comes first. */
  let open: OnePanel[] = [];
  const use = (one: OnePanel) => {
    open = [one, ...open.filter((other) => other !== one)];
  };

  function adopt(panel: vscode.WebviewPanel, subject: PanelSubject): void {
    const one = createOnePanel(panel, subject, surroundings, () => {
      open = open.filter((other) => other !== one);
    });
    panel.onDidChangeViewState(() => {
      if (panel.active) use(one);
    });
    use(one);
  }

  return {
    show(to) {
      const isFree = (one: OnePanel) => one.subject().isUnderWay?.() !== true;
      const one = open.find((each) => isSame(each.subject(), to)) ?? open.find(isFree);
      if (one === undefined) {
        adopt(vscode.window.createWebviewPanel(panelViewType, to.title, vscode.ViewColumn.Active), to);
        return;
      }
      use(one);
      one.show(to);
    },
    reveal() {
      open[0]?.panel.reveal();
      return open.length > 0;
    },
    isVisible: () => open.some(({ panel }) => panel.visible),
    subject: () => open[0]?.subject(),
    restore: adopt,
    dispose() {
      for (const { panel } of [...open]) panel.dispose();
    },
  };
}

function isSame(one: PanelSubject, other: PanelSubject): boolean {
  if (one === other) return true;
  const [a, b] = [one.about(), other.about()];
  return a?.type === 'run' && b?.type === 'run' && a.runId === b.runId && a.folder === b.folder;
}
