// Hooks for a suite that opens panels: one browser, each panel closed after its test, which fails when its page complained of anything.
import assert from 'node:assert/strict';
import { afterEach } from 'mocha';
import { firstLaunchMs } from '../../machine/chromium';
import { useStarted } from '../../machine/useStarted';
import { launchBrowser, openPanel, type OpenedPanel, type OpenOptions } from './openPanel';

/** To be called inside a describe. */
export function usePanels(): (options: OpenOptions) => Promise<OpenedPanel> {
  const browser = useStarted(launchBrowser, firstLaunchMs);
  let opened: OpenedPanel[] = [];
  afterEach(async () => {
    const complaints = opened.flatMap((panel) => panel.complaints);
    for (const panel of opened) await panel.close();
    opened = [];
    assert.deepEqual(complaints, [], 'console errors, exceptions or CSP violations');
  });
  return async (options) => {
    const panel = await openPanel(browser(), options);
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
