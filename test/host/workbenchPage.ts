// Drives VS Code's workbench in a real Chromium: what a user does with mouse and keyboard, as named actions. Used by the bridge (tests
// inside the extension host) and by the end-to-end test (packaged extension). Knows the workbench's DOM, nothing of SMART's panel.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { launchChromium } from '../machine/chromium';
import { chooseFromMenu, openExplorerMenu, readMenu } from './contextMenus';
import type { AxeFinding, PageActions } from './pageActions';
import { watchTrouble } from './pageTrouble';

export type Workbench = { readonly browser: Browser; readonly context: BrowserContext; readonly page: Page };

/** Opens a window; every request that would leave this machine is aborted. */
export async function openBrowser(): Promise<Workbench> {
  const browser = await launchChromium({
    headless: process.env.VSHOST_HEADED === undefined,
    args: ['--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const isLocal = (url: URL) => url.hostname === '127.0.0.1' || url.hostname === 'localhost';
  await page.route(
    (url) => /^https?:$/.test(url.protocol) && !isLocal(url),
    (route) => route.abort(),
  );
  return { browser, context, page };
}

/** @param shots folder that screenshots go to. */
export function makePageActions(page: Page, shots: string): PageActions {
  const panel = () => page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
  const notification = (text: string) =>
    page.locator('.notification-list-item, .notification-toast').filter({ hasText: text }).first();

  const trouble = watchTrouble(page, panel);

  return {
    trouble: trouble.look,
    async noteError(message) {
      trouble.note(message);
    },
    async expectTrouble(isExpected) {
      trouble.expect(isExpected);
    },
    palette: (text) => runFromPalette(page, text),
    async explorerMenu(file, item) {
      await openExplorerMenu(page, file);
      await chooseFromMenu(page, item);
    },
    async explorerMenuItems(file) {
      await openExplorerMenu(page, file);
      return readMenu(page);
    },
    async tabMenu(file, item) {
      await page.locator('.tabs-container .tab').filter({ hasText: file }).first().click({ button: 'right' });
      await chooseFromMenu(page, item);
    },
    async titleMenu(item) {
      await page.locator('.editor-actions .codicon-toolbar-more').first().click();
      await chooseFromMenu(page, item);
    },
    async clickWorkbench(selector, text) {
      const found = page.locator(selector);
      await (text === undefined ? found : found.filter({ hasText: text })).first().click();
    },
    async workbenchText(selector, text) {
      const found = page.locator(selector);
      return (text === undefined ? found : found.filter({ hasText: text })).first().innerText();
    },
    async workbenchWaitFor(selector, text) {
      const found = page.locator(selector);
      await trouble.orTrouble((text === undefined ? found : found.filter({ hasText: text })).first().waitFor());
    },
    workbenchCount: (selector) => page.locator(selector).count(),
    async rowAction(selector, text, action) {
      const row = page.locator(selector).filter({ hasText: text }).first();
      await row.hover();
      await row.locator(`.action-label[aria-label^="${action}"]`).click();
    },
    async typeInQuickInput(text) {
      const input = page.locator('.quick-input-widget input').first();
      await trouble.orTrouble(input.waitFor());
      await input.fill(text);
      await input.press('Enter');
    },
    async fillQuickInput(text) {
      await page.locator('.quick-input-widget input[type="text"]').first().fill(text);
    },
    async pickInQuickInput(text) {
      await trouble.orTrouble(
        page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first().click(),
      );
    },
    notificationText: (text) => notification(text).innerText(),
    async pressInNotification(text, button) {
      await notification(text).getByRole('button', { name: button }).click();
    },
    async pressInDialog(button) {
      const dialog = page.locator('.monaco-dialog-box');
      const text = await dialog.innerText();
      await dialog.getByRole('button', { name: button }).click();
      return text;
    },
    async panelText(selector, timeoutMs) {
      return trouble.orTrouble(panel().locator(selector).first().innerText(timeout(timeoutMs)));
    },
    async panelWaitFor(selector, text, timeoutMs) {
      const found = panel().locator(selector);
      const wanted = (text === undefined ? found : found.filter({ hasText: text })).first();
      await trouble.orTrouble(wanted.waitFor(timeout(timeoutMs)));
    },
    panelCount: (selector) => panel().locator(selector).count(),
    async panelClick(selector) {
      await trouble.orTrouble(panel().locator(selector).first().click());
    },
    async panelFill(selector, text) {
      await trouble.orTrouble(panel().locator(selector).first().fill(text));
    },
    panelAttribute: (selector, name) => panel().locator(selector).first().getAttribute(name),
    async panelSize(selector) {
      const box = await panel().locator(selector).first().boundingBox();
      if (box === null) throw new Error(`not to be seen: ${selector}`);
      return { width: box.width, height: box.height };
    },
    async press(key) {
      await page.keyboard.press(key);
    },
    async typingDelays(letters) {
      await page.evaluate(watchTyping);
      for (let at = 0; at < letters; at++) {
        await page.keyboard.press(String.fromCharCode(97 + (at % 26)));
        await page.waitForTimeout(60);
      }
      await page.waitForFunction(`window.smartTyped.delays.length >= ${String(letters)}`);
      return page.evaluate<number[]>('window.smartTyped.end()');
    },
    async panelEvaluate(expression) {
      const body = await panel().locator('body').elementHandle();
      const frame = await body?.ownerFrame();
      return frame?.evaluate(expression);
    },
    rendererMemory: () => largestRenderer(page.context().browser()!),
    panelFocused: () => focusedIn(panel().locator('body')),
    panelAxe: () => axeFindings(panel().locator('body')),
    async resize(width, height) {
      await page.setViewportSize({ width, height });
    },
    async screenshot(name) {
      await page.screenshot({ path: join(shots, `${name}.png`) });
    },
    async panelScreenshot(name) {
      await page
        .locator('iframe.webview.ready')
        .last()
        .screenshot({ path: join(shots, `${name}.png`) });
    },
  };
}

/** In the page: notes when a key comes in, and when a frame shows the editor's lines changed. */
const watchTyping = `(() => {
  const lines = document.querySelector('.monaco-editor.focused .view-lines');
  const typed = { delays: [], pending: [] };
  const pressed = (event) => typed.pending.push(event.timeStamp);
  const shown = new MutationObserver(() => {
    const now = typed.pending.splice(0);
    if (now.length > 0) requestAnimationFrame(() => {
      for (const from of now) typed.delays.push(performance.now() - from);
    });
  });
  document.addEventListener('keydown', pressed, true);
  shown.observe(lines, { subtree: true, childList: true, characterData: true });
  typed.end = () => {
    document.removeEventListener('keydown', pressed, true);
    shown.disconnect();
    return typed.delays;
  };
  window.smartTyped = typed;
})()`;

async function largestRenderer(browser: Browser): Promise<number | undefined> {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  await devtools.detach();
  const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => residentMegabytes(id));
  return sizes.some((size) => size === undefined) ? undefined : Math.max(...(sizes as number[]));
}

/** Of a process; undefined where the system has no such file. */
function residentMegabytes(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : (Number(kilobytes) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}

/** Opens the palette and runs a command. The palette takes its list when it opens, perhaps before contributed commands are there: retried. */
async function runFromPalette(page: Page, text: string): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt++) {
    await page.keyboard.press('F1');
    const input = page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill(`>${text}`);
    const row = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
    const isThere = await row.waitFor({ timeout: 3000 }).then(
      () => true,
      () => false,
    );
    if (isThere) {
      await row.click();
      return;
    }
    await page.keyboard.press('Escape');
  }
  throw new Error(`not in the command palette: ${text}`);
}

async function focusedIn(body: Locator): Promise<string> {
  return body.evaluate((element) => {
    const focused = element.ownerDocument.activeElement;
    return focused === null ? '' : `${focused.tagName.toLowerCase()}#${focused.id}`;
  });
}

async function axeFindings(body: Locator): Promise<AxeFinding[]> {
  const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  return body.evaluate(async (_element, axeSource) => {
    const scope = globalThis as unknown as { axe?: { run: () => Promise<{ violations: AxeViolation[] }> } };
    type AxeViolation = { id: string; impact?: string | null; help: string; nodes: { html: string }[] };
    // The page's policy forbids inline scripts, so the checker is evaluated by the debugger, not added to the page.
    if (scope.axe === undefined) (0, eval)(axeSource);
    const { violations } = await scope.axe!.run();
    return violations.map(({ id, impact, help, nodes }) => ({
      id,
      impact: impact ?? 'none',
      help,
      nodes: nodes.map((node) => node.html),
    }));
  }, source);
}

function timeout(timeoutMs: number | undefined): { timeout?: number } {
  return timeoutMs === undefined ? {} : { timeout: timeoutMs };
}
