// Models and addresses are settings of a machine. In a remote window that is the remote machine, so what the user has set on their own seems to be lost.
import * as vscode from 'vscode';
import { showInformation } from '../notify';
import { readSettings } from '../settings';

let isTold = false;

/** Once a window, where no models are set there. Does not wait for the answer. */
export function tellWhereModelsAreSet(remoteName: string | undefined = vscode.env.remoteName): void {
  if (isTold || remoteName === undefined || readSettings().models.length > 0) return;
  isTold = true;
  const open = vscode.l10n.t('Open Remote Settings');
  void showInformation(
    vscode.l10n.t(
      'This window works on another machine ({0}): models and addresses that are set on your own do not count here. Set smart.models in the remote settings.',
      remoteName,
    ),
    open,
  ).then((answer) => {
    if (answer === open) void vscode.commands.executeCommand('workbench.action.openRemoteSettings', 'smart.models');
  });
}
