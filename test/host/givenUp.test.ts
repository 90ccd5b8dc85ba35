// Escape in a pick list, an input box or a dialog ends what it began, without a word; and an error names its mend.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LlmServer } from '../support/llmServer';
import { endOnPage, pageFor } from './formActions';
import type { PageActions } from './pageActions';
import { activate, answerConfirmations, until, useLocalServer, workspaceFile } from './testApi';

describe('what is given up', () => {
  let page: PageActions;
  let server: LlmServer;

  before(async function () {
    page = pageFor(this);
    server = await useLocalServer();
    await vscode.commands.executeCommand('smart.processFile', workspaceFile('wizard.csv'));
    await page.panelWaitFor('h1', 'wizard.csv');
  });
  after(() => endOnPage(server));

  it('is not told: pick lists by Escape, four of them', async () => {
    for (let time = 0; time < 4; time++) {
      await page.panelClick('vscode-button:has-text("Add model")');
      await page.workbenchWaitFor('.quick-input-title');
      await page.press('Escape');
      await until('the list to close', async () => (await page.workbenchCount('.quick-input-widget:visible')) === 0);
    }
    assert.equal(await page.panelCount('.trouble'), 0);
  });

  it('is not told: a trial that was declined', async () => {
    const shown = answerConfirmations(await activate(), false);
    await page.panelFill('.prompt-text', 'Given up? {{text}}');
    await page.panelClick('vscode-button:has-text("Try on"):not([disabled])');
    await until('the question', () => shown.length === 1);
    await page.panelWaitFor('vscode-button:has-text("Try on"):not([disabled])');
    assert.equal(await page.panelCount('.trouble'), 0);
  });
});
