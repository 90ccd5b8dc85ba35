// The extension in VS Code: it is there, wakes up only when needed, and shows itself where a person looks for it.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { page } from './pageActions';

describe('extension', () => {
  it('activates', async () => {
    const extension = vscode.extensions.getExtension('smart-llm.smart-llm');
    assert.ok(extension, 'VS Code does not know the extension');
    await extension.activate();
    assert.ok(extension.isActive);
  });

  it('offers itself on dataset files in the explorer, and on no others', async function () {
    if (page === undefined) this.skip();
    await vscode.commands.executeCommand('workbench.view.explorer');
    assert.match((await page.explorerMenuItems('reviews.csv')).join('|'), /Process with SMART/);
    assert.match((await page.explorerMenuItems('reviews.jsonl')).join('|'), /Process with SMART/);
    assert.doesNotMatch((await page.explorerMenuItems('notes.txt')).join('|'), /SMART/);
  });
});
