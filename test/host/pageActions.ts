// What a test in the extension host can do in the real page, and the typed line to it: the host process (codeHost) holds the page and
// answers a POST per action. A desktop VS Code has no such line: `page` is undefined there and the tests of the page are left out.

export type AxeFinding = {
  readonly id: string;
  readonly impact: string;
  readonly help: string;
  readonly nodes: readonly string[];
};

/** Every action rejects after some 20 seconds when the page never gets there. Selectors are Playwright's. */
export type PageActions = {
  /** What shows that something went wrong, as a sentence; undefined: nothing does. */
  trouble(): Promise<string | undefined>;
  /** The extension told the user of an error. */
  noteError(message: string): Promise<void>;
  /** Waiting for the panel ends at the first sign of trouble, unless the test expects some. Every test begins with none expected. */
  expectTrouble(isExpected: boolean): Promise<void>;
  palette(text: string): Promise<void>;
  explorerMenu(file: string, item: string): Promise<void>;
  explorerMenuItems(file: string): Promise<string[]>;
  tabMenu(file: string, item: string): Promise<void>;
  /** The `...` at the right of the editor's title. */
  titleMenu(item: string): Promise<void>;
  clickWorkbench(selector: string, text?: string): Promise<void>;
  workbenchText(selector: string, text?: string): Promise<string>;
  workbenchWaitFor(selector: string, text?: string): Promise<void>;
  workbenchCount(selector: string): Promise<number>;
  /** Presses a button that a row of a list shows under the mouse. */
  rowAction(selector: string, text: string, action: string): Promise<void>;
  typeInQuickInput(text: string): Promise<void>;
  pickInQuickInput(text: string): Promise<void>;
  /** Types without pressing Enter. */
  fillQuickInput(text: string): Promise<void>;
  notificationText(text: string): Promise<string>;
  pressInNotification(text: string, button: string): Promise<void>;
  /** Presses a button of the modal dialog; resolves with the dialog's text. */
  pressInDialog(button: string): Promise<string>;
  panelText(selector: string, timeoutMs?: number): Promise<string>;
  panelWaitFor(selector: string, text?: string, timeoutMs?: number): Promise<void>;
  panelCount(selector: string): Promise<number>;
  panelClick(selector: string): Promise<void>;
  panelFill(selector: string, text: string): Promise<void>;
  panelAttribute(selector: string, name: string): Promise<string | null>;
  /** Size of the first such element in the panel, in CSS pixels. */
  panelSize(selector: string): Promise<{ readonly width: number; readonly height: number }>;
  press(key: string): Promise<void>;
  /** Types so many letters into the editor that has the focus. Milliseconds from each key to the frame that shows it. */
  typingDelays(letters: number): Promise<number[]>;
  /** What an expression gives in the panel; a promise is waited for. */
  panelEvaluate(expression: string): Promise<unknown>;
  /** Resident memory of the largest process that draws a page, in MB (10^6 bytes); undefined where the system does not tell. */
  rendererMemory(): Promise<number | undefined>;
  /** `tag#id` of the focused element in the panel. */
  panelFocused(): Promise<string>;
  panelAxe(): Promise<AxeFinding[]>;
  resize(width: number, height: number): Promise<void>;
  screenshot(name: string): Promise<void>;
  panelScreenshot(name: string): Promise<void>;
};

export type PageReply = { readonly value?: unknown; readonly error?: string };

/** Name of the variable that tells the extension host where the page listens. */
export const pageAddressVariable = 'SMART_TEST_PAGE';

export const page: PageActions | undefined = connect(process.env[pageAddressVariable]);

function connect(address: string | undefined): PageActions | undefined {
  if (address === undefined) return undefined;
  return new Proxy({} as PageActions, {
    get: (_target, action: string) => {
      // Whoever awaits the page looks whether it is a promise.
      if (action === 'then') return undefined;
      return async (...args: readonly unknown[]) => {
        const response = await fetch(address, { method: 'POST', body: JSON.stringify({ action, args }) });
        const reply = (await response.json()) as PageReply;
        if (reply.error !== undefined) throw new Error(`page.${action}: ${reply.error}`);
        return reply.value;
      };
    },
  });
}
