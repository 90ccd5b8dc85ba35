// The notebook's way with a real kernel and a real data frame: IPython runs the cells and pandas draws the output. Needs python3 with ipykernel,
// jupyter_client and pandas (Debian: python3-ipykernel, python3-pandas); the Jupyter extension itself is in no package registry.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { LlmServer } from '../support/llmServer';
import { projectRoot } from './hostFolder';
import { pageFor } from './formActions';
import type { PageActions } from './pageActions';
import { readWorkspaceFile, until, useLocalServer, workspaceFile } from './testApi';

const python = process.env.SMART_TEST_PYTHON ?? '/usr/bin/python3';
const rows = 5000;
const cells = [
  `import pandas as pd\ndf = pd.DataFrame({"body": [f"Where is my parcel, number {n}? It should have been here last week." for n in range(${String(rows)})]})`,
  'df',
];

describe('a notebook with a real IPython kernel', function () {
  this.timeout(180_000);
  let page: PageActions;
  let server: LlmServer | undefined;
  const subscriptions: vscode.Disposable[] = [];

  before(async function () {
    page = pageFor(this);
    if (spawnSync(python, ['-c', 'import ipykernel, jupyter_client, pandas']).status !== 0) {
      console.log('      (no IPython kernel with pandas here: nothing tried)');
      this.skip();
    }
    server = await useLocalServer();
    const kernel = createRequire(__filename)(join(projectRoot, 'test', 'host', 'jupyterKernel', 'main.js')) as {
      activate(context: { subscriptions: vscode.Disposable[] }): void;
    };
    kernel.activate({ subscriptions });
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const one of subscriptions) one.dispose();
    await server?.close();
  });

  it('is warned of a frame that pandas cut, and gets all of its rows and its index', async () => {
    const code = (source: string) => ({
      ...{ cell_type: 'code', execution_count: null, metadata: {}, outputs: [] },
      source,
    });
    const content = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: cells.map(code) };
    const uri = workspaceFile('kernel.ipynb');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(JSON.stringify(content)));
    const notebook = await vscode.workspace.openNotebookDocument(uri);
    await vscode.window.showNotebookDocument(notebook, { selections: [new vscode.NotebookRange(1, 2)] });
    await vscode.commands.executeCommand('notebook.execute');
    await until('the frame', () => notebook.cellAt(1).outputs.length > 0);
    void vscode.commands.executeCommand('smart.processNotebookSelection');
    await page.panelWaitFor('h1', 'Process kernel.ipynb, cell 2', 60_000);
    await page.panelWaitFor('.part-notice', 'The output shows 10 of 5,000 rows.');
    // pandas cuts texts after 50 characters, too.
    await page.panelWaitFor('.part-notice', 'Long texts are cut off');
    await page.panelClick('vscode-button:has-text("Get the whole table")');
    await page.panelWaitFor('.section .hint', '5,000 rows', 60_000);
    assert.equal(await page.panelCount('.part-notice'), 0);
    await page.panelWaitFor('.sheet th', 'index');
    const written = (await readWorkspaceFile('kernel.csv')).trim().split('\n');
    assert.equal(written.length, rows + 1);
    assert.match(written.at(-1)!, /^4999,.*number 4999\? It should have been here last week\./);
  });

  it('offers the cell that holds the frame where another one is selected', async () => {
    const notebook = vscode.workspace.notebookDocuments.find(({ uri }) => uri.path.endsWith('kernel.ipynb'))!;
    await vscode.window.showNotebookDocument(notebook, { selections: [new vscode.NotebookRange(0, 1)] });
    void vscode.commands.executeCommand('smart.processNotebookSelection');
    await vscode.commands.executeCommand('notifications.showList');
    await page.notificationText('No table in the output of cell 1, but one in that of cell 2');
    await page.pressInNotification('No table in the output of cell 1', 'Use Cell 2');
    await page.panelWaitFor('h1', 'Process kernel.ipynb, cell 2', 60_000);
  });
});
