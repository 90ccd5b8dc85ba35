// Context menus as a user uses them: looks before choosing. The explorer redraws itself when files come and go, and then gives the rows'
// elements to other files: a right click meant for one file lands on another. So the row that has the focus is read back, and the click repeated.
import type { Locator, Page } from 'playwright-core';

const attempts = 8;
const menuPatienceMs = 3000;

/** Opens the context menu of a file in the explorer. @throws {Error} when the explorer does not come to rest. */
export async function openExplorerMenu(page: Page, file: string): Promise<void> {
  const rows = page.locator('.explorer-folders-view .monaco-list-row');
  const row = rows.filter({ has: page.locator('.label-name').getByText(file, { exact: true }) }).first();
  const focused = page.locator('.explorer-folders-view .monaco-list-row.focused .label-name').first();
  const seen: string[] = [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    await row.click({ button: 'right' });
    const isOpen = await menuEntries(page).first().waitFor({ timeout: menuPatienceMs }).then(yes, no);
    const name = isOpen ? await focused.innerText({ timeout: menuPatienceMs }).catch(() => '') : 'no menu';
    if (name === file) return;
    seen.push(name);
    await page.keyboard.press('Escape');
  }
  throw new Error(`the context menu of ${file} did not open; instead: ${seen.join(', ')}`);
}

export function menuEntries(page: Page): Locator {
  return page.locator('.monaco-menu .action-item');
}

/** Chooses from the menu that is open. */
export async function chooseFromMenu(page: Page, item: string): Promise<void> {
  const entry = menuEntries(page).filter({ hasText: item }).first();
  await entry.waitFor();
  await entry.hover();
  // A menu ignores a mouse button that goes up too soon after it opened.
  await page.waitForTimeout(200);
  await entry.click();
}

/** Reads the menu that is open, and closes it. */
export async function readMenu(page: Page): Promise<string[]> {
  const labels = page.locator('.monaco-menu .action-label');
  await labels.first().waitFor();
  const texts = (await labels.allInnerTexts()).filter((text) => text.trim() !== '');
  await page.keyboard.press('Escape');
  return texts;
}

const yes = () => true;
const no = () => false;
