import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { textOf } from './harness/fakeHost';
import { fakeLabels, roundRows } from './harness/fakeLabels';
import { sceneOf } from './harness/scenes';
import { until, usePanels } from './harness/usePanels';

const rowShown = (page: Page) => page.locator('.label-row h3').textContent();

describe('panel: labelling', function () {
  this.timeout(300_000);
  const open = usePanels();

  it('labels by keys one row after the other, skips, undoes, and hands the round over', async () => {
    const { page, host } = await open(sceneOf('labelling'));
    const pane = page.locator('.labelling');
    await pane.getByText('62 of about 140; after them 4,100 rows need no label. 0 of 6 in this round').waitFor();
    assert.equal(await rowShown(page), 'Row 4');
    assert.equal(await pane.locator('.label-row dd').textContent(), textOf(3));
    const press = async (key: string, row: string) => {
      await page.keyboard.press(key);
      await until(async () => (await rowShown(page)) === row, `${row} after ${key}`);
    };
    await press('1', 'Row 12');
    await press('s', 'Row 13');
    await press('2', 'Row 41');
    await press('u', 'Row 13');
    await press('1', 'Row 41');
    await press('0', 'Row 58');
    await pane.getByText('65 of about 140').waitFor();

    // Keys mean nothing in a field, and a key that stands for no label nothing at all.
    await page.keyboard.press('n');
    await page.keyboard.type('s1: unsure');
    await page.locator('.label-row').focus();
    await page.keyboard.press('7');
    await page.keyboard.press('Control+1');
    await press('2', 'Row 61');
    await press('1', 'Row 12');
    await pane.getByText('You skipped this row before.').waitFor();
    await page.keyboard.press('2');
    await pane.getByText('This round is done.').waitFor();
    assert.deepEqual(host.of('labelRow'), [
      { row: 3, label: 'positive' },
      { row: 12, label: 'negative' },
      { row: 12, label: 'positive' },
      { row: 40 },
      { row: 57, label: 'negative', note: 's1: unsure' },
      { row: 60, label: 'positive' },
      { row: 11, label: 'negative' },
    ]);
    await page.keyboard.press('Enter');
    await until(() => host.of('takeLabels').length === 1, 'the round');
  });

  it('labels by the mouse, and keeps who does', async () => {
    const { page, host } = await open(sceneOf('labelling'));
    const pane = page.locator('.labelling');
    await pane.locator('.labeller').locator('input').fill('Ana');
    await page.keyboard.press('Tab');
    await until(() => host.of('nameLabeller').length === 1, 'the name');
    assert.deepEqual(host.of('nameLabeller'), [{ by: 'Ana' }]);
    await pane.getByRole('button', { name: '2 negative' }).click();
    await until(async () => (await rowShown(page)) === 'Row 12', 'the next row');
    await pane.getByRole('button', { name: 'Undo' }).click();
    await until(async () => (await rowShown(page)) === 'Row 4', 'the row before');
  });

  it('shows nothing that a model said', async () => {
    const { page } = await open(sceneOf('labelling'));
    await page.locator('.label-row').waitFor();
    assert.equal(await page.locator('.answer-cell').count(), 0);
    assert.ok(!(await page.locator('.grid-rows').first().isVisible()));
    const text = (await page.locator('.labelling').textContent()) ?? '';
    assert.doesNotMatch(text, /gpt|%/);
  });

  it('takes typed labels where the task has none to choose from', async () => {
    const { page, host } = await open({ ...sceneOf('labelling'), handlers: fakeLabels(textOf) });
    await page.locator('.label-field').locator('input').waitFor();
    await page.keyboard.type('2 days, 1 cable');
    await page.keyboard.press('Enter');
    await until(async () => (await rowShown(page)) === `Row ${String(roundRows[1]! + 1)}`, 'the next row');
    await page.keyboard.press('Enter');
    await page.keyboard.type('x');
    await page.getByRole('button', { name: 'Save label' }).click();
    await until(() => host.of('labelRow').length === 2, 'the second label');
    assert.deepEqual(host.of('labelRow'), [
      { row: roundRows[0], label: '2 days, 1 cable' },
      { row: roundRows[1], label: 'x' },
    ]);
  });
});
