// `npm run screenshots`: takes media/screenshots/*.png anew, in the real workbench, of real runs of `certified` on the sample's sentences
// against a local server whose models are the embedded classifiers (sentenceServer.ts). An argument narrows to pictures whose name has it; `run.gif`
// takes the moving picture instead.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { projectRoot } from '../host/hostFolder';
import { installHost } from '../host/installHost';
import { openDevWorkbench, type DevWorkbench, type Theme } from './devWorkbench';
import { animatedGif } from './animation';
import { framesOfRun } from './movingPicture';
import { palettePng } from './palettePng';
import { pricedModels, startSentenceServer, type SentenceServer } from './sentenceServer';

const folder = process.env.SMART_SHOTS ?? join(projectRoot, 'media', 'screenshots');
const part = process.argv[2] ?? '';
const wide = { width: 1200, height: 900 };

async function main(): Promise<void> {
  installHost();
  say('the classifiers read the sentences ...');
  const server = await startSentenceServer(15);
  const parent = mkdtempSync(join(tmpdir(), 'smart-pictures-'));
  const workspace = join(parent, 'reviews');
  mkdirSync(workspace);
  writeFileSync(join(workspace, 'sentences.csv'), server.csv);
  mkdirSync(folder, { recursive: true });
  const settings = {
    'smart.providers': { local: { type: 'openai-compatible', baseUrl: `${server.url}/v1` } },
    'smart.models': pricedModels.map(({ model, price }) => ({ provider: 'local', model, price })),
    'smart.accuracyThreshold': 0.9,
    'smart.concurrency': 16,
    // Any seed would do; a fixed one gives the same pictures. With this one the run is 4.7 times cheaper than the reference alone.
    'smart.seed': 9,
  };
  let workbench: DevWorkbench | undefined;
  try {
    workbench = await openDevWorkbench(workspace, settings, folder);
    await (part === 'run.gif' ? record(workbench, server) : tellRun(workbench, server));
  } catch (error) {
    await workbench?.page.screenshot({ path: join(tmpdir(), 'screenshots-failed.png') });
    throw error;
  } finally {
    await workbench?.close();
    await server.close();
    rmSync(parent, { recursive: true, force: true });
  }
}

/** What stands at the top of README: `npm run screenshots run.gif`. */
async function record(workbench: DevWorkbench, server: SentenceServer): Promise<void> {
  await workbench.page.setViewportSize({ width: 1000, height: 720 });
  await narrowSideBar(workbench.page);
  await workbench.setTheme('dark');
  const gif = animatedGif(await framesOfRun(workbench, server));
  writeFileSync(join(folder, 'run.gif'), gif);
  say(`run.gif, ${String(Math.round(gif.length / 1000))} kB`);
}

