// How a form's rows are read, in the real editor: a guessed encoding is told with cells and chosen anew, a workbook offers the sheets that are shown.
import assert from 'node:assert/strict';
import { strToU8, zipSync } from 'fflate';
import iconv from 'iconv-lite';
import * as vscode from 'vscode';
import { commandIds } from '../../src/host/ids';
import type { LlmServer } from '../support/llmServer';
import { endOnPage, pageFor } from './formActions';
import type { PageActions } from './pageActions';
import { activate, useLocalServer, workspaceFile } from './testApi';

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const sheets = [
  { name: 'Read me', state: 'visible', cells: ['About', 'This file'] },
  { name: 'Drafts', state: 'hidden', cells: ['text', 'secret'] },
  { name: 'Reviews', state: 'visible', cells: ['text', 'a fine day'] },
];

function workbook(): Uint8Array {
  const parts: Record<string, string> = {
    'xl/workbook.xml': `<workbook ${main} xmlns:r="r"><sheets>${sheets.map(({ name, state }, at) => `<sheet name="${name}" state="${state}" r:id="s${String(at)}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<R>${sheets.map((_, at) => `<Relationship Id="s${String(at)}" Target="worksheets/sheet${String(at)}.xml"/>`).join('')}</R>`,
  };
  sheets.forEach(({ cells }, at) => {
    const rows = cells.map((cell) => `<row><c t="inlineStr"><is><t>${cell}</t></is></c></row>`).join('');
    parts[`xl/worksheets/sheet${String(at)}.xml`] = `<worksheet ${main}><sheetData>${rows}</sheetData></worksheet>`;
  });
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)])));
}

const encoded: readonly (readonly [encoding: string, name: RegExp, cells: readonly string[]])[] = [
  ['windows-1251', /windows-1251/, ['Очень хороший товар', 'Плохо, не работает', 'Никому не советую']],
  ['gb18030', /gb18030/, ['质量很好，下次还会购买', '物流太慢了，等了一个星期', '一般般，不推荐']],
  ['shift_jis', /shift_jis/, ['とても良い商品です', 'すぐに壊れました', '普通の商品です']],
];

describe('how the rows of a form are read', () => {
  let page: PageActions;
  let server: LlmServer;
  const pick = 'vscode-dropdown[aria-label="Encoding"]';
  const open = async (name: string, bytes: Uint8Array) => {
    await vscode.workspace.fs.writeFile(workspaceFile(name), bytes);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand(commandIds.processFile, workspaceFile(name));
    await page.panelWaitFor('h1', name);
  };

  before(async function () {
    page = pageFor(this);
    server = await useLocalServer();
    await activate();
  });
  after(() => endOnPage(server));

  for (const [encoding, told, cells] of encoded)
    it(`shows the guess of ${encoding} with three cells`, async () => {
      const rows = cells.map((cell, row) => `${String(row)};${cell}`).join('\n');
      await open(`${encoding}.csv`, iconv.encode(`id;text\n${rows}\n`, encoding));
      await page.panelWaitFor('.encoding-cells', 'encoding is a guess');
      assert.match(await page.panelText('.encoding-cells .hint'), told);
      assert.equal(await page.panelCount('.encoding-cells li'), 3);
      for (const cell of cells) await page.panelWaitFor('.encoding-cells li', cell);
      await page.panelWaitFor('.preview', cells[0]!);
    });

  it('reads the rows anew in the encoding that is picked, nothing sent', async () => {
    const text = 'Очень хороший товар';
    await open('picked.csv', iconv.encode(`id;text\n1;${text}\n2;Плохо\n`, 'windows-1251'));
    await page.panelWaitFor('.preview', text);
    await page.panelClick(pick);
    await page.panelClick(`${pick} vscode-option:has-text("koi8-r")`);
    const other = iconv.decode(iconv.encode(text, 'windows-1251'), 'koi8-r');
    await page.panelWaitFor('.preview', other);
    await page.panelWaitFor('.encoding-cells .hint', 'koi8-r');
    assert.equal(server.ledger.requests, 0);
  });

  it('offers the sheets of a workbook that are shown, and reads the one that is picked', async () => {
    await open('three.xlsx', workbook());
    const list = 'vscode-dropdown[aria-label="Sheet"]';
    await page.panelWaitFor('.preview', 'This file');
    assert.equal(await page.panelCount(`${list} vscode-option`), 2);
    assert.equal(await page.panelCount(`${list} vscode-option:has-text("Drafts")`), 0);
    await page.panelClick(list);
    await page.panelClick(`${list} vscode-option:has-text("Reviews")`);
    await page.panelWaitFor('.preview', 'a fine day');
    assert.equal(server.ledger.requests, 0);
  });
});
