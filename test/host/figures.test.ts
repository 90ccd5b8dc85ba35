// One run with duplicates and failures: its figures agree wherever they stand, and the headline counts no duplicate as a saving.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LlmServer } from '../support/llmServer';
import { openForm, pageFor, start } from './formActions';
import type { PageActions } from './pageActions';
import { activate, answerConfirmations, until, useLocalServer, workspaceFile } from './testApi';

const runs = '.customview-tree .monaco-list-row';
const dataset = 'twins.csv';
const copies = 3;

describe('figures of a run with duplicates and failures', () => {
  let page: PageActions;
  let server: LlmServer;

  before(async function () {
    page = pageFor(this);
    server = await useLocalServer({
      refuse: (_protocol, body) =>
        JSON.stringify(body).includes('visit 3.') ? { status: 400, message: 'This row is refused.' } : undefined,
    });
    answerConfirmations(await activate());
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceFile('reviews.csv')));
    const [header, ...rows] = text.trim().split('\n').slice(0, 21);
    const all = Array.from({ length: copies }, () => rows).flat();
    const content = new TextEncoder().encode([header, ...all].join('\n'));
    await vscode.workspace.fs.writeFile(workspaceFile(dataset), content);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.workspace.fs.delete(workspaceFile(dataset));
    await vscode.workspace.fs.delete(workspaceFile('twins.smart.csv'));
    await server.close();
  });

  it('are the same in hero, grid, list of runs and notification', async () => {
    await vscode.commands.executeCommand('workbench.view.extension.smart');
    await openForm(page, dataset, 'Positive or negative? {{text}}');
    await page.panelClick(start);
    await page.panelWaitFor('.outcome .promise', undefined, 60_000);
    await page.panelWaitFor('.outcome .status', '3 of 60 rows failed');
    await page.panelWaitFor('.outcome-failures', 'This row is refused.');
    await page.panelWaitFor('.outcome-failures vscode-button', 'Ask again');
    await page.panelWaitFor('.stat', '57 of 60');
    await page.panelWaitFor('.filter[data-filter="all"]', '60');
    await page.panelWaitFor('.filter[data-filter="failed"]', '3');
    await page.panelClick('.filter[data-filter="failed"]');
    await page.panelWaitFor('.column-reason', 'No answer: ');
    await page.workbenchWaitFor(runs, '57 of 60 rows');
    await vscode.commands.executeCommand('notifications.showList');
    await until('the notification', async () =>
      (await page.notificationText('SMART finished twins.csv')).includes('57 of 60 rows'),
    );
    await page.panelScreenshot('duplicates and failures');
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  it("compare the bill with the reference's on the distinct rows, and tell apart what duplicates saved", async () => {
    const words = await page.panelText('.savings');
    const dollars = [...words.matchAll(/\$(\d+(?:\.\d+)?)/g)].map(([, usd]) => Number(usd));
    const { entries, billedUsd } = server.ledger;
    const large = entries.filter(({ model }) => model === 'large');
    const meanUsd = large.reduce((sum, { usd }) => sum + usd, 0) / large.length;
    assert.match(words, /Asking identical rows once saved another \$/);
    const [saved, others] = [dollars.at(-1)!, dollars.slice(0, -1)];
    const near = (a: number, b: number) => Math.abs(a - b) < 0.1 * b;
    assert.ok(
      others.some((usd) => near(usd, billedUsd)),
      `${words}: billed ${String(billedUsd)}`,
    );
    assert.ok(
      others.some((usd) => near(usd, 19 * meanUsd)),
      `${words}: mean ${String(meanUsd)}`,
    );
    assert.ok(near(saved, (copies - 1) * 19 * meanUsd), `${words}: mean ${String(meanUsd)}`);
  });
});
