import assert from 'node:assert/strict';
import { fakeAudit, depotPairs } from './harness/fakeAudit';
import { judgedHandlers } from './harness/judgedScene';
import { sceneOf } from './harness/scenes';
import { until, usePanels } from './harness/usePanels';

describe("panel: a user's audit of the judge", function () {
  this.timeout(300_000);
  const open = usePanels();

  it('says before it begins what each number of rows bounds, and begins with the number that is said', async () => {
    const { page, host } = await open(sceneOf('audit'));
    const pane = page.locator('.audit');
    const living = pane.locator('.living');
    // Of 4,960 rows 72 bound 5 %, 178 bound 2 %; 1 % would take more than the 212 that were drawn.
    assert.deepEqual(await pane.getByRole('radio').allTextContents(), [
      '72 rows, for 5%',
      '178 rows, for 2%',
      'all 212 rows that were drawn, for 1.7%',
      'another number',
    ]);
    assert.match((await living.textContent()) ?? '', /none of 178 rows different, at most 99 of the 4,960 rows \(2%\)/);
    await pane.getByRole('radio', { name: 'another number' }).click();
    assert.match((await living.textContent()) ?? '', /whole number from 1 to 212/);
    const begin = pane.getByRole('button', { name: 'Begin the audit' });
    const number = pane.getByRole('textbox', { name: 'Rows of the audit' });
    for (const wrong of ['0', '213', '7.5', 'x']) {
      await number.fill(wrong);
      assert.equal(await begin.isDisabled(), true, wrong);
    }
    await number.fill('100');
    assert.match((await living.textContent()) ?? '', /none of 100 rows different/);
    await begin.click();
    await until(() => host.of('beginAudit').length === 1, 'the audit');
    assert.deepEqual(host.of('beginAudit'), [{ rows: 100 }]);
  });

  it('shows pairs blind, takes words by key, pauses, and says in the end what it bounds', async () => {
    const { page, host } = await open(sceneOf('audit'));
    const pane = page.locator('.audit');
    await pane.getByRole('button', { name: 'Begin the audit' }).click();
    const pair = pane.locator('.audit-pair');
    await pair.waitFor();
    const text = (await pair.textContent()) ?? '';
    assert.match(text, /310 crates/);
    assert.doesNotMatch(text, /gpt-5/, 'nothing tells whose answers they are');
    await pane.getByText('0 of 3 pairs looked at.').waitFor();
    await until(() => page.evaluate(`document.activeElement?.classList.contains('audit-pair')`), 'the focus');
    await page.keyboard.press('s');
    await pane.getByText('1 of 3 pairs looked at.').waitFor();
    await page.keyboard.press('d');
    await pane.getByText('2 of 3 pairs looked at.').waitFor();
    await page.keyboard.press('u');
    await pane.getByText('1 of 3 pairs looked at.').waitFor();
    await pane.getByRole('button', { name: 'Pause' }).click();
    assert.equal(await pair.count(), 0);
    await pane.getByRole('button', { name: 'Go on' }).click();
    await pane.getByRole('button', { name: 'Same (S)' }).click();
    await pane.getByText('2 of 3 pairs looked at.').waitFor();
    await pane.getByRole('button', { name: 'Different (D)' }).click();
    const result = pane.locator('.audit-result');
    await result.waitFor();
    assert.match(
      (await result.textContent()) ?? '',
      /calls 1 of them different\. With 92\.5% confidence, at most .* of these .* rows differ in that person's own eyes/,
    );
    assert.deepEqual(
      host.of('auditRow').map(({ word }) => word),
      ['same', 'different', 'same', 'different'],
    );
    assert.deepEqual(
      host.of('auditRow').map(({ row }) => row),
      [12, 43, 43, 74],
    );
  });

  it('goes on after a reload where it stood', async () => {
    const { page } = await open(sceneOf('audit'));
    await page.getByRole('button', { name: 'Begin the audit' }).click();
    await page.locator('.audit-pair').waitFor();
    await page.getByRole('button', { name: 'Same (S)' }).click();
    await page.getByText('1 of 3 pairs looked at.').waitFor();
    await page.reload();
    await page.locator('.audit').getByRole('button', { name: 'Go on' }).click();
    assert.match((await page.locator('.audit-pair').textContent()) ?? '', /Row 44/);
  });

  it('asks which answer is worse where the judge was asked that', async () => {
    const audit = fakeAudit({ population: 4960, drawn: 212, noWorse: true }, depotPairs);
    const { page, host } = await open({ ...sceneOf('audit'), handlers: { ...judgedHandlers(), ...audit } });
    await page.getByRole('button', { name: 'Begin the audit' }).click();
    await page.getByText('Is one of them worse?').waitFor();
    for (const key of ['2', '1', 's']) {
      const before = host.of('auditRow').length;
      await page.locator('.audit-pair').focus();
      await page.keyboard.press(key);
      await until(() => host.of('auditRow').length === before + 1, key);
      await page.locator('.audit-pair, .audit-result').waitFor();
    }
    assert.deepEqual(
      host.of('auditRow').map(({ word }) => word),
      ['second-worse', 'first-worse', 'same'],
    );
  });

  it('is not offered where there is nothing to audit', async () => {
    const { page, host } = await open(sceneOf('finished'));
    await page.locator('.grid-rows .grid-row').first().waitFor();
    assert.equal(await page.locator('.audit').isVisible(), false);
    assert.equal(host.of('audit').length, 0);
  });

  it('lets a verdict be overruled, and stand again', async () => {
    const { page, host } = await open(sceneOf('judged'));
    await page.locator('.filter[data-filter="judged"]').click();
    await page.locator('.pairs .grid-rows .column-answer').first().click();
    const pair = page.locator('.drawer .answer-pair');
    const audits = host.of('audit').length;
    await pair.getByRole('button', { name: 'I call them the same' }).click();
    await pair.getByText('You: same. The judge’s verdict and the promise do not change').waitFor();
    assert.match((await pair.textContent()) ?? '', /gpt-5-mini \(judge\): different\./);
    await until(() => host.of('audit').length > audits, 'the audit, as it stands now');
    await pair.getByRole('button', { name: 'Undo' }).click();
    await pair.getByRole('button', { name: 'I call them the same' }).waitFor();
    assert.deepEqual(host.of('overruleVerdict'), [
      { row: 0, model: 'gpt-5-nano', isOverruled: true },
      { row: 0, model: 'gpt-5-nano', isOverruled: false },
    ]);
  });
});
