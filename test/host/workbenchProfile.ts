// The profile that tests run VS Code with: a quiet workbench, and a key for the secret storage.
import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';

export const testUserSettings = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  // Settings and the like otherwise open in a dialog that covers the explorer.
  'workbench.editor.useModal': 'off',
  // A hover that pops up under a resting mouse would take the next click.
  'workbench.hover.delay': 100_000,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
};

/** Half of the key of the secret storage comes from code-server's wrapper; the bare VS Code server has none to give. */
export async function answerSecretKey(page: Page): Promise<void> {
  const key = randomBytes(32);
  await page.route('**/mint-key', (route) => route.fulfill({ contentType: 'application/octet-stream', body: key }));
}