/** One run from its form to its result, with a stop at each picture, and the form of the next. */
async function tellRun(workbench: DevWorkbench, server: SentenceServer): Promise<void> {
  const { actions, page, panel } = workbench;
  await page.setViewportSize(wide);
  await narrowSideBar(page);
  await actions.explorerMenu('sentences.csv', 'Process with SMART');
  await actions.panelWaitFor('h1', 'sentences.csv');
  await panel.locator('.prompt-text').fill('Is the sentiment of this sentence positive or negative?\n\n{{sentence}}');
  await panel.locator('vscode-radio').filter({ hasText: 'labels' }).click();
  const label = panel.locator('vscode-text-field[aria-label="Add label"] input');
  for (const name of ['positive', 'negative']) {
    await label.fill(name);
    await label.press('Enter');
  }
  await actions.panelWaitFor('vscode-button.start:not([disabled])');
  await panel.locator('h1').scrollIntoViewIfNeeded();
  await picture(workbench, 'setup', ['dark', 'light']);
  await narrowPicture(workbench, 'setup', 'light');

  // Planning takes some 50 rows of the reference, the sample of the one look some 70 more: held within it.
  server.wait(100);
  await actions.panelClick('vscode-button.start');
  await actions.pressInDialog('Start');
  await actions.panelWaitFor('.model-figure', undefined, 120_000);
  // Until what was sent before the hold is answered.
  await page.waitForTimeout(8000);
  await picture(workbench, 'profiling', ['dark', 'light']);
  server.refuseKey(true);
  server.goOn();
  await actions.panelWaitFor('.banner', undefined, 60_000);
  await picture(workbench, 'failed', ['dark', 'light']);
  await narrowPicture(workbench, 'failed', 'dark');

  server.refuseKey(false);
  await actions.panelClick('vscode-button:has-text("Resume")');
  await actions.panelWaitFor('.mix-bar', undefined, 180_000);
  server.wait();
  await panel.locator('.decisions').evaluate((pane) => {
    pane.scrollIntoView({ block: 'end' });
  });
  await picture(workbench, 'decision', ['dark', 'light']);
  server.goOn();
  await actions.panelWaitFor('.outcome .promise', undefined, 180_000);
  await actions.panelWaitFor('.grid-rows .grid-row');
  // The picture of the decision has scrolled down.
  await panel.locator('.run-head').evaluate((head) => {
    head.scrollIntoView({ block: 'end' });
  });
  await picture(workbench, 'finished', ['dark', 'light', 'hc-dark']);
  await narrowPicture(workbench, 'finished', 'dark');
  await panel.locator('.filter[data-filter=deviating]').click();
  await panel.locator('.grid-rows .column-answer').nth(2).click();
  await actions.panelWaitFor('.drawer .why');
  await panel.locator('.results').evaluate((pane) => {
    pane.scrollIntoView({ block: 'start' });
  });
  await picture(workbench, 'row', ['dark', 'light', 'hc-light']);

  await panel.locator('.drawer vscode-button[aria-label="Close"]').click();
  await actions.panelClick('.own-check vscode-button:has-text("Check rows")');
  for (let row = 0; row < 20; row++) {
    const sentence = (await panel.locator('.own-check .cells dd').innerText()).trim();
    await actions.panelClick(`.own-check vscode-button[data-verdict="${server.labelOf(sentence)}"]`);
    await actions.panelWaitFor('.own-check', `of ${String(row + 1)} delivered`);
  }
  await panel.locator('.own-check').evaluate((pane) => {
    pane.scrollIntoView({ block: 'start' });
  });
  await picture(workbench, 'check', ['dark', 'light']);

  // The same again: its answers are paid already.
  await actions.explorerMenu('sentences.csv', 'Process with SMART');
  await actions.panelWaitFor('h1', 'Process sentences.csv');
  const earlier = 'vscode-dropdown[aria-label="Reuse answers from"]';
  await actions.panelClick(earlier);
  await actions.panelClick(`${earlier} vscode-option:has-text("certified")`);
  await actions.panelWaitFor('.earlier-run', 'can be reused');
  await actions.panelClick('.more summary');
  await panel.locator('.more .fields').evaluate((fields) => {
    fields.scrollIntoView({ block: 'end' });
  });
  await picture(workbench, 'again', ['dark', 'light', 'hc-dark']);
}

/** The panel deserves the room. */
async function narrowSideBar(page: Page): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (box === null) return;
  await page.mouse.move(box.x + box.width, 300);
  await page.mouse.down();
  await page.mouse.move(box.x + 170, 300, { steps: 5 });
  await page.mouse.up();
}

async function picture(workbench: DevWorkbench, name: string, themes: readonly Theme[]): Promise<void> {
  for (const theme of themes) {
    const file = `${name}-${theme}.png`;
    if (!file.includes(part)) continue;
    await workbench.setTheme(theme);
    save(file, await workbench.page.screenshot());
  }
}

/** The panel alone, in a window so narrow that 400 pixels are left for it. */
async function narrowPicture(workbench: DevWorkbench, name: string, theme: Theme): Promise<void> {
  const file = `${name}-400px-${theme}.png`;
  if (!file.includes(part)) return;
  const { actions, page, setTheme } = workbench;
  await setTheme(theme);
  await actions.palette('View: Toggle Primary Side Bar Visibility');
  const frame = page.locator('iframe.webview.ready').last();
  await page.setViewportSize({ width: 500, height: 1000 });
  // A busy machine lays the window out only after a while.
  let widthPx = Infinity;
  while (widthPx > 500) {
    await page.waitForTimeout(100);
    widthPx = (await frame.boundingBox())?.width ?? Infinity;
  }
  await page.setViewportSize({ width: 500 + 400 - Math.round(widthPx), height: 1000 });
  await page.waitForTimeout(500);
  save(file, await frame.screenshot());
  await page.setViewportSize(wide);
  await actions.palette('View: Toggle Primary Side Bar Visibility');
}

function save(file: string, png: Buffer): void {
  const small = palettePng(png);
  writeFileSync(join(folder, file), small);
  say(`${file}, ${String(Math.round(small.length / 1000))} kB`);
}

function say(text: string): void {
  console.log(`[screenshots] ${text}`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.stack : String(error));
    process.exit(1);
  },
);
