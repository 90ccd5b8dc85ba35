// A dataset with edits that are not on disk: SMART asks to save them before it reads the file, and does nothing where that is declined.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/host/ids';
import { pageFor } from './formActions';
import type { PageActions } from './pageActions';
import { activate, readWorkspaceFile, until, workspaceFile } from './testApi';

const [name, told] = ['edited.csv', 'edited.csv has unsaved changes'];

describe('a dataset with unsaved edits', () => {
  let page: PageActions;
  let document: vscode.TextDocument;
  const openTabs = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
  const autoSave = (value: string | undefined) =>
    vscode.workspace.getConfiguration('files').update('autoSave', value, vscode.ConfigurationTarget.Global);

  before(async function () {
    page = pageFor(this);
    await activate();
    // In a browser VS Code saves by itself after a second.
    await autoSave('off');
    await vscode.workspace.fs.writeFile(workspaceFile(name), Buffer.from('id,text\n1,saved before\n'));
    document = await vscode.workspace.openTextDocument(workspaceFile(name));
    await vscode.window.showTextDocument(document);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await autoSave(undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(workspaceFile(name));
  });
  beforeEach(async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(document.lineCount - 1, 0), '2,typed just now\n');
    await vscode.workspace.applyEdit(edit);
    assert.ok(document.isDirty);
  });

  it('asks, and where that is declined opens no form, saves nothing and says no more', async () => {
    const before = openTabs();
    const isGivenUp = vscode.commands.executeCommand(commandIds.processFile, document.uri);
    await vscode.commands.executeCommand('notifications.showList');
    await page.notificationText(told);
    await page.screenshot('unsaved');
    await vscode.commands.executeCommand('notifications.clearAll');
    await isGivenUp;
    assert.deepEqual(openTabs(), before);
    assert.ok(document.isDirty);
    assert.doesNotMatch(await readWorkspaceFile(name), /typed/);
    assert.equal(await page.trouble(), undefined);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('saves them where that is wanted, and the form has the rows as they stand in the editor', async () => {
    const isShown = vscode.commands.executeCommand(commandIds.processFile, document.uri);
    await vscode.commands.executeCommand('notifications.showList');
    await page.pressInNotification(told, 'Save');
    await isShown;
    await page.panelWaitFor('h1', `Process ${name}`);
    await page.panelWaitFor('.sheet td', 'typed just now');
    await until('the saved file', () => !document.isDirty);
    assert.match(await readWorkspaceFile(name), /2,typed just now/);
  });
});
