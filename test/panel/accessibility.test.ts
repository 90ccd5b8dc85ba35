import assert from 'node:assert/strict';
import { axeFindings } from './axe';
import { setupView } from './harness/fakeHost';
import type { Page } from 'playwright-core';
import { sceneNames, sceneOf, type SceneName } from './harness/scenes';

import { usePanels } from './harness/usePanels';

/** Shows what a state hides until asked: the trial, the completion, the table behind each chart, one row's reasons. */
async function unfold(page: Page, scene: SceneName): Promise<void> {
  if (scene === 'setup') {
    await page.getByRole('button', { name: 'Try on 10 rows' }).click();
    await page.locator('.trial-table').waitFor();
    await page.locator('.more summary').click();
    await page.locator('.prompt-text').pressSequentially('{{');
  }
  if (scene === 'workers') await page.locator('.workers summary').click();
  if (scene === 'finished') {
    await page.locator('.grid-rows .column-answer').first().click();
    await page.locator('.drawer .why').waitFor();
  }
  if (scene === 'side-by-side') {
    await page.getByRole('checkbox', { name: 'Models side by side' }).click();
    await page.locator('.side-by-side .grid-rows .column-answer').first().click();
    await page.getByRole('button', { name: 'Ask gpt-5-mini again' }).click();
    await page.getByRole('button', { name: 'Use as your answer' }).click();
    await page.locator('.corrections-line').waitFor();
  }
  if (scene === 'judged') {
    await page.locator('.filter[data-filter="judged"]').click();
    await page.locator('.pairs .grid-rows .column-answer').first().click();
    await page.locator('.drawer .answer-pair').waitFor();
  }
  if (scene === 'audit') {
    await page.getByRole('button', { name: 'Begin the audit' }).click();
    await page.locator('.audit-pair').waitFor();
  }
  if (scene === 'comparison') await page.locator('.changed .grid-rows .column-answer').first().click();
  if (scene === 'decision')
    for (const name of ['Agreement with the reference', 'Spend'])
      await page.getByRole('button', { name: `Show as table: ${name}` }).click();
}

describe('panel: layout and accessibility', function () {
  this.timeout(300_000);
  const open = usePanels();

  for (const scene of sceneNames) {
    it(`has no axe finding in any theme: ${scene}`, async () => {
      const { page } = await open(sceneOf(scene));
      await unfold(page, scene);
      assert.deepEqual(await axeFindings(page), []);
    });
  }

  it('speaks Chinese, with figures of that locale, when the page says so', async () => {
    const { page } = await open({ view: setupView(), locale: 'zh-cn' });
    assert.equal(
      await page.locator('.living').textContent(),
      '以 95% 的置信度，这 5,000 行中至多 250 行将与 gpt-5 不同。',
    );
  });
});
