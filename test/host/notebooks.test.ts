// Cells whose output shows a part of a frame, or no table at all: told before anything starts, with a way to the whole.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LlmServer } from '../support/llmServer';
import { pageFor } from './formActions';
import type { PageActions } from './pageActions';
import { activate, answerConfirmations, readWorkspaceFile, until, useLocalServer, workspaceFile } from './testApi';
import { sentenceCount } from './testWorkspace';

const start = 'vscode-button.start';

describe('a notebook that shows a part of a frame', () => {
  let page: PageActions;
  let server: LlmServer;
  let notebook: vscode.NotebookDocument;
  /** What the kernel was given. */
  const ran: string[] = [];
  let kernel: vscode.NotebookController;

  before(async function () {
    page = pageFor(this);
    server = await useLocalServer();
    // Stands in for Jupyter's: what a cell of this code writes, it writes.
    kernel = vscode.notebooks.createNotebookController('smart-test-kernel', 'jupyter-notebook', 'Test kernel');
    kernel.supportsExecutionOrder = true;
    kernel.executeHandler = async (cells) => {
      for (const cell of cells) {
        const execution = kernel.createNotebookCellExecution(cell);
        execution.start();
        const code = cell.document.getText();
        ran.push(code);
        const [, file] = /to_csv\("([^"]+)"/.exec(code) ?? [];
        if (file !== undefined) {
          const rows = (await readWorkspaceFile('reviews.csv')).trim().split('\n').slice(1);
          const text = ['index,text', ...rows].join('\n');
          await vscode.workspace.fs.writeFile(workspaceFile(file), new TextEncoder().encode(text));
        }
        execution.end(true);
      }
    };
    notebook = await vscode.workspace.openNotebookDocument(workspaceFile('frame.ipynb'));
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    kernel.dispose();
    await server.close();
  });

  async function openForm(cell: number): Promise<void> {
    await vscode.window.showNotebookDocument(notebook, {
      viewColumn: vscode.ViewColumn.One,
      selections: [new vscode.NotebookRange(cell, cell + 1)],
    });
    void vscode.commands.executeCommand('smart.processNotebookSelection');
  }

  it('is warned of above the rows, named by notebook and cell, and not started before the user has said so', async () => {
    await openForm(1);
    await page.panelWaitFor('h1', 'Process frame.ipynb, cell 2');
    await page.panelWaitFor('.part-notice', `The output shows 10 of ${String(sentenceCount)} rows.`);
    // The index tells which rows they are.
    await page.panelWaitFor('.sheet th', 'index');
    await page.panelFill('.prompt-text', 'Positive or negative? {{text}}');
    await page.panelWaitFor('.start-card .obstacle', 'only part of this table');
    assert.equal(await page.panelCount(`${start}:not([disabled])`), 0);
    await page.panelScreenshot('part of a frame');
    await page.panelClick('vscode-button:has-text("Use only the 10 rows shown")');
    await page.panelWaitFor(`${start}:not([disabled])`);
    assert.equal(server.ledger.requests, 0);
  });

  it('is written whole by a new cell, which the kernel runs, and the form opens on all rows', async () => {
    await openForm(1);
    await page.panelWaitFor('.part-code', 'reviews.reset_index().to_csv("frame.csv", index=False)');
    await page.panelFill('.prompt-text', 'Whole? {{text}}');
    await page.panelClick('vscode-button:has-text("Get the whole table")');
    await until('the kernel', () => ran.length > 0);
    assert.equal(notebook.cellAt(2).document.getText(), ran[0]);
    await page.panelWaitFor('h1', 'Process frame.ipynb, cell 2');
    await page.panelWaitFor('.section .hint', `${String(sentenceCount)} rows`);
    assert.equal(await page.panelCount('.part-notice'), 0);
    await page.panelWaitFor('.prompt-marks', 'Whole?');
    await page.panelWaitFor(`${start}:not([disabled])`);
  });

  it('is named by notebook and cell in the question, while it runs, in the list of runs, in the report and when it has finished', async () => {
    const name = 'frame.ipynb, cell 2';
    const shown = answerConfirmations(await activate());
    await page.panelClick(`${start}:not([disabled])`);
    await page.panelWaitFor('.outcome .promise', undefined, 60_000);
    assert.equal(shown.at(-1)!.dataset, name);
    await page.panelWaitFor('.run-head h1', name);
    await vscode.commands.executeCommand('notifications.showList');
    assert.match(await page.notificationText(`SMART finished ${name}`), /60 rows/);
    await vscode.commands.executeCommand('notifications.hideList');
    await vscode.commands.executeCommand('workbench.view.extension.smart');
    await page.workbenchWaitFor('.customview-tree .monaco-list-row', name);
    await vscode.commands.executeCommand('workbench.view.explorer');
    await page.panelClick('.outcome vscode-button:has-text("Open report")');
    await page.workbenchWaitFor('.tab.active', `Report: ${name}`);
    await page.panelWaitFor('.over', name);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('asks about a cell without a table, and runs it first when that is wanted', async () => {
    const before = ran.length;
    await openForm(4);
    await vscode.commands.executeCommand('notifications.showList');
    await page.notificationText('No table in the output of cell 5');
    await page.pressInNotification('No table in the output of cell 5', 'Run the Cells');
    await until('the kernel', () => ran.length > before);
    assert.equal(ran.at(-1), 'print(reviews)');
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
