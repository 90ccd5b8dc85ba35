// A run that is opened again from the list of runs: its page shows at once what its journal holds, never 0 or "unknown" for what was paid.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LlmServer } from '../support/llmServer';
import { makeGate } from './gate';
import { beginOnPage, openForm, start } from './formActions';
import type { PageActions } from './pageActions';
import { copyOfReviews, deleteCopy, until, useLocalServer } from './testApi';

const runs = '.customview-tree .monaco-list-row';
const dataset = 'again.csv';
/** How long the run stands still before it is paused. */
const heldMs = 2500;

/** Whole seconds that the page says have passed. */
const elapsed = (figures: string) => Number(/Elapsed\s*(\d+) sec/.exec(figures)?.[1]);

describe('a run that is opened again', () => {
  let page: PageActions;
  let server: LlmServer;
  const gate = makeGate();

  before(async function () {
    page = await beginOnPage(this);
    server = await useLocalServer({ hold: gate.hold });
    await copyOfReviews(dataset);
    await vscode.commands.executeCommand('workbench.view.extension.smart');
  });
  after(async () => {
    gate.open();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.view.explorer');
    await deleteCopy(dataset);
    await server.close();
  });

  /** The figures of the page after its tab was closed and the run was chosen in the list. */
  async function figuresOnceReopened(prompt: string): Promise<string> {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await page.clickWorkbench(runs, prompt);
    await page.panelWaitFor('.stats .stat');
    await page.screenshot(`opened again ${prompt}`);
    return page.panelText('.stats');
  }

  it('shows what was done and paid before it was paused', async () => {
    gate.closeAfter(40);
    await openForm(page, dataset, 'Seen again? {{text}}');
    await page.panelClick(start);
    await until('requests that are held', () => gate.held() > 0);
    await new Promise((passed) => setTimeout(passed, heldMs));
    await page.panelClick('.run-head vscode-button:has-text("Pause")');
    gate.open();
    await page.panelWaitFor('.banner vscode-button:has-text("Resume")');
    await until('the end of the last requests', () => server.load.now === 0);
    const figures = await figuresOnceReopened('Seen again?');
    assert.match(figures, new RegExp(`Requests\\s*${String(server.ledger.entries.length)}\\b`));
    assert.match(figures, /Spent\s*\$0\.0*[1-9]/);
    assert.doesNotMatch(figures, /unknown|–|\b0%/);
    assert.ok(elapsed(figures) >= 2, figures);
  });

  it('shows requests, time, agreement and decisions once it is finished', async () => {
    await page.panelClick('.banner vscode-button:has-text("Resume")');
    await page.panelWaitFor('.outcome .promise', undefined, 60_000);
    const figures = await figuresOnceReopened('Seen again?');
    assert.match(figures, new RegExp(`Requests\\s*${String(server.ledger.entries.length)}\\b`));
    assert.doesNotMatch(figures, /unknown|–/);
    // Of both sittings.
    assert.ok(elapsed(figures) >= 2, figures);
    for (const card of ['Agreement', 'Decisions']) await page.panelWaitFor('.panes h2', card);
    assert.deepEqual(server.ledger.deliveredTwice(), []);
  });
});
