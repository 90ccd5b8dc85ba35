// The one way to notifications, dialogs, progress and input boxes: VS Code makes links of `[x](command:...)` in them, and what they quote (a
// provider's message, a file, a column, a run's manifest) may be a stranger's.
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

type Progress = { readonly message?: string; readonly increment?: number };

/** A progress notification. */
export function showProgressOf<T>(
  { title, cancellable = false }: { readonly title: string; readonly cancellable?: boolean },
  task: (report: (progress: Progress) => void, token: vscode.CancellationToken) => Promise<T>,
): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: withoutLinks(title), cancellable },
    (progress, token) =>
      task(({ message, ...rest }) => {
        progress.report({ ...rest, ...(message !== undefined && { message: withoutLinks(message) }) });
      }, token),
  );
}

type TextQuestion = Omit<vscode.InputBoxOptions, 'validateInput'> & {
  /** What is wrong with the text so far, a sentence. */
  readonly validateInput?: (text: string) => string | undefined;
};

/** An input box; undefined: given up. */
export function askText({ title, prompt, validateInput, ...rest }: TextQuestion): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    ...rest,
    ...(title !== undefined && { title: withoutLinks(title) }),
    ...(prompt !== undefined && { prompt: withoutLinks(prompt) }),
    ...(validateInput && {
      validateInput: (text: string) => {
        const wrong = validateInput(text);
        return wrong === undefined ? undefined : withoutLinks(wrong);
      },
    }),
  });
}
