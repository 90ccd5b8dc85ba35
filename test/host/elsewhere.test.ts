// Places that only VS Code reaches, and windows that work on another machine: what is written goes there whole, what cannot be has a sentence, and
// nothing is taken for a path of this machine.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { parseJobFile } from '../../src/app/jobFile';
import type { SmartApi } from '../../src/host/api';
import { pathOnDisk } from '../../src/host/commands/processDataset';
import { processNotebookSelection } from '../../src/host/commands/processNotebookSelection';
import { commandIds } from '../../src/host/ids';
import { tellWhereModelsAreSet } from '../../src/host/models/remoteHint';
import { isOnDisk, openFolders } from '../../src/host/onDisk';
import { isWorkbenchElsewhere } from '../../src/host/runs/reportPage';
import { openOutput } from '../../src/host/runs/runFiles';
import { saveAs } from '../../src/host/saveAs';
import type { LlmServer } from '../support/llmServer';
import { makeMemoryFiles } from './memoryFiles';
import { openForm, pageFor, start } from './formActions';
import { page as connectedPage, type PageActions } from './pageActions';
import { activate, answerConfirmations, setSetting, useLocalServer, workspaceFile } from './testApi';

const scheme = 'smart-test-memory';
const place = (path: string) => vscode.Uri.from({ scheme, path });
const prompt = 'Is it kept elsewhere? {{text}}';

describe('places that are not on this disk', () => {
  const files = makeMemoryFiles();
  const folder = mkdtempSync(join(tmpdir(), 'smart-elsewhere-'));
  let registered: vscode.Disposable;
  before(() => {
    registered = vscode.workspace.registerFileSystemProvider(scheme, files.provider);
  });
  after(() => {
    registered.dispose();
    rmSync(folder, { recursive: true });
  });

  it('take a file through VS Code, and no path of this machine is written', async () => {
    const path = join(folder, 'saved.txt');
    await saveAs(place(path), Buffer.from('there'));
    assert.equal(files.text(path), 'there');
    assert.throws(() => rmSync(path), /ENOENT/);
    await saveAs(vscode.Uri.file(path), Buffer.from('here'));
    assert.equal(Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.file(path))).toString(), 'here');
  });

  it('are no datasets: a sentence says what to do', async () => {
    await assert.rejects(pathOnDisk(place('/table.csv')), /smart-test-memory:\/table\.csv is not on disk; save it/);
    for (const other of ['untitled', 'vscode-vfs', 'git', 'vscode-userdata', 'https'])
      await assert.rejects(
        pathOnDisk(workspaceFile('reviews.csv').with({ scheme: other, authority: other === 'https' ? 'host' : '' })),
        /is not on disk; save it/,
        other,
      );
    assert.equal(await pathOnDisk(workspaceFile('reviews.csv')), workspaceFile('reviews.csv').fsPath);
  });

  it('are no place to keep the rows of a notebook beside', async () => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'a text', 'python');
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([cell, cell]),
    );
    assert.notEqual(notebook.uri.scheme, 'file');
    await vscode.window.showNotebookDocument(notebook);
    // It does not come to the host.
    await assert.rejects(processNotebookSelection(undefined as never), /Save the notebook as a file first/);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('are no folders that others may name files of this machine in', () => {
    const uri = workspaceFile('.');
    assert.deepEqual(openFolders([{ uri: place('/') }, { uri: vscode.Uri.parse('vscode-vfs://github/etc') }]), []);
    assert.deepEqual(openFolders([{ uri: place('/') }, { uri }]), [uri.fsPath]);
    assert.ok(isOnDisk(uri.with({ scheme: 'vscode-remote', authority: 'ssh-remote+box' })));
  });
});

