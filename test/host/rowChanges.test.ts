// The rows of a finished run in a user's hands: an answer corrected and found again after the run was closed, written into the result where that is
// wished, and a row asked again at the cost that the server bills.
import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import * as vscode from 'vscode';
import type { LlmServer } from '../support/llmServer';
import { openForm, pageFor, start } from './formActions';
import type { PageActions } from './pageActions';
import { activate, answerConfirmations, readWorkspaceFile, until, useLocalServer, workspaceFile } from './testApi';

const [file, result] = ['corrected.csv', 'corrected.smart.csv'];
const rows = Array.from({ length: 24 }, (_, row) => `${String(row)},"The room was fine, visit ${String(row)}."`);
const outcome = '.outcome .promise';

describe('the rows of a finished run', () => {
  let page: PageActions;
  let server: LlmServer;

  before(async function () {
    page = pageFor(this);
    server = await useLocalServer();
    answerConfirmations(await activate());
    await vscode.workspace.fs.writeFile(workspaceFile(file), Buffer.from(`id,text\n${rows.join('\n')}\n`));
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const name of [file, result]) await vscode.workspace.fs.delete(workspaceFile(name));
    await server.close();
  });
  const answers = async () => parse<Record<string, string>>(await readWorkspaceFile(result), { columns: true });

  it('keep a correction apart from the models’ answers, over a closed panel, until it is wished in the result', async () => {
    await openForm(page, file, 'Correct me? {{text}}');
    await page.panelClick(start);
    await page.panelWaitFor(outcome, undefined, 60_000);
    const before = (await answers()).map((row) => row['smart_answer']);
    const wanted = before[0] === 'positive' ? 'negative' : 'positive';
    await page.panelClick('.grid-rows [data-row="0"] .column-answer');
    await page.panelFill('.drawer textarea[aria-label="Your answer"]', wanted);
    await page.panelClick('.drawer vscode-button:text-is("Correct")');
    await page.panelWaitFor('.drawer .correction', wanted);
    await page.panelWaitFor('.grid-rows .corrected', wanted);
    assert.deepEqual(
      (await answers()).map((row) => row['smart_answer']),
      before,
    );

    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.view.extension.smart');
    await page.clickWorkbench('.customview-tree .monaco-list-row', 'Correct me?');
    await page.panelWaitFor('.grid-rows .corrected', wanted);
    await page.panelWaitFor('.corrections-line', 'The result file holds what the models answered.');
    await page.panelClick('.corrections-line vscode-button:has-text("Write corrections")');
    await page.panelWaitFor('.corrections-line', 'The result file holds your corrections, marked.');
    const now = await answers();
    assert.deepEqual(
      [
        now[0]!['smart_answer'],
        now[0]!['smart_model'],
        now[0]!['smart_status'],
        now[0]!['smart_answer_before_correction'],
      ],
      [wanted, 'user', 'corrected', before[0]],
    );
    assert.deepEqual(
      now.slice(1).map((row) => row['smart_answer']),
      before.slice(1),
    );
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  it('are asked again one by one, billed to the run, and delivered by nobody', async () => {
    const { length: sent } = server.ledger.entries;
    const before = await readWorkspaceFile(result);
    await page.panelClick('.grid-rows [data-row="1"] .column-answer');
    await page.panelClick(
      '.drawer vscode-button[aria-label="Ask small again"], .drawer vscode-button[aria-label="Ask small"]',
    );
    await page.panelWaitFor('.drawer .asked-again', 'small');
    await until('one request more', () => server.ledger.entries.length === sent + 1);
    assert.equal(await readWorkspaceFile(result), before);
    await page.panelClick('.outcome vscode-button:has-text("Open report")');
    await until('the report', () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === `Report: ${file}`);
  });
});
