import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setupView } from './harness/fakeHost';
import { sceneNames, sceneOf } from './harness/scenes';
import { themeNames } from './harness/themes';
import { usePanels } from './harness/usePanels';

const axeSource = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

describe('panel: layout and accessibility', function () {
  this.timeout(300_000);
  const open = usePanels();

  for (const theme of themeNames) {
    it(`has no serious or critical axe finding in ${theme}`, async () => {
      for (const scene of ['setup', 'setup-problems', 'decision', 'paused', 'failed'] as const) {
        const { page } = await open({ ...sceneOf(scene), theme });
        if (scene === 'setup') {
          await page.getByRole('button', { name: 'Try on 10 rows' }).click();
          await page.locator('.trial-table').waitFor();
          await page.locator('.more summary').click();
          await page.locator('.prompt-text').pressSequentially('{{');
        }
        await page.evaluate(axeSource);
        const found = await page.evaluate<
          { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[]
        >(
          `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then((r) => r.violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) })))`,
        );
        const grave = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        assert.deepEqual(
          grave.map(
            ({ id, nodes }) =>
              `${scene}: ${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join('\n')}`,
          ),
          [],
        );
      }
    });
  }

  it('is never wider than a panel of 400 px', async () => {
    for (const scene of sceneNames) {
      const { page } = await open({ ...sceneOf(scene), width: 400 });
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 400, scene);
    }
  });

  it('speaks Chinese, with figures of that locale, when the page says so', async () => {
    const { page } = await open({ view: setupView(), locale: 'zh-cn' });
    assert.equal(
      await page.locator('.living').textContent(),
      '以 95% 的置信度，这 5,000 行中至多 250 行与 gpt-5 不同。',
    );
  });
});
