// The encoding and the sheet that rows were read with, chosen anew in the form before anything is sent.
import assert from 'node:assert/strict';
import type { PanelRequests } from '../../src/protocol';
import { dataset, draft, setupView } from './harness/fakeHost';
import { until, usePanels } from './harness/usePanels';

const pick = 'vscode-dropdown[aria-label="Encoding"]';

describe('panel: how the rows are read', function () {
  this.timeout(300_000);
  const open = usePanels();
  const guessed = {
    ...dataset,
    reading: { encoding: { name: 'windows-1251', isGuessed: true, cells: ['Очень хороший товар', 'Плохо', 'отзыв'] } },
  };

  it('a guessed encoding is told with three cells, and another one reads the rows anew', async () => {
    const asked: PanelRequests['readAs']['params'][] = [];
    const { page, host } = await open({
      view: setupView({ dataset: guessed }),
      handlers: {
        readAs: (params) => {
          asked.push(params);
          const reading = { encoding: { name: params.encoding!, isGuessed: false, cells: ['нВЕМЭ', 'оКНУН'] } };
          host.tell('view', setupView({ id: 'read anew', dataset: { ...dataset, reading } }));
          return {};
        },
      },
    });
    const cells = page.locator('.encoding-cells li');
    assert.deepEqual(await cells.allTextContents(), ['Очень хороший товар', 'Плохо', 'отзыв']);
    assert.match(
      (await page.locator('.encoding-cells .hint').textContent())!,
      /encoding is a guess: Cyrillic \(windows-1251\)\./,
    );
    assert.equal(
      await page.locator(pick).evaluate((element) => (element as unknown as { value: string }).value),
      'windows-1251',
    );
    await page.locator('.prompt-text').fill('Rate {{text}}');
    await page.locator(pick).click();
    await page.locator(`${pick} vscode-option`, { hasText: 'koi8-r' }).click();
    await until(
      async () => (await cells.allTextContents()).join() === 'нВЕМЭ,оКНУН',
      'the cells in the chosen encoding',
    );
    assert.deepEqual(
      asked.map(({ encoding, draft: sent }) => [encoding, sent.prompt]),
      [['koi8-r', 'Rate {{text}}']],
    );
    assert.match(
      (await page.locator('.encoding-cells .hint').textContent())!,
      /^Read as Cyrillic \(koi8-r\), these cells are:$/,
    );
  });

  it('an encoding that cannot read the file is told, and the form stays as it is', async () => {
    const { page } = await open({
      view: setupView({ dataset: guessed }),
      handlers: {
        readAs: () => {
          throw new Error('reviews.csv, line 2: not valid UTF-16LE.');
        },
      },
    });
    await page.locator(pick).click();
    await page.locator(`${pick} vscode-option`, { hasText: 'UTF-16' }).click();
    await page.getByText('not valid UTF-16LE').first().waitFor();
    assert.deepEqual(await page.locator('.encoding-cells li').first().textContent(), 'Очень хороший товар');
    assert.equal(await page.locator('.prompt-text').inputValue(), draft.prompt);
    await until(
      () =>
        page.locator(pick).evaluate((element) => (element as unknown as { value: string }).value === 'windows-1251'),
      'the encoding that the rows are still read with',
    );
  });

  it('a workbook offers its sheets, and says nothing of encodings', async () => {
    const reading = { sheet: { name: 'Cover', names: ['Cover', 'Reviews 2026', '<b>3</b>'] } };
    const { page, host } = await open({ view: setupView({ dataset: { ...dataset, reading } }) });
    const sheets = page.locator('vscode-dropdown[aria-label="Sheet"]');
    assert.deepEqual(await sheets.locator('vscode-option').allTextContents(), ['Cover', 'Reviews 2026', '<b>3</b>']);
    assert.equal(await page.locator(pick).count(), 0);
    await sheets.click();
    await sheets.locator('vscode-option', { hasText: 'Reviews' }).click();
    await until(() => host.of('readAs').at(-1)?.sheet === 'Reviews 2026', 'the chosen sheet');
  });

  it('UTF-8 shows no cells, and offers the other encodings', async () => {
    const { page } = await open({ view: setupView() });
    assert.equal(await page.locator('.encoding-cells').count(), 0);
    assert.equal(await page.locator(`${pick} vscode-option`).count(), 21);
  });
});
