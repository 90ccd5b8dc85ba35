// What the user sees when a command fails: the sentence of bad input as it stands, anything else with a way to the log.
import * as vscode from 'vscode';
import { showError, showInformation } from './notify';
import { diskSentence } from '../engine/diskError';
import { InputError } from '../engine/inputError';
import { RunLocked, takeRunOver } from '../store/runLock';
import { carryOut, mendCaption, MendableError } from './mend';
import type { Host } from './host';
import { UserCancelled } from './userCancelled';

/** Does not wait for the user to close the message. */
export function tellError(host: Host, error: unknown): void {
  if (error instanceof UserCancelled) return;
  const message = diskSentence(error) ?? (error instanceof Error ? error.message : String(error));
  if (error instanceof InputError) {
    host.log.warn(message);
    if (error instanceof MendableError) void offerMend(host, error);
    else if (error instanceof RunLocked && error.canBeTakenOver) void offerToFree(host, error);
    else void showError(message);
    return;
  }
  host.log.error(message, error);
  const showLog = vscode.l10n.t('Show Log');
  void showError(vscode.l10n.t('SMART: {0}', message), showLog).then((answer) => {
    if (answer === showLog) host.log.show();
  });
}

/** Who holds the run cannot be seen from here, so the user says whether it is gone. */
async function offerToFree(host: Host, { message, folder }: RunLocked): Promise<void> {
  const takeOver = vscode.l10n.t('Take Over');
  if ((await showError(message, takeOver)) !== takeOver) return;
  try {
    takeRunOver(folder);
    void showInformation(vscode.l10n.t('The run is free now. Try again.'));
  } catch (error) {
    tellError(host, error);
  }
}

async function offerMend(host: Host, { message, mend }: MendableError): Promise<void> {
  const caption = mendCaption(mend);
  if ((await showError(message, caption)) !== caption) return;
  await carryOut(host, mend).catch((error: unknown) => {
    tellError(host, error);
  });
}
