// Opens the built page in plain Chromium as VS Code would in a webview: strict CSP, theme variables on the root, acquireVsCodeApi, and
// postMessage to a host, which lives in the test's own process.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { PanelRequests, PanelView, ResultRow } from '../../../src/protocol';
import type { RequestHandlers, Transport } from '../../../src/rpc';
import { launchChromium } from '../../machine/chromium';
import { createFakeHost, type FakeHost } from './fakeHost';
import { bodyClasses, themeVariables, type ThemeName } from './themes';

const root = resolve(__dirname, '../../..');
const address = 'https://panel.test/';

/** @throws {Unavailable} where there is no Chromium and none can be installed. */
export function launchBrowser(): Promise<Browser> {
  return launchChromium({ args: ['--force-device-scale-factor=1'] });
}

export type OpenOptions = {
  readonly view: PanelView | (() => PanelView);
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly locale?: string;
  readonly rows?: readonly ResultRow[];
  readonly handlers?: Partial<RequestHandlers<PanelRequests>>;
  /** Stands in for the panel's own script. */
  readonly script?: string;
  /** Is handed the page before anything is loaded into it. */
  readonly onPage?: (page: Page) => Promise<void>;
  /** Hears every message to the page. */
  readonly onPost?: (message: unknown) => void;
};
export type OpenedPanel = {
  readonly page: Page;
  readonly host: FakeHost;
  /** What the page complained about: console errors, uncaught exceptions, CSP violations. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
};

const nonce = 'cGFuZWw';
const csp = `default-src 'none'; style-src https://panel.test 'nonce-${nonce}'; script-src https://panel.test`;

const readBuilt = (name: string) => readFileSync(join(root, 'dist', name), 'utf8');

export async function openPanel(browser: Browser, options: OpenOptions): Promise<OpenedPanel> {
  const { theme = 'dark', width = 1100, height = 900, locale = 'en', view } = options;
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));

  const listeners = new Set<(message: unknown) => void>();
  const transport: Transport = {
    post: (message) => {
      options.onPost?.(message);
      page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`).catch(() => undefined);
    },
    listen: (callback) => {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
  };
  const host = createFakeHost(
    transport,
    typeof view === 'function' ? view : () => view,
    options.rows ?? [],
    options.handlers,
  );
  await page.exposeFunction('postToHost', (message: unknown) => {
    for (const listener of listeners) listener(message);
  });
  // In the page, before the panel's own script: what VS Code gives a webview.
  const shim = `
    const api = {
      postMessage: (message) => void window.postToHost(message),
      getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null'),
      setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
    };
    window.acquireVsCodeApi = () => api;
    for (const [name, value] of Object.entries(${JSON.stringify(themeVariables(theme))}))
      document.documentElement.style.setProperty(name, value);`;
  const html = `<!DOCTYPE html><html lang="${locale}"><head><meta charset="utf-8"><title>SMART</title>
<meta name="viewport" content="width=device-width"><meta property="csp-nonce" content="${nonce}"><link rel="stylesheet" href="webview.css"></head>
<body class="${bodyClasses[theme]}"><script src="shim.js"></script><script src="webview.js"></script></body></html>`;
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/')
      return route.fulfill({ contentType: 'text/html', headers: { 'content-security-policy': csp }, body: html });
    const type = pathname.endsWith('.js') ? 'text/javascript' : pathname.endsWith('.css') ? 'text/css' : undefined;
    if (type === undefined) return route.fulfill({ status: 204, body: '' });
    if (pathname === '/shim.js') return route.fulfill({ contentType: type, body: shim });
    const body = options.script !== undefined && pathname === '/webview.js' ? options.script : readBuilt(pathname);
    return route.fulfill({ contentType: type, body });
  });
  await options.onPage?.(page);
  await page.goto(address);
  await page.waitForSelector('.page');
  // The run page draws on the first animation frame, charts after their room is measured.
  await page.waitForTimeout(150);
  return {
    page,
    host,
    complaints,
    close: async () => {
      host.dispose();
      await context.close();
    },
  };
}
