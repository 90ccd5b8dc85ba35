import assert from 'node:assert/strict';
import { sceneOf } from './harness/scenes';
import { until, usePanels } from './harness/usePanels';

describe('panel: own check', function () {
  this.timeout(300_000);
  const open = usePanels();

  it('is judged row by row with one key, without showing the answer', async () => {
    const { page, host } = await open(sceneOf('finished'));
    const pane = page.locator('.own-check');
    await pane.getByRole('button', { name: 'Check rows' }).click();
    assert.match((await pane.locator('.own-check-row').textContent()) ?? '', /Great value/);
    for (let i = 0; i < 3; i++) {
      await until(async () => /Row \d/.test((await pane.locator('h3').textContent()) ?? ''), 'a row');
      await page.keyboard.press('Enter');
      await until(() => host.of('judgeRow').length === i + 1, 'the judgement');
      await pane.getByText(`of ${String(i + 1)} delivered`).waitFor();
    }
    assert.deepEqual(host.of('judgeRow'), [
      { row: 0, label: 'positive' },
      { row: 37, label: 'positive' },
      { row: 74, label: 'positive' },
    ]);
    await pane.getByRole('button', { name: 'negative' }).click();
    await pane.getByText('You agree with 3 of 4 delivered answers.').waitFor();
    await pane.getByText(/Of all answers you would agree with 19\.4% to 99\.4%, at 95% confidence/).waitFor();
    await pane.getByRole('button', { name: 'Undo' }).click();
    await pane.getByText('You agree with 3 of 3 delivered answers.').waitFor();
  });

  it('shows the answer where it is what is judged', async () => {
    const { page, host } = await open({
      ...sceneOf('finished'),
      handlers: {
        ownCheck: () => ({
          ...{ judged: 0, checked: 0, agreed: 0, confidence: 0.95 },
          next: { row: 4, cells: [{ column: 'text', text: '<b>Bold</b>' }], answer: 'a <i>summary</i>' },
        }),
      },
    });
    await page.getByRole('button', { name: 'Check rows' }).click();
    await page.getByText('a <i>summary</i>', { exact: true }).waitFor();
    await page.getByText('<b>Bold</b>', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Wrong', exact: true }).click();
    await until(() => host.of('judgeRow').length === 1, 'the judgement');
    assert.deepEqual(host.of('judgeRow'), [{ row: 4, isRight: false }]);
  });
});
