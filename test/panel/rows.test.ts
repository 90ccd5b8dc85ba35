import assert from 'node:assert/strict';
import type { ResultRow } from '../../src/protocol';
import { sceneOf } from './harness/scenes';
import { until, usePanels } from './harness/usePanels';

const manyRows = 100_000;
const longResult = Array.from({ length: manyRows }, (_, row): ResultRow => ({
  row,
  preview: `review number ${String(row)}`,
  answer: 'positive',
  model: 'gpt-5-nano',
  reason: row % 1000 === 0 ? 'failed' : 'trusted',
  confidence: 0.97,
  costUsd: 0.00003,
}));

describe('panel: rows', function () {
  this.timeout(300_000);
  const open = usePanels();

  const longRun = () => open({ ...sceneOf('finished'), rows: longResult });

  it('shows 100,000 rows with a bounded number of elements, wherever one scrolls', async () => {
    const { page } = await longRun();
    await page.getByText('review number 0', { exact: true }).waitFor();
    for (const share of [0.1, 0.5, 0.987, 1, 0.3]) {
      await page
        .locator('.grid')
        .evaluate(
          `(grid => { grid.scrollTop = ${String(share)} * grid.scrollHeight; })(document.querySelector('.grid'))`,
        );
      await until(
        async () =>
          (await page.locator('.grid-rows .column-content').allTextContents()).every((text) =>
            text.startsWith('review number'),
          ),
        `rows at ${String(share)}`,
      );
      assert.ok((await page.locator('.grid-rows .grid-row').count()) < 60);
    }
    await page.locator('.grid').focus();
    await page.keyboard.press('Control+End');
    await page.getByText('review number 99999', { exact: true }).waitFor();
    assert.ok(Number(await page.evaluate('document.querySelectorAll("*").length')) < 2500);
  });

  it('finds, narrows, sorts, and counts the answers', async () => {
    const { page, host } = await open(sceneOf('finished'));
    await page.locator('.answer-count').first().waitFor();
    assert.match((await page.locator('.answer-counts').textContent()) ?? '', /positive.*negative|negative.*positive/);
    await page.getByRole('textbox', { name: 'Search rows and answers' }).fill('Too loud');
    await until(
      async () =>
        (await page.locator('.grid-rows .column-content').allTextContents()).every((text) =>
          text.startsWith('Too loud'),
        ),
      'the rows found',
    );
    await page.locator('vscode-dropdown[aria-label="Answered by"]').click();
    await page.getByRole('option', { name: 'gpt-5-mini', exact: true }).click();
    await until(() => host.of('rowsPage').at(-1)?.model === 'gpt-5-mini', 'the model');
    assert.equal(host.of('rowsPage').at(-1)?.search, 'Too loud');
    const cost = page.locator('.grid').getByRole('columnheader', { name: 'Cost' });
    await cost.getByRole('button').click();
    await cost.getByRole('button').click();
    await until(async () => (await cost.getAttribute('aria-sort')) === 'descending', 'the order');
    assert.deepEqual(host.of('rowsPage').at(-1)?.sort, { by: 'cost', isDescending: true });
    await page.getByRole('textbox', { name: 'Search rows and answers' }).fill('nowhere in it');
    await page.getByText('No row matches.').waitFor();
  });

  it('shows what a judge called different side by side, the words that differ marked, with its reason', async () => {
    const { page, host } = await open(sceneOf('judged'));
    const tab = page.locator('.filter[data-filter="judged"]');
    await tab.click();
    await until(() => host.of('rowsPage').at(-1)?.filter === 'judged', 'the filter');
    const row = page.locator('.pairs .grid-rows .grid-row').first();
    await row.waitFor();
    assert.match((await row.locator('.column-answer').first().textContent()) ?? '', /^…depot failed on Monday and/);
    assert.equal(await page.locator('.grid').count(), 1);
    assert.deepEqual(await row.locator('mark').allTextContents(), ['Monday', 'repaired', 'Friday', 'replaced']);
    assert.match((await row.locator('.column-reason').textContent()) ?? '', /^The day and what was done/);
    await row.locator('.column-answer').first().click();
    const pair = page.locator('.drawer .answer-pair');
    await pair.waitFor();
    assert.deepEqual(await pair.locator('.pair-side').nth(0).locator('mark').allTextContents(), ['Monday', 'repaired']);
    assert.deepEqual(await pair.locator('.pair-side').nth(1).locator('mark').allTextContents(), ['Friday', 'replaced']);
    assert.match((await pair.textContent()) ?? '', /gpt-5-mini \(judge\): different\. The day and what was done/);
    await page.locator('.filter[data-filter="all"]').click();
    await page.locator('.grid:not(.pairs) .grid-rows .grid-row').first().waitFor();
    assert.equal(await page.locator('.grid').count(), 1);
  });

  it('offers that filter for runs with a judge alone', async () => {
    const { page } = await open(sceneOf('finished'));
    await page.locator('.grid-rows .grid-row').first().waitFor();
    assert.equal(await page.locator('.filter[data-filter="judged"]').isVisible(), false);
    assert.equal(await page.locator('.filter[data-filter="deviating"]').isVisible(), true);
  });

  it('moves by keys, opens the row and gives the focus back on Escape', async () => {
    const { page, host } = await longRun();
    await page.getByText('review number 0', { exact: true }).waitFor();
    await page.locator('.grid').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'PageDown']) await page.keyboard.press(key);
    const active = await page.locator('.grid').getAttribute('aria-activedescendant');
    assert.equal(await page.locator(`#${active ?? 'none'}`).isVisible(), true);
    const row = Number(await page.locator('.grid-row.active').getAttribute('data-row'));
    assert.ok(row > 5);
    await page.keyboard.press('Enter');
    await page.getByText('Both models give the same answer').waitFor();
    assert.deepEqual(host.of('explainRow'), [{ row }]);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.drawer').isVisible(), false);
    assert.equal(await page.evaluate('document.activeElement.className'), 'grid');
  });

  it('filters by asking the host, and keeps filter and place across a reload', async () => {
    const { page, host } = await longRun();
    await page.getByRole('button', { name: /^Failed/ }).click();
    await until(() => host.of('rowsPage').at(-1)?.filter === 'failed', 'failed rows');
    await page.getByText('review number 1000', { exact: true }).waitFor();
    assert.equal(await page.locator('.grid').getAttribute('aria-rowcount'), '101');
    await page.locator('.grid').evaluate(`(() => { document.querySelector('.grid').scrollTop = 1400; })()`);
    await page.getByText('review number 50000', { exact: true }).waitFor();
    await page.reload();
    await page.getByText('review number 50000', { exact: true }).waitFor();
    assert.equal(await page.getByRole('button', { name: /^Failed/ }).getAttribute('aria-pressed'), 'true');
  });

  it('opens a row that was clicked before it came', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { page, host } = await open({
      ...sceneOf('finished'),
      handlers: {
        rowsPage: async ({ offset, limit }) => {
          if (offset > 0) await gate;
          return { total: manyRows, rows: longResult.slice(offset, offset + limit) };
        },
      },
    });
    await page.getByText('review number 0', { exact: true }).waitFor();
    await page.locator('.grid').evaluate(`(() => { document.querySelector('.grid').scrollTop = 28 * 5000; })()`);
    await page.locator('.grid-row[data-row="5003"] .column-row').click();
    assert.equal(host.of('explainRow').length, 0);
    release();
    await until(() => host.of('explainRow').length === 1, 'explainRow');
    assert.deepEqual(host.of('explainRow'), [{ row: 5003 }]);
  });

  it('says so when no row matches', async () => {
    const { page } = await longRun();
    await page.getByRole('button', { name: /^Escalated/ }).click();
    await page.getByText('No row had to go on to the reference.').waitFor();
  });

  it('shows the models side by side, the words that differ from the reference marked, and keeps that across a reload', async () => {
    const { page, host } = await open(sceneOf('finished'));
    await page.locator('.grid-rows .grid-row').first().waitFor();
    await page.getByRole('checkbox', { name: 'Models side by side' }).click();
    const grid = page.locator('.side-by-side');
    await grid.locator('.grid-rows .grid-row').first().waitFor();
    assert.equal(host.of('rowsPage').at(-1)?.withAnswers, true);
    const heads = await grid.getByRole('columnheader').allTextContents();
    assert.deepEqual(heads, ['Row', 'Content', 'gpt-5-nano', 'gpt-5-mini', 'gpt-5 (reference)']);
    await page.locator('.filter[data-filter="deviating"]').click();
    const first = grid.locator('.grid-rows .grid-row').first();
    await until(async () => (await first.locator('mark').count()) > 0, 'a marked difference');
    assert.equal(await page.locator('.grid').count(), 1);
    await page.reload();
    await grid.locator('.grid-rows .grid-row').first().waitFor();
    await page.getByRole('checkbox', { name: 'Models side by side' }).click();
    await page.locator('.grid:not(.side-by-side) .grid-rows .grid-row').first().waitFor();
  });

  it('corrects an answer, marks it, and writes it into the result where that is wished', async () => {
    const { page, host } = await open(sceneOf('finished'));
    await page.locator('.grid-rows .grid-row').first().waitFor();
    const tab = page.locator('.filter[data-filter="corrected"]');
    assert.equal(await tab.isVisible(), false, 'nothing is corrected yet');
    await page.locator('.grid-rows .column-answer').nth(3).click();
    const drawer = page.locator('.drawer');
    await drawer.locator('vscode-dropdown[aria-label="Your answer"]').click();
    await page.getByRole('option', { name: 'negative', exact: true }).click();
    await drawer.getByRole('button', { name: 'Correct', exact: true }).click();
    await drawer.getByText('corrected by you').waitFor();
    assert.deepEqual(host.of('correctRow'), [{ row: 3, text: 'negative' }]);
    const cell = page.locator('.grid-rows .corrected');
    await cell.waitFor();
    assert.match((await cell.textContent()) ?? '', /^negative corrected by you$/);
    assert.equal(await page.evaluate('document.activeElement.dataset.place'), 'correction');

    const line = page.locator('.corrections-line');
    assert.match(
      (await line.textContent()) ?? '',
      /You corrected 1 answer\. The result file holds what the models answered\./,
    );
    await line.getByRole('button', { name: 'Write corrections to the result' }).click();
    await line.getByText('The result file holds your corrections, marked.').waitFor();
    assert.deepEqual(host.of('deliverCorrections'), [{ isDelivered: true }]);
    await tab.click();
    await until(async () => (await page.locator('.grid').getAttribute('aria-rowcount')) === '2', 'one corrected row');
    await drawer.getByRole('button', { name: 'Use the delivered answer' }).click();
    await until(() => host.of('correctRow').length === 2, 'taken back');
    assert.deepEqual(host.of('correctRow')[1], { row: 3 });
    await page.getByText('You corrected no answer.').waitFor();
  });

  it('asks one model once more about a row, once per press, and offers the answer as a correction', async () => {
    const { page, host } = await open(sceneOf('finished'));
    await page.locator('.grid-rows .column-answer').nth(2).click();
    const drawer = page.locator('.drawer');
    await drawer.getByText('billed to this run and under its cap').waitFor();
    // The reference was not asked about this row.
    await drawer.getByRole('button', { name: 'Ask gpt-5', exact: true }).waitFor();
    await drawer.getByRole('button', { name: 'Ask gpt-5-mini again' }).dblclick();
    const again = drawer.locator('.asked-again li');
    await again.first().waitFor();
    assert.equal(await again.count(), 1);
    assert.deepEqual(host.of('askRowAgain'), [{ row: 2, model: 'gpt-5-mini' }]);
    assert.equal(await page.locator('.grid-rows .corrected').count(), 0, 'it is delivered by nobody');
    await again.getByRole('button', { name: 'Use as your answer' }).click();
    await page.locator('.grid-rows .corrected').waitFor();
    assert.deepEqual(host.of('correctRow'), [{ row: 2, text: 'negative' }]);
  });

  it('re-runs failed rows', async () => {
    const { page, host } = await open(sceneOf('failed'));
    await page.getByRole('button', { name: 'Ask again' }).click();
    await until(() => host.of('rerunFailed').length === 1, 'rerunFailed');
  });
});
