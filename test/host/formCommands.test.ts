// Estimate Cost and Try on 10 Rows do what their titles say, and ask for a prompt where there is none.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LlmServer } from '../support/llmServer';
import { endOnPage, pageFor } from './formActions';
import type { PageActions } from './pageActions';
import { activate, answerConfirmations, useLocalServer, workspaceFile } from './testApi';

describe('commands of the form', () => {
  let page: PageActions;
  let server: LlmServer;

  before(async function () {
    page = pageFor(this);
    server = await useLocalServer();
  });
  after(() => endOnPage(server));

  it('estimate after asking for the prompt, and send nothing', async () => {
    await activate();
    const isEstimated = vscode.commands.executeCommand('smart.estimateCost', workspaceFile('try.csv'));
    await page.typeInQuickInput('Good or bad? {{text}}');
    await isEstimated;
    await vscode.commands.executeCommand('notifications.showList');
    assert.match(
      await page.notificationText('try.csv'),
      /60 rows: about \$0\.\d+ \(\$0\.\d+ to \$\d+\.\d+\); the reference alone: \$0\.\d+/,
    );
    await page.panelWaitFor('.big-figure', '$0.');
    assert.equal(server.ledger.requests, 0);
  });

  it('try the first rows at once, the form in view taken as it stands', async () => {
    const shown = answerConfirmations(await activate());
    await vscode.commands.executeCommand('smart.tryRows');
    await page.panelWaitFor('.trial-table');
    assert.equal(await page.panelCount('.trial-table tbody tr'), 10);
    assert.equal(shown.length, 1);
    assert.equal(server.ledger.entries.length, 20);
  });
});
