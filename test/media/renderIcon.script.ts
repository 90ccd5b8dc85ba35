// Renders media/icon.svg to the 256-pixel media/icon.png that the gallery asks for (it takes no SVG). `npm run icon` after a change.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from '../host/workbenchPage';
import { projectRoot } from '../host/hostFolder';

async function main(): Promise<void> {
  const { browser, page } = await openBrowser();
  const svg = readFileSync(join(projectRoot, 'media', 'icon.svg'), 'utf8');
  await page.setViewportSize({ width: 256, height: 256 });
  await page.setContent(`<style>html,body{margin:0;background:transparent}svg{display:block;width:256px}</style>${svg}`);
  await page.screenshot({ path: join(projectRoot, 'media', 'icon.png'), omitBackground: true });
  await browser.close();
}

void main();
