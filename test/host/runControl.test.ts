// A run under way: paused and resumed from the panel and from the list of runs; stopped by its cap and by a refused key, mended, and brought to
// its end without asking a row twice.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LlmServer } from '../support/llmServer';
import { makeGate } from './gate';
import { beginOnPage, endOnPage, openForm, start } from './formActions';
import type { PageActions } from './pageActions';
import { setSetting, until, useLocalServer, workspaceFile } from './testApi';

const outcome = '.outcome .promise';
const runs = '.customview-tree .monaco-list-row';
const capUsd = 0.02;

describe('a run under way', () => {
  let page: PageActions;
  let server: LlmServer;
  const gate = makeGate();

  async function open(prompt: string): Promise<void> {
    await openForm(page, 'control.csv', prompt);
    await page.panelClick(start);
  }
  before(async function () {
    page = await beginOnPage(this);
  });
  afterEach(async () => {
    gate.open();
    await setSetting('budgetUsd', undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('smart.openPanel');
    await endOnPage(server);
  });

  it('is paused from the panel and goes on from there', async () => {
    server = await useLocalServer({ hold: gate.hold });
    gate.closeAfter(20);
    await open('Pause this? {{text}}');
    await until('requests that are held', () => gate.held() > 0);
    await page.panelClick('.run-head vscode-button:has-text("Pause")');
    gate.open();
    await page.panelWaitFor('.banner vscode-button:has-text("Resume")');
    const before = server.ledger.entries.length;
    await page.panelClick('.banner vscode-button:has-text("Resume")');
    await page.panelWaitFor(outcome, undefined, 60_000);
    assert.ok(before > 0 && server.ledger.entries.length > before);
    assert.deepEqual(server.ledger.deliveredTwice(), []);
  });

  it('is paused, resumed and opened from the list of runs', async () => {
    server = await useLocalServer({ hold: gate.hold });
    gate.closeAfter(20);
    await vscode.commands.executeCommand('workbench.view.extension.smart');
    await open('From the list? {{text}}');
    await until('requests that are held', () => gate.held() > 0);
    const row = 'From the list?';
    await page.workbenchWaitFor(runs, row);
    await page.rowAction(runs, row, 'Pause');
    gate.open();
    await page.workbenchWaitFor(runs, 'paused');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await page.rowAction(runs, row, 'Resume');
    await page.panelWaitFor(outcome, undefined, 60_000);
    // Its icon says so, and its name for screen readers.
    await page.workbenchWaitFor(`${runs}[aria-label*="finished"]`, row);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await page.clickWorkbench(runs, row);
    await page.panelWaitFor(outcome);
    assert.deepEqual(server.ledger.deliveredTwice(), []);
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  it('keeps its panel while another dataset is set up in a second one', async () => {
    const panels = () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('smart.panel'));
    server = await useLocalServer({ hold: gate.hold });
    gate.closeAfter(20);
    await open('In its own panel? {{text}}');
    await until('requests that are held', () => gate.held() > 0);
    assert.equal(panels().length, 1);
    await vscode.commands.executeCommand('smart.processFile', workspaceFile('control.csv'));
    await until('a second panel', () => panels().length === 2);
    gate.open();
    await vscode.commands.executeCommand('smart.pause');
    // Nothing goes on any more: the panel that is in front is used again.
    await vscode.commands.executeCommand('smart.processFile', workspaceFile('control.csv'));
    assert.equal(panels().length, 2);
  });

  it('stops at its cap, never beyond it, and goes on when the cap is raised', async () => {
    server = await useLocalServer();
    await setSetting('budgetUsd', capUsd);
    await open('Within the cap? {{text}}');
    await page.panelWaitFor('.banner', 'cap', 60_000);
    assert.ok(server.ledger.billedUsd <= capUsd, `billed ${String(server.ledger.billedUsd)}`);
    await page.panelFill('.raise vscode-text-field input', '2');
    await page.panelClick('.raise vscode-button');
    await page.panelWaitFor(outcome, undefined, 60_000);
    assert.deepEqual(server.ledger.deliveredTwice(), []);
  });

  it('stops at a refused key, says so, and goes on when the key is mended', async () => {
    let accepted = 'the-old-key';
    server = await useLocalServer({ key: () => accepted });
    const keySet = vscode.commands.executeCommand('smart.setApiKey', 'local');
    await page.typeInQuickInput('the-old-key');
    await keySet;
    // A wrong key is not taken in the first place; this one was right when it was typed.
    accepted = 'the-right-key';
    await open('With the key? {{text}}');
    await page.panelWaitFor('.banner', 'key', 60_000);
    assert.equal(server.ledger.entries.length, 0);
    assert.doesNotMatch(await page.panelText('.banner'), /the-old-key/);
    await page.panelClick('.banner vscode-button:has-text("key")');
    await page.typeInQuickInput('the-right-key');
    await page.panelClick('.banner vscode-button:has-text("Resume")');
    await page.panelWaitFor(outcome, undefined, 60_000);
    assert.deepEqual(server.ledger.deliveredTwice(), []);
  });
});
