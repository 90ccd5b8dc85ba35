// What tells at once that a test waits in vain: an error that VS Code shows, an error line in the panel, an exception in the panel's script.
// Looks every quarter of a second while an action waits; judges nothing when the test says that it expects trouble.
import type { FrameLocator, Page } from 'playwright-core';

export type TroubleWatch = {
  /** The first trouble in sight, as a sentence; undefined: none, or it is expected. */
  readonly look: () => Promise<string | undefined>;
  /** An error that the extension told the user; VS Code's test mode draws no toasts to see it by. */
  readonly note: (message: string) => void;
  /** From now on. Either way, what was noted so far is forgotten. */
  readonly expect: (isExpected: boolean) => void;
  /** The action, unless trouble comes first. @throws {Error} that quotes the trouble. */
  readonly orTrouble: <T>(action: Promise<T>) => Promise<T>;
};

const lookEveryMs = 250;
const errorMessages = ':is(.notification-toast, .notifications-center) .notification-list-item:has(.codicon-error)';

export function watchTrouble(page: Page, panel: () => FrameLocator): TroubleWatch {
  let isExpected = false;
  let noted: string | undefined;
  page.on('pageerror', ({ message, stack = '' }) => {
    // The workbench has exceptions of its own, which are not ours to judge.
    if (stack.includes('webview.js')) noted ??= `the panel threw: ${message}`;
  });
  const look = async () => {
    if (isExpected) return undefined;
    if (noted !== undefined) return noted;
    const [shown] = await page.locator(errorMessages).allInnerTexts();
    if (shown !== undefined) return `VS Code shows an error: ${shown.replace(/\s+/g, ' ')}`;
    const lines = await panel()
      .locator('.trouble-text')
      .allInnerTexts()
      .catch(() => []);
    return lines[0] === undefined ? undefined : `the panel shows an error: ${lines[0]}`;
  };
  return {
    look,
    note: (message) => {
      noted ??= `an error was shown: ${message}`;
    },
    expect: (next) => {
      isExpected = next;
      noted = undefined;
    },
    async orTrouble(action) {
      let isOver = false;
      const trouble = (async () => {
        for (;;) {
          await new Promise((next) => setTimeout(next, lookEveryMs));
          // The action that ended decides, and whoever lost the race is not heard.
          if (isOver) return new Promise<never>(() => undefined);
          const found = await look().catch(() => undefined);
          if (found !== undefined) throw new Error(found);
        }
      })();
      try {
        return await Promise.race([action, trouble]);
      } finally {
        isOver = true;
        void action.catch(() => undefined);
        void trouble.catch(() => undefined);
      }
    },
  };
}
