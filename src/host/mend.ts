// Errors that one press of a button mends: which button, in the panel as in VS Code's own messages, and what it does.
import * as vscode from 'vscode';
import { InputError } from '../engine/inputError';
import type { Mend } from '../protocol';
import type { ErrorNote } from '../rpc';
import type { Host } from './host';
import { WrongPage } from './panel/wrongPage';
import { UserCancelled } from './userCancelled';

/** Bad input whose mend is known. */
export class MendableError extends InputError {
  constructor(
    message: string,
    readonly mend: Mend,
  ) {
    super(message);
  }
}

/** What the panel is told of an error beside its sentence. */
export function noteOf(error: unknown): ErrorNote | undefined {
  if (error instanceof UserCancelled || error instanceof WrongPage) return { isGivenUp: true };
  return error instanceof MendableError ? { mend: error.mend } : undefined;
}

/** The button's caption. */
export function mendCaption({ action }: Mend): string {
  switch (action) {
    case 'set-key':
      return vscode.l10n.t('Set API Key');
    case 'manage-trust':
      return vscode.l10n.t('Manage Trust');
    case 'open-settings':
      return vscode.l10n.t('Open Settings');
  }
}

/** @throws {UserCancelled} when given up. */
export async function carryOut(host: Host, mend: Mend): Promise<void> {
  switch (mend.action) {
    case 'set-key': {
      const { setKeyOfProvider } = await import('./models/apiKeys');
      return setKeyOfProvider(host, mend.subject);
    }
    case 'manage-trust':
      await vscode.commands.executeCommand('workbench.trust.manage');
      return;
    case 'open-settings':
      await vscode.commands.executeCommand('workbench.action.openSettings', mend.subject);
  }
}