describe('a window that works on another machine', () => {
  const on = (remoteName: string | undefined, uiKind: vscode.UIKind) => isWorkbenchElsewhere({ remoteName, uiKind });

  it('is known by the name of the remote and by the browser', () => {
    assert.deepEqual(
      [
        on(undefined, vscode.UIKind.Desktop),
        on('wsl', vscode.UIKind.Desktop),
        on('ssh-remote', vscode.UIKind.Desktop),
        on(undefined, vscode.UIKind.Web),
      ],
      [false, true, true, true],
    );
  });

  describe('on its page', () => {
    let page: PageActions;
    let server: LlmServer;
    let api: SmartApi;
    const files = makeMemoryFiles();
    let registered: vscode.Disposable;
    const folder = mkdtempSync(join(tmpdir(), 'smart-large-'));
    before(async function () {
      page = pageFor(this);
      registered = vscode.workspace.registerFileSystemProvider(scheme, files.provider);
      api = await activate();
      answerConfirmations(api);
      server = await useLocalServer();
    });
    after(async () => {
      if (connectedPage === undefined) return;
      registered.dispose();
      rmSync(folder, { recursive: true });
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.workspace.fs.delete(workspaceFile('control.smart.csv'));
      await server.close();
    });
    const said = async (text: string) => {
      await vscode.commands.executeCommand('notifications.showList');
      return page.notificationText(text);
    };

    it('its run is saved as a job file and as a report to a place that only VS Code reaches', async () => {
      await openForm(page, 'control.csv', prompt);
      // The form tells the host what is typed after a moment.
      await page.panelWaitFor(start);
      await vscode.commands.executeCommand('smart.saveJobFile', undefined, place('/kept.smart.json'));
      // Its place tells nothing of where the dataset is, so that it is named whole.
      assert.equal(parseJobFile(files.text('/kept.smart.json')!, 'kept').dataset, workspaceFile('control.csv').fsPath);
      // It is shown in an editor, over the panel.
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await page.panelClick(start);
      await page.panelWaitFor('.outcome .promise', undefined, 60_000);
      // While the page of the ended run is filled it takes the focus, and a list that has just opened closes.
      await page.panelWaitFor('.grid-rows .column-answer');
      for (const [name, begins] of [
        ['/report.html', /^<!doctype html>/i],
        ['/report.md', /^# /],
        ['/report.json', /^\{/],
      ] as const) {
        const exported = vscode.commands.executeCommand(commandIds.exportReport, undefined, place(name));
        await page.pickInQuickInput('Is it kept elsewhere?');
        await exported;
        assert.match(files.text(name)!, begins);
      }
    });

    it('its report opens in a tab, of this machine or not', async () => {
      await page.panelClick('vscode-button:has-text("Open report")');
      await page.workbenchWaitFor('.tab.active', 'Report: control.csv');
      await page.panelWaitFor('h1', 'differ from large');
    });

    it('its results above 50 MB are offered as rows, never as a page that only says "very large"', async () => {
      const path = join(folder, 'large.csv');
      writeFileSync(path, 'id,text\n');
      truncateSync(path, 60 * 2 ** 20);
      const tabs = () => vscode.window.tabGroups.all.flatMap(({ tabs: all }) => all).length;
      const before = tabs();
      await openOutput(path);
      assert.match(await said('large.csv has 60 MB'), /more than the editor shows\. Its rows are in the panel/);
      assert.equal(tabs(), before);
      await page.pressInNotification('large.csv has 60 MB', 'Show Rows');
      await page.panelWaitFor('.outcome');
      truncateSync(path, 2 ** 20);
      await openOutput(path);
      await page.workbenchWaitFor('.tab.active', 'large.csv');
    });

    it('says once where models are set that count there', async () => {
      await setSetting('models', undefined);
      tellWhereModelsAreSet('ssh-remote');
      assert.match(await said('works on another machine (ssh-remote)'), /Set smart\.models in the remote settings/);
      await vscode.commands.executeCommand('notifications.clearAll');
      tellWhereModelsAreSet('ssh-remote');
      await vscode.commands.executeCommand('notifications.showList');
      assert.equal(await page.workbenchCount('.notification-list-item:has-text("works on another machine")'), 0);
    });
  });
});
