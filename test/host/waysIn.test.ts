// Every way in but the explorer's (processFile.test.ts) and the sample's (test/e2e.run.ts), each from the click to the finished file.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LlmServer } from '../support/llmServer';
import { openForm, pageFor, start } from './formActions';
import type { PageActions } from './pageActions';
import { activate, answerConfirmations, readWorkspaceFile, until, useLocalServer, workspaceFile } from './testApi';
import { sentenceCount } from './testWorkspace';

const question = 'Positive or negative? {{text}}';

describe('ways in', () => {
  let page: PageActions;
  let server: LlmServer;
  const bodies: string[] = [];

  /** From the form of a file to its result. */
  async function runForm(file: string, result: string, prompt?: string): Promise<void> {
    await page.panelWaitFor('h1', file);
    if (prompt !== undefined) await page.panelFill('.prompt-text', prompt);
    await page.panelClick(start);
    await page.panelWaitFor('.outcome .promise', undefined, 60_000);
    const rows = (await readWorkspaceFile(result)).trim().split('\n').slice(1);
    assert.equal(rows.length, sentenceCount);
    for (const row of rows) assert.match(row, /,"?(positive|negative)"?,(large|small),/);
  }

  before(async function () {
    page = pageFor(this);
    server = await useLocalServer({ onRequest: (_path, body) => bodies.push(JSON.stringify(body)) });
    answerConfirmations(await activate());
    await vscode.commands.executeCommand('workbench.view.explorer');
  });
  after(() => server.close());
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it("leads from the editor tab's menu", async () => {
    await vscode.commands.executeCommand('vscode.open', workspaceFile('tab.csv'));
    await page.tabMenu('tab.csv', 'Process with SMART');
    await runForm('tab.csv', 'tab.smart.csv', question);
  });

  it('leads from the button in the title of a table', async () => {
    await vscode.commands.executeCommand('vscode.open', workspaceFile('title.csv'));
    await page.clickWorkbench('.editor-actions .action-label[aria-label="Process with SMART"]');
    await runForm('title.csv', 'title.smart.csv', question);
  });

  it('leads from the command palette', async () => {
    await page.palette('SMART: Process Dataset');
    await page.workbenchWaitFor('.quick-input-title', 'Choose a dataset');
    // A list of many files shows some of them only, so the name is typed.
    await page.typeInQuickInput(workspaceFile('palette.csv').fsPath);
    await runForm('palette.csv', 'palette.smart.csv', question);
  });

  it('leads from a job file, whose prompt, task, solved rows and accuracy fill the form', async () => {
    // The form of the same dataset was open before: what was typed there must not get in the way.
    await openForm(page, 'job.csv', 'Something else? {{text}}');
    await page.explorerMenu('sentiment.smart.json', 'Process with SMART');
    await page.panelWaitFor('.prompt-marks', 'From a job file');
    await runForm('job.csv', 'job.smart.csv');
    assert.ok(server.ledger.entries.some(({ content }) => content.includes('visit 1.')));
    assert.ok(bodies.at(-1)!.includes('A solved row.'));
  });

  it('leads from the selected cells of a notebook to a new cell with the results', async () => {
    const notebook = await vscode.workspace.openNotebookDocument(workspaceFile('cells.ipynb'));
    const cells = notebook.cellCount;
    await vscode.window.showNotebookDocument(notebook, { selections: [new vscode.NotebookRange(1, 2)] });
    await page.clickWorkbench('.notebookOverlay .action-label[aria-label^="Process"]');
    await page.panelWaitFor('h1', 'Process cells.ipynb, cell 2');
    await page.panelFill('.prompt-text', question);
    await page.panelClick(start);
    await page.panelWaitFor('.outcome .promise', undefined, 60_000);
    await until('the new cell', () => notebook.cellCount === cells + 1);
    assert.match(notebook.cellAt(cells).document.getText(), /cells\.smart\.csv/);
    const result = await readWorkspaceFile('cells.smart.csv');
    assert.equal(result.trim().split('\n').length, 13, result);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});
