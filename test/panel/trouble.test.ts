import assert from 'node:assert/strict';
import { Refusal } from '../../src/rpc';
import { setupView } from './harness/fakeHost';
import { until, usePanels } from './harness/usePanels';

describe('panel: trouble', function () {
  this.timeout(300_000);
  const open = usePanels();
  const refusing = (refusals: readonly Refusal[]) => {
    let at = 0;
    return {
      addModel: () => {
        throw refusals[at++]!;
      },
    };
  };

  it('says nothing of what the user gave up', async () => {
    const handlers = refusing([new Refusal('given up', { isGivenUp: true }), new Refusal('Heard after it.')]);
    const { page, host } = await open({ view: setupView(), handlers });
    const add = page.getByRole('button', { name: 'Add model' });
    await add.click();
    await until(() => host.of('addModel').length === 1, 'the first request');
    await add.click();
    await page.getByText('Heard after it.').waitFor();
    assert.equal(await page.getByText('given up').count(), 0);
  });

  it('shows one message at a time, with the button that mends it in place of the log', async () => {
    const trust = new Refusal('Trust this folder.', { mend: { action: 'manage-trust' } });
    const { page, host } = await open({ view: setupView(), handlers: refusing([new Refusal('First.'), trust]) });
    const add = page.getByRole('button', { name: 'Add model' });
    await add.click();
    await page.getByText('First.', { exact: true }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Open log' }).count(), 1);
    await add.click();
    await page.getByText('Trust this folder.').waitFor();
    assert.equal(await page.locator('.trouble').count(), 1);
    assert.equal(await page.getByRole('button', { name: 'Open log' }).count(), 0);
    await page.getByRole('button', { name: 'Manage Trust' }).click();
    await until(() => host.of('mend').length === 1, 'what mends it');
    assert.deepEqual(host.of('mend'), [{ action: 'manage-trust' }]);
    assert.equal(await page.locator('.trouble').count(), 0);
  });
});
