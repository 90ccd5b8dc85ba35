// Builds the extension's lasting objects from VS Code's context and ties them together by plain arguments; once, on first use.
import type * as vscode from 'vscode';
import { confirmRun } from './confirmRun';
import type { Host } from './host';
import { createHostInstallation } from './keys/hostInstallation';
import { createKeyStore } from './keys/keyStore';
import { createLog } from './log';
import { createPanelHost } from './panel/panelHost';
import { createRuns } from './runs/runs';
import { createStatusBar } from './runs/statusBar';

export function createHost(context: vscode.ExtensionContext): Host {
  const log = createLog(context);
  const runs = createRuns(context.workspaceState);
  const statusBar = createStatusBar();
  context.subscriptions.push(
    statusBar,
    runs,
    runs.onDidChange(() => {
      statusBar.show(
        runs
          .live()
          .filter((run) => run.isRunning())
          .map((run) => run.state()),
      );
    }),
  );
  return {
    context,
    log,
    runs,
    keys: createKeyStore(context.secrets, context.globalState, log),
    installation: createHostInstallation(context.secrets),
    panel: createPanelHost({ extension: context.extensionUri, memory: context.workspaceState, log }),
    confirm: confirmRun,
  };
}
