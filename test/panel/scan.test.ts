// A scan in the panel: begun beside the start, and what it found with the ways on.
import assert from 'node:assert/strict';
import type { SetupState } from '../../src/protocol';
import { draft, setupView } from './harness/fakeHost';
import { sceneOf } from './harness/scenes';
import { until, usePanels } from './harness/usePanels';

describe('panel: scan', function () {
  this.timeout(300_000);
  const open = usePanels();

  it('is begun beside the start, and not where it could forecast nothing', async () => {
    const { page, host } = await open({ view: setupView() });
    await page.locator('vscode-button.scan:not([disabled])').click();
    await until(() => host.of('startRun').at(-1)?.until === 'plan', 'a start that goes as far as the plan');
    await page.locator('vscode-button.start').click();
    await until(() => host.of('startRun').length === 2, 'a start');
    assert.ok(!('until' in host.of('startRun')[1]!));
    const off = async (change: Partial<SetupState['draft']>) => {
      const other = await open({ view: setupView({ draft: { ...draft, ...change } }) });
      await other.page.locator('vscode-button.start:not([disabled])').waitFor();
      await other.page.locator('vscode-button.scan[disabled]').waitFor();
      assert.match(
        (await other.page.locator('.setup-side').textContent())!,
        /A scan works only with the strategy certified/,
      );
    };
    await off({ strategy: 'model-mix' });
    await off({ task: { type: 'text', loss: { by: 'f1', cap: 1, mean: 0.1 } } });
  });

  it('says what every threshold costs and who would answer, where answers differ, and goes on by each way', async () => {
    const { page, host } = await open(sceneOf('scanned'));
    const scan = page.locator('.section.scan');
    await scan.locator('.scan-forecast').first().waitFor();
    const text = (await scan.textContent())!;
    assert.match(text, /50 of 5,000 rows were asked about, for \$0\.141/);
    assert.match(
      (await page.locator('.stats').textContent())!,
      /Spent\$0\.141 of \$5\.00/,
      'one bill in head and card',
    );
    assert.deepEqual(await scan.locator('.scan-forecast > strong').allTextContents(), ['99%', '98%', '95%', '90%']);
    const own = (await scan.locator('.scan-forecast.chosen').textContent())!;
    assert.match(own, /^95%\$2\.90 .*78% less than the reference alone \(\$12\.97\)/);
    assert.match(own, /gpt-5-mini 82%, gpt-5 18%/);
    assert.match(
      text,
      /itself would answer about 2% of the rows differently.*\(1% to 4%, by the probabilities of its answers on 50 rows\)/,
    );
    await scan.locator('summary', { hasText: 'The candidates disagree' }).click();
    assert.match(
      (await scan.locator('.scan-examples').first().textContent())!,
      /Row 812: gpt-5-mini says “nothing that can be read”/,
    );
    assert.equal(await page.locator('.banner').isVisible(), false, 'one place says how to go on');
    await scan.locator('vscode-button', { hasText: 'Start the run' }).click();
    await until(() => host.of('resumeRun').length === 1, 'the run goes on');
    await scan.locator('vscode-button', { hasText: 'Change the prompt' }).click();
    await until(() => host.of('newRun').at(-1)?.changesPrompt === true, 'a form with another prompt');
    await scan.locator('vscode-button', { hasText: 'gpt-5-nano: answers no row' }).click();
    await until(() => host.of('newRun').at(-1)?.without === 'gpt-5-nano', 'a form without a model');
    assert.equal(await scan.locator('vscode-button', { hasText: /^gpt-5$/ }).count(), 0, 'the reference stays');
  });

  it('can be gone on with where what it found cannot be read', async () => {
    const handlers = {
      scan: () => {
        throw new Error('scan.json was not written by this version of SMART.');
      },
    };
    const { page, host } = await open({ ...sceneOf('scanned'), handlers });
    await page.locator('.section.scan vscode-button', { hasText: 'Start the run' }).click();
    await until(() => host.of('resumeRun').length === 1, 'the run goes on');
  });
});
