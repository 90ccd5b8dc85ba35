// The moving picture of README: a whole run, from the file in the Explorer to the rows, as a user goes through it.
import type { DevWorkbench } from './devWorkbench';
import type { Frame } from './animation';
import type { SentenceServer } from './sentenceServer';

const question = 'Is the sentiment of this sentence positive or negative?\n\n{{sentence}}';

/** The workbench is to be as large as the picture. */
export async function framesOfRun({ actions, page, panel }: DevWorkbench, server: SentenceServer): Promise<Frame[]> {
  const frames: Frame[] = [];
  const take = async (shownMs: number) => {
    // What fades or slides comes to rest.
    await page.waitForTimeout(400);
    frames.push({ png: await page.screenshot({ caret: 'initial' }), shownMs });
  };
  const scrollTo = (selector: string, block: 'start' | 'center') =>
    panel
      .locator(selector)
      .first()
      .evaluate((element, where) => {
        element.scrollIntoView({ block: where });
      }, block);

  await page
    .locator('.explorer-folders-view .monaco-list-row')
    .filter({ hasText: 'sentences.csv' })
    .click({ button: 'right' });
  await page.locator('.monaco-menu').first().waitFor();
  await take(1200);
  await page.keyboard.press('Escape');
  await actions.explorerMenu('sentences.csv', 'Process with SMART');
  await actions.panelWaitFor('h1', 'sentences.csv');
  await take(1200);
  await panel.locator('.prompt-text').fill(question);
  await take(1500);
  await panel.locator('vscode-radio').filter({ hasText: 'Labels' }).click();
  await panel.locator('vscode-text-field[aria-label="Add label"] input').fill('positive, negative');
  await page.keyboard.press('Enter');
  await actions.panelWaitFor('vscode-button.start:not([disabled])');
  await scrollTo('.task-details', 'center');
  await take(1800);
  await scrollTo('.ladder', 'start');
  await take(1800);
  await actions.panelClick('vscode-button.start');
  await page.locator('.monaco-dialog-box').waitFor();
  server.wait(100);
  await actions.pressInDialog('Start');
  await actions.panelWaitFor('.run-head', undefined, 60_000);
  await take(900);
  await actions.panelWaitFor('.model-figure', undefined, 120_000);
  await take(2000);
  server.goOn();
  await actions.panelWaitFor('.outcome .promise', undefined, 180_000);
  await actions.panelWaitFor('.grid-rows .grid-row');
  await take(3000);
  await panel.locator('.filter[data-filter=deviating]').click();
  await panel.locator('.grid-rows .column-answer').nth(1).click();
  await actions.panelWaitFor('.drawer .why');
  await scrollTo('.drawer', 'center');
  await take(3000);
  return frames;
}
