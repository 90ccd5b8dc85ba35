// What tells at once that a test waits in vain: an error notification, an error line in the panel, an exception in the panel's script.
// Looks every quarter of a second while an action waits; judges nothing when the test says that it expects trouble.
import type { FrameLocator, Page } from 'playwright-core';

export type TroubleWatch = {
  /** The first trouble in sight, as a sentence; undefined: none, or it is expected. */
  readonly look: () => Promise<string | undefined>;
  /** From now on. Either way, exceptions seen so far are forgotten. */
  readonly expect: (isExpected: boolean) => void;
  /** The action, unless trouble comes first. @throws {Error} that quotes the trouble. */
  readonly orTrouble: <T>(action: Promise<T>) => Promise<T>;
};

const lookEveryMs = 250;
const errorMessages = ':is(.notification-toast, .notifications-center) .notification-list-item:has(.codicon-error)';

export function watchTrouble(page: Page, panel: () => FrameLocator): TroubleWatch {
  let isExpected = false;
  let thrown: string | undefined;
  page.on('pageerror', ({ message, stack = '' }) => {
    // The workbench has exceptions of its own, which are not ours to judge.
    if (stack.includes('webview.js')) thrown ??= message;
  });
  const look = async () => {
    if (isExpected) return undefined;
    if (thrown !== undefined) return `the panel threw: ${thrown}`;
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
    expect: (next) => {
      isExpected = next;
      thrown = undefined;
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
