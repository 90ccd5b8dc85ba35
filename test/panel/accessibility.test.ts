import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setupView } from './harness/fakeHost';
import type { Page } from 'playwright-core';
import { sceneNames, sceneOf, type SceneName } from './harness/scenes';
import { themeNames, themeSwitch } from './harness/themes';
import { usePanels } from './harness/usePanels';

type Finding = {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
};
const axeRun = `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then((r) =>
  r.violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) })))`;

/** Shows what a state hides until asked: the trial, the completion, the table behind each chart, one row's reasons. */
async function unfold(page: Page, scene: SceneName): Promise<void> {
  if (scene === 'setup') {
    await page.getByRole('button', { name: 'Try on 10 rows' }).click();
    await page.locator('.trial-table').waitFor();
    await page.locator('.more summary').click();
    await page.locator('.prompt-text').pressSequentially('{{');
  }
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
  if (scene === 'comparison') await page.locator('.changed .grid-rows .column-answer').first().click();
  if (scene === 'decision')
    for (const name of ['Agreement with the reference', 'Spend'])
      await page.getByRole('button', { name: `Show as table: ${name}` }).click();
}

const axeSource = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

describe('panel: layout and accessibility', function () {
  this.timeout(300_000);
  const open = usePanels();

  for (const scene of sceneNames) {
    it(`has no serious or critical axe finding in any theme: ${scene}`, async () => {
      const { page } = await open(sceneOf(scene));
      await unfold(page, scene);
      await page.evaluate(axeSource);
      for (const theme of themeNames) {
        await page.evaluate(themeSwitch(theme));
        const found = await page.evaluate<Finding[]>(axeRun);
        const grave = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        assert.deepEqual(
          grave.map(
            ({ id, nodes }) =>
              `${theme}: ${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join('\n')}`,
          ),
          [],
        );
      }
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
