// Hooks for a suite that opens panels: one browser, each panel closed after its test, which fails when its page complained of anything.
import assert from 'node:assert/strict';
import { after, afterEach, before } from 'mocha';
import type { Browser } from 'playwright-core';
import { firstLaunchMs } from '../../machine/chromium';
import { isSkippable } from '../../machine/unavailable';
import { launchBrowser, openPanel, type OpenedPanel, type OpenOptions } from './openPanel';

/** To be called inside a describe. */
export function usePanels(): (options: OpenOptions) => Promise<OpenedPanel> {
  let browser: Browser | undefined;
  let opened: OpenedPanel[] = [];
  before(async function () {
    this.timeout(firstLaunchMs);
    try {
      browser = await launchBrowser();
    } catch (error) {
      if (!isSkippable(error)) throw error;
      console.log(`  skipped: ${this.test?.parent?.fullTitle() ?? 'panel'}: ${error.message}`);
      this.skip();
    }
  });
  after(() => browser?.close());
  afterEach(async () => {
    const complaints = opened.flatMap((panel) => panel.complaints);
    for (const panel of opened) await panel.close();
    opened = [];
    assert.deepEqual(complaints, [], 'console errors, exceptions or CSP violations');
  });
  return async (options) => {
    if (!browser) throw new Error('The browser was not started.');
    const panel = await openPanel(browser, options);
    opened.push(panel);
    return panel;
  };
}

/** Waits until the condition holds, asking anew: for what follows from a message to or from the page. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`never came: ${what}`);
}
