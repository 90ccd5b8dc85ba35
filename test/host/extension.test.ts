// The extension in VS Code: it is there, wakes up only when needed, and shows itself where a user looks for it.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/host/ids';
import { page } from './pageActions';
import { activate } from './testApi';

describe('extension', () => {
  it('activates and registers every command of its manifest', async () => {
    assert.equal((await activate()).version, 1);
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const id of Object.values(commandIds)) assert.ok(registered.has(id), id);
  });

  it('offers itself on dataset files in the explorer, and on no others', async function () {
    if (page === undefined) this.skip();
    await vscode.commands.executeCommand('workbench.view.explorer');
    assert.match((await page.explorerMenuItems('reviews.csv')).join('|'), /Process with SMART/);
    assert.match((await page.explorerMenuItems('reviews.jsonl')).join('|'), /Process with SMART/);
    assert.doesNotMatch((await page.explorerMenuItems('notes.txt')).join('|'), /SMART/);
  });
});
