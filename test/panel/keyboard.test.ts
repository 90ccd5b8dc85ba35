import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { sceneNames, sceneOf } from './harness/scenes';
import { until, usePanels } from './harness/usePanels';

const controls =
  'textarea, button, a[href], input:not([type=radio]), vscode-button, vscode-checkbox, vscode-text-field, vscode-radio-group, vscode-dropdown, summary, [tabindex="0"]';

type Stop = { readonly name: string; readonly hasRing: boolean };

/** Presses Tab once round the page. @returns each stop once, in order, with whether its focus can be seen. */
async function tabRound(page: Page): Promise<Stop[]> {
  const wanted = await page.evaluate<number>(`(() => {
    const all = [...document.querySelectorAll(${JSON.stringify(controls)})].filter((e) =>
      e.checkVisibility() && !e.disabled && !e.hasAttribute('disabled') && (e.tagName.includes('-') || e.tabIndex >= 0));
    window.wanted = all.filter((e) => !all.some((outer) => outer !== e && outer.contains(e) && outer.tagName.includes('-')));
    window.seen = new Set();
    return window.wanted.length;
  })()`);
  const stops: Stop[] = [];
  for (let i = 0; i < wanted * 2 + 10; i++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate<Stop | null>(`(() => {
      const focused = document.activeElement;
      const e = window.wanted.find((one) => one === focused) ?? window.wanted.find((one) => one.contains(focused));
      if (!e || window.seen.has(e)) return null;
      window.seen.add(e);
      const drawn = [focused, ...(focused.shadowRoot?.querySelectorAll('*') ?? []), e, e.parentElement];
      const probe = document.createElement('i');
      probe.style.color = 'var(--vscode-focusBorder)';
      document.body.append(probe);
      const colour = getComputedStyle(probe).color;
      probe.remove();
      const hasRing = drawn.map((one) => getComputedStyle(one)).some((style) =>
        (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 && style.outlineColor === colour) ||
        (parseFloat(style.borderTopWidth) > 0 && style.borderTopColor === colour) || style.boxShadow.includes(colour));
      return { name: e.tagName.toLowerCase() + '.' + e.className + ' ' + (e.getAttribute('aria-label') ?? e.textContent.trim().slice(0, 30)), hasRing };
    })()`);
    if (stop) stops.push(stop);
    if (stops.length === wanted) break;
  }
  const missed = await page.evaluate<string[]>(
    `window.wanted.filter((e) => !window.seen.has(e)).map((e) => e.outerHTML.slice(0, 120))`,
  );
  assert.deepEqual(missed, [], 'not reached by Tab');
  return stops;
}

describe('panel: keyboard', function () {
  this.timeout(300_000);
  const open = usePanels();

  for (const scene of sceneNames)
    it(`reaches every control with Tab and shows where the focus is: ${scene}`, async () => {
      const { page } = await open(sceneOf(scene));
      const stops = await tabRound(page);
      assert.ok(stops.length > 1);
      assert.deepEqual(
        stops.filter(({ hasRing }) => !hasRing).map(({ name }) => name),
        [],
        'focus cannot be seen',
      );
    });

  it('presses buttons with Enter and with Space', async () => {
    const { page, host } = await open(sceneOf('finished'));
    await page.getByRole('button', { name: 'Open results' }).focus();
    await page.keyboard.press('Enter');
    await until(() => host.of('openOutput').length === 1, 'openOutput');
    await page.getByRole('button', { name: 'Open report' }).focus();
    await page.keyboard.press('Space');
    await until(() => host.of('openReport').length === 1, 'openReport');
  });

  it('switches filters and tables by keyboard, and keeps the focus there', async () => {
    const { page, host } = await open(sceneOf('finished'));
    await page.getByRole('button', { name: /^Checked/ }).focus();
    await page.keyboard.press('Space');
    await until(() => host.of('rowsPage').at(-1)?.filter === 'checked', 'checked rows');
    assert.match((await page.evaluate<string>('document.activeElement.textContent')) ?? '', /^Checked/);
    await page.getByRole('button', { name: 'Show as table: Spend' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('table', { name: 'Spend' }).waitFor();
    assert.equal(await page.evaluate('document.activeElement.closest("section") !== null'), true);
  });

  it('raises the cap with the keyboard alone', async () => {
    const { page, host } = await open(sceneOf('paused'));
    await page.locator('vscode-text-field[aria-label="New cap"] input').focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('9');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await until(() => host.of('resumeRun').length === 1, 'resumeRun');
    assert.deepEqual(host.of('resumeRun'), [{ budgetUsd: 9 }]);
  });
});
