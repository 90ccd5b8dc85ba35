// A dataset that is edited while its form is open: nothing is sent of rows that the user has not seen, and what was typed stays.
import assert from 'node:assert/strict';
import { renameSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { LlmServer } from '../support/llmServer';
import { beginOnPage, endOnPage, openForm, start } from './formActions';
import type { PageActions } from './pageActions';
import { copyOfReviews, deleteCopy, readWorkspaceFile, useLocalServer, workspaceFile } from './testApi';

const name = 'changing.csv';
const prompt = 'Changed under the form? {{text}}';

describe('a dataset that changes while its form is open', () => {
  let page: PageActions;
  let server: LlmServer;
  const path = () => workspaceFile(name).fsPath;
  const typed = async () => String(await page.panelEvaluate("document.querySelector('.prompt-text').value"));

  before(async function () {
    page = await beginOnPage(this);
    server = await useLocalServer();
    await copyOfReviews(name);
    await openForm(page, name, prompt);
    await page.panelWaitFor(start);
  });
  after(async () => {
    await endOnPage(server);
    await deleteCopy(name);
  });

  it('is read again before anything is sent, said, and started at the second press', async () => {
    const before = await readWorkspaceFile(name);
    writeFileSync(path(), before.replace('The food was wonderful, visit 1.', 'written meanwhile'));
    await page.panelClick(start);
    await page.panelWaitFor('.problem', 'has changed since this form showed its rows');
    await page.panelWaitFor('.sheet td', 'written meanwhile');
    await page.screenshot('changed-under-form');
    assert.equal(server.ledger.requests, 0);
    assert.match(await typed(), /Changed under the form/);
  });

  it('is shown as it stands when the form comes into view again', async () => {
    await vscode.window.showTextDocument(workspaceFile('reviews.csv'), { viewColumn: vscode.ViewColumn.Active });
    const now = await readWorkspaceFile(name);
    writeFileSync(path(), now.replace('written meanwhile', 'written in another tab'));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await page.panelWaitFor('.sheet td', 'written in another tab');
    assert.match(await typed(), /Changed under the form/);
  });

  it('is read again where the user goes on typing beside it', async () => {
    const now = await readWorkspaceFile(name);
    writeFileSync(path(), now.replace('written in another tab', 'written beside the form'));
    await page.panelFill('.prompt-text', `${prompt} Really?`);
    await page.panelWaitFor('.problem', 'has changed since this form showed its rows');
    await page.panelWaitFor('.sheet td', 'written beside the form');
    assert.match(await typed(), /Really\?$/);
  });

  it('is missed in a sentence when it was renamed, and found when it is back', async () => {
    renameSync(path(), `${path()}.away`);
    await page.expectTrouble(true);
    await page.panelClick(start);
    await page.panelWaitFor('.trouble', name);
    await page.screenshot('renamed-under-form');
    await page.expectTrouble(false);
    assert.equal(server.ledger.requests, 0);
    renameSync(`${path()}.away`, path());
    await page.panelClick(start);
    await page.panelWaitFor('.outcome .promise', undefined, 60_000);
    assert.ok(server.ledger.requests > 0);
  });
});
