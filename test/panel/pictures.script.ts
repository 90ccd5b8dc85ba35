// Takes pictures of the panel in every state, theme and width. Usage: node dist/test/panel/pictures.script.js FOLDER [scene] [theme] [width]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser, openPanel } from './harness/openPanel';
import { sceneNames, sceneOf } from './harness/scenes';
import { themeNames } from './harness/themes';

async function main(): Promise<void> {
  const [folder = 'pictures', scene, theme, width] = process.argv.slice(2);
  mkdirSync(folder, { recursive: true });
  const browser = await launchBrowser();
  try {
    for (const name of sceneNames.filter((one) => scene === undefined || scene === 'all' || one === scene))
      for (const look of themeNames.filter((one) => theme === undefined || theme === 'all' || one === theme))
        for (const widthPx of width === undefined ? [1280, 860, 640, 400, 320] : [Number(width)]) {
          const panel = await openPanel(browser, {
            ...sceneOf(name),
            theme: look,
            width: widthPx,
            ...(process.env.PANEL_LOCALE !== undefined && { locale: process.env.PANEL_LOCALE }),
          });
          if (name === 'judged') {
            await panel.page.locator('.filter[data-filter="judged"]').click();
            await panel.page.locator('.pairs .grid-rows .column-answer').first().click();
          }
          if (name === 'workers') await panel.page.locator('.workers summary').click();
          if (name === 'audit') {
            await panel.page.locator('.audit vscode-button[appearance="secondary"]').first().click();
            await panel.page.locator('.audit-pair').waitFor();
          }
          if (name === 'side-by-side') {
            await panel.page.locator('.row-tools vscode-checkbox').click();
            await panel.page.locator('.filter[data-filter="deviating"]').click();
            await panel.page.locator('.side-by-side .grid-rows .column-answer').first().click();
            await panel.page.getByRole('button', { name: 'gpt-5-mini' }).click();
            await panel.page.locator('.asked-again vscode-button').click();
            await panel.page.locator('.corrections-line').waitFor();
          }
          if (name === 'comparison') await panel.page.locator('.changed .grid-rows .column-answer').first().click();
          await panel.page.waitForTimeout(300);
          await panel.page.screenshot({ path: join(folder, `${name}-${look}-${String(widthPx)}.png`), fullPage: true });
          if (panel.complaints.length > 0) console.error(name, look, widthPx, panel.complaints);
          await panel.close();
        }
  } finally {
    await browser.close();
  }
}
main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
