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

type TriedQuestion = Pick<TextQuestion, 'title' | 'prompt' | 'password' | 'placeHolder'> & {
  /** What is wrong with the text so far, a sentence. */
  readonly validateInput: (text: string) => string | undefined;
};

/** Either what came of the text, or what is wrong with it, a sentence. */
export type Tried<T> = { readonly value: T } | { readonly wrong: string };

/** An input box whose text is tried when Enter is pressed; what is wrong with it stands in the box, which stays open. Undefined: given up. */
export function askTried<T>(
  question: TriedQuestion,
  attempt: (text: string) => Promise<Tried<T>>,
): Promise<T | undefined> {
  const box = vscode.window.createInputBox();
  if (question.title !== undefined) box.title = withoutLinks(question.title);
  if (question.prompt !== undefined) box.prompt = withoutLinks(question.prompt);
  if (question.placeHolder !== undefined) box.placeholder = question.placeHolder;
  box.password = question.password ?? false;
  box.ignoreFocusOut = true;
  return new Promise((resolve) => {
    let result: T | undefined;
    const tell = (wrong: string | undefined) => {
      box.validationMessage = wrong === undefined ? '' : withoutLinks(wrong);
    };
    box.onDidChangeValue(() => {
      tell(undefined);
    });
    box.onDidAccept(async () => {
      const wrong = question.validateInput(box.value);
      tell(wrong);
      if (wrong !== undefined) return;
      box.busy = true;
      box.enabled = false;
      const tried = await attempt(box.value).catch((error: unknown) => ({
        wrong: error instanceof Error ? error.message : String(error),
      }));
      box.busy = false;
      box.enabled = true;
      if ('wrong' in tried) {
        tell(tried.wrong);
        return;
      }
      result = tried.value;
      box.hide();
    });
    box.onDidHide(() => {
      box.dispose();
      resolve(result);
    });
    box.show();
  });
}
