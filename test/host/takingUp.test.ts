// What outlives a run: its prompt, taken up again in another form; the whole setup as a job file; the facts for whoever reports trouble.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { parseJobFile } from '../../src/app/jobFile';
import type { RunSummary } from '../../src/host/host';
import type { LlmServer } from '../support/llmServer';
import { openForm, pageFor, start } from './formActions';
import type { PageActions } from './pageActions';
import { activate, answerConfirmations, readWorkspaceFile, until, useLocalServer, workspaceFile } from './testApi';

const prompt = 'Would they come again? {{text}}';

describe('after a run', () => {
  let page: PageActions;
  let server: LlmServer;
  let shown: RunSummary[];

  before(async function () {
    page = pageFor(this);
    server = await useLocalServer();
    shown = answerConfirmations(await activate());
    // Otherwise each new run draws a sample of its own.
    await vscode.workspace.getConfiguration('smart').update('seed', 1, vscode.ConfigurationTarget.Global);
  });
  after(async () => {
    await vscode.workspace.getConfiguration('smart').update('seed', undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    // A list of files that other tests pick from shows so many only.
    for (const name of ['kept.smart.json', 'try.smart.csv', 'try.smart.2.csv'])
      await vscode.workspace.fs.delete(workspaceFile(name));
    await server.close();
  });

  it('its answers are taken over by a new run of the same draw, which asks nothing again', async () => {
    await openForm(page, 'try.csv', prompt);
    await page.panelClick(start);
    await page.panelWaitFor('.outcome .promise', undefined, 60_000);
    await vscode.commands.executeCommand('smart.clearCache');
    const { length: paid } = server.ledger.entries;

    await vscode.commands.executeCommand('smart.processFile', workspaceFile('try.csv'));
    await page.panelClick('vscode-dropdown[aria-label="Reuse answers from"]');
    await page.panelClick('vscode-dropdown[aria-label="Reuse answers from"] vscode-option:has-text("certified")');
    await page.panelWaitFor('.earlier-run', `${String(paid)} answers ($`);
    await page.panelClick(start);
    await page.panelWaitFor('.outcome .promise', undefined, 60_000);
    assert.deepEqual(
      shown.map(({ takenOver }) => takenOver),
      [undefined, paid],
    );
    assert.equal(server.ledger.entries.length, paid);
    assert.equal(await readWorkspaceFile('try.smart.2.csv'), await readWorkspaceFile('try.smart.csv'));
  });

  it('it is run again from its page: its own form, its settings, its answers reused and counted in the estimate', async () => {
    const { length: paid } = server.ledger.entries;
    await page.panelClick('.outcome vscode-button:has-text("Run again")');
    await page.panelWaitFor('h1', 'Process try.csv');
    await page.panelWaitFor('.prompt-marks', 'Would they come again?');
    await page.panelWaitFor('.earlier-run', `${String(paid)} answers ($`);
    await page.panelClick(start);
    await page.panelWaitFor('.outcome .promise', undefined, 60_000);
    assert.deepEqual([shown.at(-1)!.takenOver, server.ledger.entries.length], [paid, paid]);
    await vscode.workspace.fs.delete(workspaceFile('try.smart.3.csv'));
    await vscode.commands.executeCommand('workbench.view.extension.smart');
    await page.workbenchWaitFor('.customview-tree .monaco-list-row', '“Would they come again?');
    await page.screenshot('list of runs');
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  it('it is continued from its page once its table has grown: the new rows are counted in the question, and asked about alone', async () => {
    const { length: paid } = server.ledger.entries;
    const before = await readWorkspaceFile('try.csv');
    const file = workspaceFile('try.csv');
    await vscode.workspace.fs.writeFile(
      file,
      Buffer.from(`${before.trimEnd()}\n901,visit new one\n902,visit new two\n`),
    );
    try {
      await page.panelClick('.outcome vscode-button:has-text("Process new rows")');
      await until('the new rows', () => shown.at(-1)!.rows === 2);
      await page.panelWaitFor('.outcome', 'kept their answers', 60_000);
      const asked = server.ledger.entries.slice(paid);
      assert.ok(asked.length > 0 && asked.every(({ content }) => content.includes('visit new')), 'only the new rows');
    } finally {
      await vscode.workspace.fs.writeFile(file, Buffer.from(before));
    }
    await vscode.workspace.fs.delete(workspaceFile('try.smart.3.csv'));
  });

  it('its prompt is taken up in another form', async () => {
    await vscode.commands.executeCommand('smart.processFile', workspaceFile('reviews.jsonl'));
    await page.panelWaitFor('h1', 'Process reviews.jsonl');
    await page.panelClick('vscode-button:has-text("Earlier prompts")');
    await page.pickInQuickInput('Would they come again?');
    await page.panelWaitFor('.prompt-marks', 'Would they come again?');
    await page.panelWaitFor(start);
  });

  it('the form in view is saved as a job file that opens as the same job', async () => {
    const file = workspaceFile('kept.smart.json');
    await vscode.commands.executeCommand('smart.saveJobFile', undefined, file);
    const text = await readWorkspaceFile('kept.smart.json');
    const job = parseJobFile(text, 'kept.smart.json');
    assert.equal(job.dataset, 'reviews.jsonl');
    assert.equal(job.prompt, prompt);
    assert.equal(job.out, undefined);
    assert.ok(!text.includes(new URL(server.url).host), 'the address of a provider is in the file');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('smart.processFile', file);
    await page.panelWaitFor('h1', 'Process reviews.jsonl');
    await page.panelWaitFor('.prompt-marks', 'Would they come again?');
  });

  it('an issue is told versions and figures, and no prompt, row, answer or address', async () => {
    void vscode.commands.executeCommand('smart.reportIssue');
    await until('the text', () => vscode.window.activeTextEditor?.document.isUntitled === true);
    const text = vscode.window.activeTextEditor!.document.getText();
    const { version } = JSON.parse(
      readFileSync(join(vscode.extensions.getExtension('smart-llm.smart-llm')!.extensionPath, 'package.json'), 'utf8'),
    ) as { version: string };
    assert.ok(text.includes(`SMART: ${version}`) && text.includes(vscode.version), text);
    assert.match(text, /"standing": "finished"/);
    assert.match(text, /"local\/small"/);
    for (const secret of ['come again', 'visit 1', '127.0.0.1', 'try.csv']) assert.ok(!text.includes(secret), secret);
    await vscode.commands.executeCommand('notifications.showList');
    await page.notificationText('Nothing was sent');
  });
});
