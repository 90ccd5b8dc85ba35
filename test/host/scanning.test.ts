// A scan in VS Code: begun in the form, gone on with from what it found, without a model, and across a closed panel; nothing is paid twice.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RunSummary } from '../../src/host/host';
import type { LlmServer } from '../support/llmServer';
import { endOnPage, openForm, pageFor, start } from './formActions';
import type { PageActions } from './pageActions';
import { activate, answerConfirmations, setSetting, useLocalServer, workspaceFile } from './testApi';

const priceOf = (model: string) =>
  model === 'large' ? { inputPerMillion: 10, outputPerMillion: 40 } : { inputPerMillion: 0.5, outputPerMillion: 2 };
const scan = 'vscode-button.scan:not([disabled])';
const outcome = '.outcome .promise';
const way = (text: string) => `.section.scan vscode-button:has-text("${text}")`;

describe('a scan', () => {
  let page: PageActions;
  let server: LlmServer;
  let shown: RunSummary[];

  before(async function () {
    page = pageFor(this);
    shown = answerConfirmations(await activate());
    server = await useLocalServer({ priceOf: (model) => ({ type: 'token', ...priceOf(model) }) });
    const lines = Array.from({ length: 1200 }, (_, row) => `${String(row + 1)},Message ${String(row + 1)} is here.`);
    const csv = Buffer.from(`id,text\n${lines.join('\n')}\n`);
    await vscode.workspace.fs.writeFile(workspaceFile('scanned.csv'), csv);
  });
  after(() => endOnPage(server));

  async function begin(prompt: string, alsoTick?: string): Promise<void> {
    await openForm(page, 'scanned.csv', prompt);
    // A model that was not there when the table was last processed is not ticked.
    if (alsoTick !== undefined && (await page.panelCount(`.rung.out:has-text("${alsoTick}")`)) > 0)
      await page.panelClick(`.rung.out vscode-checkbox:has-text("${alsoTick}")`);
    await page.panelClick(scan);
    await page.panelWaitFor('.scan-forecast.chosen', undefined, 60_000);
  }

  it('asks about some fifty rows, shows what they say, and the run takes them over', async () => {
    await begin('Scan this? {{text}}');
    assert.equal(shown.at(-1)?.until, 'plan');
    assert.equal(shown.at(-1)?.rows, 50);
    const paid = server.ledger.entries.length;
    assert.ok(paid >= 50 && paid <= 160, String(paid));
    assert.equal(await page.panelCount('.scan-forecast'), 4);
    await page.resize(1280, 900);
    await page.panelScreenshot('scanned');
    // Closed and opened again from the list, it is there as it was.
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.view.extension.smart');
    await page.clickWorkbench('.customview-tree .monaco-list-row', 'Scan this?');
    await page.panelWaitFor('.scan-forecast.chosen');
    const before = shown.length;
    await page.panelClick(way('Start the run'));
    await page.panelWaitFor(outcome, undefined, 60_000);
    assert.equal(shown.length, before + 1, 'the whole run is agreed to by itself');
    assert.equal(shown.at(-1)?.rows, 1200);
    assert.ok(server.ledger.entries.length > paid);
    assert.deepEqual(server.ledger.deliveredTwice(), []);
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  it('gives way to a form with another prompt, which takes no answers over that do not fit', async () => {
    await begin('Scan that? {{text}}');
    await page.panelClick(way('Change the prompt'));
    await page.panelWaitFor('h1', 'Process scanned.csv');
    await page.panelFill('.prompt-text', 'Scan it otherwise? {{text}}');
    await page.panelWaitFor(start);
  });

  it('lets a model be left out, and the run that follows takes the answers of the others over', async () => {
    const from = server.ledger.entries.length;
    await setSetting(
      'models',
      ['large', 'small', 'spare'].map((model) => ({
        ...{ provider: 'local', model, price: priceOf(model) },
      })),
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await begin('Scan whom? {{text}}', 'spare');
    const scanned = server.ledger.entries.length;
    await page.panelClick(
      '.scan-without vscode-button[aria-label="Leave spare out"], .scan-without vscode-button:has-text("spare: answers no row")',
    );
    await page.panelWaitFor('h1', 'Process scanned.csv');
    await page.panelClick(start);
    await page.panelWaitFor(outcome, undefined, 60_000);
    const after = server.ledger.entries.slice(scanned);
    assert.ok(after.length > 0);
    assert.deepEqual(
      after.filter(({ model }) => model === 'spare'),
      [],
      'who was left out is asked',
    );
    const pairs = server.ledger.entries.slice(from).map(({ model, content }) => `${model} ${content}`);
    assert.equal(new Set(pairs).size, pairs.length, 'what the scan paid for is paid again');
  });

  it('is gone on with at once, from the page that it ended on', async () => {
    const from = server.ledger.entries.length;
    await begin('Scan what? {{text}}');
    const asked = server.ledger.entries.length;
    await page.panelClick(way('Start the run'));
    await page.panelWaitFor(outcome, undefined, 60_000);
    assert.ok(server.ledger.entries.length > asked);
    // The scans before asked other questions about the same rows.
    const pairs = server.ledger.entries.slice(from).map(({ model, content }) => `${model} ${content}`);
    assert.equal(new Set(pairs).size, pairs.length);
  });
});
