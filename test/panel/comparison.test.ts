import assert from 'node:assert/strict';
import { sceneOf } from './harness/scenes';
import { until, usePanels } from './harness/usePanels';

describe('panel: two runs side by side', function () {
  this.timeout(300_000);
  const open = usePanels();

  it('says what was asked differently, what each cost and promises, and how many answers changed', async () => {
    const { page } = await open(sceneOf('comparison'));
    const fact = (name: string) =>
      page.locator('.compare-facts tr', { has: page.getByRole('rowheader', { name, exact: true }) }).locator('td');
    await page.getByRole('heading', { name: 'Two runs of reviews.csv' }).waitFor();
    const text = (await page.locator('.page.comparison').textContent()) ?? '';
    assert.match(text, /Of 4,995 rows 249 changed and 4,745 kept the answer\. Answered only in the later run: 1\./);
    assert.match(
      text,
      /The runs differ in: Prompt, Rows, and Threshold\. The earlier run has 5,000 rows and the later one 4,995/,
    );
    assert.deepEqual(await fact('Threshold').allTextContents(), ['95%', '97%']);
    assert.equal((await fact('Spent in all').allTextContents())[1], '$2.31');
    const [before, after] = await fact('Promise').allTextContents();
    assert.match(before!, /at most 250 of these/);
    assert.match(after!, /at most 149 of these 4,995 rows differ/);
  });

  it('lists the changed rows a page at a time, and opens one with the words that differ marked', async () => {
    const { page, host } = await open(sceneOf('comparison'));
    const rows = page.locator('.changed .grid-rows .grid-row');
    await until(async () => /Positive/.test((await rows.first().textContent()) ?? ''), 'the first row');
    assert.deepEqual(await rows.first().locator('mark').allTextContents(), ['Positive', 'Negative']);
    assert.match((await rows.nth(1).textContent()) ?? '', /no answer–Negative, on the whole\.gpt-5/);
    await page.locator('.changed').focus();
    await page.keyboard.press('Control+End');
    await page.getByText('4,981', { exact: true }).waitFor();
    assert.ok(host.of('changedRows').some(({ offset }) => offset === 200));
    await page.keyboard.press('Enter');
    const opened = page.locator('.answer-pair');
    await opened.getByRole('heading', { name: 'Row 4,981' }).waitFor();
    assert.deepEqual(await opened.locator('h4').allTextContents(), ['Earlier run, gpt-5-mini', 'Later run, gpt-5']);
  });

  it('says so in Chinese where nothing changed', async () => {
    const { view } = sceneOf('comparison');
    assert.ok(view.view === 'comparison');
    const { comparison } = view;
    const same = { ...comparison, changed: 0, onlyAfter: 0, same: 4995, differences: [] };
    const { page } = await open({ view: { view: 'comparison', comparison: same }, locale: 'zh-cn' });
    await page.getByText('没有答案改变。').waitFor();
    await page.getByText('两次运行的要求相同。').waitFor();
  });
});
