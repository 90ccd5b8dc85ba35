// A workbench with the built extension in it and a folder open, for pictures: VS Code's server, its page in Chromium, and a way to change the
// colour theme. Unlike codeHost it runs no tests inside the extension host, so confirmations are the real ones.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { projectRoot, serverMain } from '../host/hostFolder';
import type { PageActions } from '../host/pageActions';
import { startVscodeServer } from '../host/vscodeServer';
import { menuEntries } from '../host/contextMenus';
import { makePageActions, openBrowser } from '../host/workbenchPage';
import { answerSecretKey, testUserSettings } from '../host/workbenchProfile';

export const themes = {
  dark: { name: 'Dark Modern', class: 'vs-dark' },
  light: { name: 'Light Modern', class: 'vs' },
  'hc-dark': { name: 'Dark High Contrast', class: 'hc-black' },
  'hc-light': { name: 'Light High Contrast', class: 'hc-light' },
} as const;
export type Theme = keyof typeof themes;

/** Without what says nothing about the extension. */
const plainWindow = { 'window.commandCenter': false, 'workbench.layoutControl.enabled': false };

export type DevWorkbench = {
  readonly page: Page;
  readonly actions: PageActions;
  /** The SMART panel's document. */
  readonly panel: FrameLocator;
  readonly setTheme: (theme: Theme) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** @param folder that is opened; @param settings of the user, beside the quiet workbench's. */
export async function openDevWorkbench(folder: string, settings: object, shots: string): Promise<DevWorkbench> {
  const home = mkdtempSync(join(tmpdir(), 'smart-pictures-'));
  const write = (place: string, content: object) => {
    mkdirSync(join(home, 'server', 'data', place), { recursive: true });
    writeFileSync(join(home, 'server', 'data', place, 'settings.json'), JSON.stringify(content));
  };
  write('User', { ...testUserSettings, ...plainWindow });
  // Where rows and keys go is a matter of the machine, which here is the server.
  write('Machine', settings);
  mkdirSync(join(home, 'tmp'));
  const server = await startVscodeServer(
    serverMain,
    (port) => [
      ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms'],
      ...['--server-data-dir', join(home, 'server'), '--extensions-dir', join(home, 'extensions')],
      // A built workbench ignores the extension paths of the address unless the server was started so.
      ...['--enable-smoke-test-driver', '--disable-workspace-trust', '--telemetry-level', 'off'],
      ...['--disable-experiments', '--disable-getting-started-override'],
    ],
    home,
    { ...process.env, TMPDIR: join(home, 'tmp') },
  );
  const { browser, page } = await openBrowser();
  const close = async () => {
    await browser.close();
    await server.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await answerSecretKey(page);
    const extension = `vscode-remote://127.0.0.1:${String(server.port)}${projectRoot}`;
    const payload = JSON.stringify([
      ['extensionDevelopmentPath', extension],
      ['skipWelcome', 'true'],
      ['skipReleaseNotes', 'true'],
    ]);
    await page.goto(`${server.url}/?${new URLSearchParams({ payload, folder }).toString()}`, {
      waitUntil: 'commit',
      timeout: 120_000,
    });
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 120_000 });
    // The extension's contributions come after the files.
    await page.locator('.activitybar .action-label[aria-label="SMART"]').waitFor({ timeout: 60_000 });
    await untilTrusted(page);
  } catch (error) {
    await close();
    throw error;
  }
  const actions = makePageActions(page, shots);
  return {
    page,
    actions,
    panel: page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame'),
    setTheme: async (theme) => {
      await actions.palette('Preferences: Color Theme');
      await actions.typeInQuickInput(themes[theme].name);
      await page.locator(`.monaco-workbench.${themes[theme].class}`).waitFor();
      // The panel's document hears of it a little later, and its colours may fade over.
      await page.waitForTimeout(700);
    },
    close,
  };
}

/** A window begins in Restricted Mode and learns a little later that all is trusted: until then the menus' entries are greyed. */
async function untilTrusted(page: Page): Promise<void> {
  const file = page.locator('.explorer-folders-view .monaco-list-row').first();
  for (;;) {
    await file.click({ button: 'right' });
    const entry = menuEntries(page).filter({ hasText: 'Process with SMART' }).first();
    await entry.waitFor({ timeout: 60_000 });
    const isGreyed =
      (await page.locator('.monaco-menu .disabled').filter({ hasText: 'Process with SMART' }).count()) > 0;
    await page.keyboard.press('Escape');
    if (!isGreyed) return;
    await page.waitForTimeout(500);
  }
}
