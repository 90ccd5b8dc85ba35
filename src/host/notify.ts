// The one way to notifications and dialogs: VS Code makes links of `[x](command:...)` in them, and what they quote (a provider's message, a
// column, a run's manifest) may be a stranger's.
import * as vscode from 'vscode';
import { withoutLinks } from '../engine/text/plainText';

type Show = (message: string, options: vscode.MessageOptions, ...items: string[]) => Thenable<string | undefined>;

/** As VS Code's own functions: options, where there are any, then the buttons. */
function plain(show: Show) {
  return (message: string, ...rest: readonly (string | vscode.MessageOptions)[]): Thenable<string | undefined> => {
    const options = rest.find((part) => typeof part === 'object') ?? {};
    const items = rest.filter((part) => typeof part === 'string');
    const { detail } = options;
    return show(
      withoutLinks(message),
      { ...options, ...(detail !== undefined && { detail: withoutLinks(detail) }) },
      ...items,
    );
  };
}

export const showInformation = plain((...args) => vscode.window.showInformationMessage(...args));
export const showWarning = plain((...args) => vscode.window.showWarningMessage(...args));
export const showError = plain((...args) => vscode.window.showErrorMessage(...args));
