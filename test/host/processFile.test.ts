// The main job as a user does it, in the real workbench and page, against a local server: right-click, fill the form, confirm, read the
// result; cancel a run and go on with it; bad input.
import assert from 'node:assert/strict';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { commandIds } from '../../src/host/ids';
import type { LlmServer } from '../support/llmServer';
import { makeGate } from './gate';
import { endOnPage, pageFor, start } from './formActions';
import type { PageActions } from './pageActions';
import { activate, answerConfirmations, readWorkspaceFile, until, useLocalServer, workspaceFile } from './testApi';
import { sentenceCount } from './testWorkspace';

async function exists(name: string): Promise<boolean> {
  return vscode.workspace.fs.stat(workspaceFile(name)).then(
    () => true,
    () => false,
  );
}

describe('processing a file', () => {
  let page: PageActions;
  let server: LlmServer;
  const gate = makeGate();
  /** How often each row was asked of each model. */
  const asked = new Map<string, number>();

  before(async function () {
    page = pageFor(this);
    server = await useLocalServer({
      hold: gate.hold,
      onRequest: (_path, body) => {
        const what = JSON.stringify([body.model, body.messages ?? body.input]);
        asked.set(what, (asked.get(what) ?? 0) + 1);
      },
    });
  });
  after(() => endOnPage(server));

  it('goes from the explorer to a finished file, the input left as it was', async () => {
    const shown = answerConfirmations(await activate());
    const before = await readWorkspaceFile('reviews.csv');
    await vscode.commands.executeCommand('workbench.view.explorer');
    await page.explorerMenu('reviews.csv', 'Process with SMART');
    await page.panelWaitFor('h1', 'reviews.csv');
    await page.panelFill('.prompt-text', 'Positive or negative? {{text}}');
    await page.panelWaitFor(start);
    await page.panelClick(start);
    await page.panelWaitFor('.outcome .promise', undefined, 60_000);

    assert.equal(shown.length, 1);
    assert.equal(shown[0]!.rows, sentenceCount);
    assert.deepEqual(shown[0]!.destinations, [new URL(server.url).host]);
    assert.deepEqual(shown[0]!.columns, ['text']);
    assert.equal(await readWorkspaceFile('reviews.csv'), before);
    const [header, ...rows] = (await readWorkspaceFile('reviews.smart.csv')).trim().split('\n');
    assert.match(header!, /^id,text,smart_answer,smart_model,smart_status/);
    assert.deepEqual(
      rows.map((row) => Number(row.split(',')[0])),
      Array.from({ length: sentenceCount }, (_, row) => row + 1),
    );
    for (const row of rows) assert.match(row, /,"?(positive|negative)"?,(large|small),/);
  });

  it("keeps what the user says about rows drawn at random, in the run's folder", async () => {
    await page.panelClick('.own-check vscode-button:has-text("Check rows")');
    // A busy machine shows the next row only after a while.
    for (const [place, verdict] of (['Wrong', 'Right', 'Right'] as const).entries()) {
      await page.panelClick(`.own-check vscode-button[data-verdict="${verdict}"]`);
      await page.panelWaitFor('.own-check', `of ${String(place + 1)} delivered`);
    }
    await page.panelWaitFor('.own-check', 'You agree with 2 of 3 delivered answers.');
    await page.panelClick('.own-check vscode-button[data-verdict="Cannot tell"]');
    const [kept] = await vscode.workspace.findFiles('.smart/runs/*/own-check.json', null);
    let judgements: { row: number; isRight?: boolean }[] = [];
    await until('the fourth row', async () => {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(kept!));
      ({ judgements } = JSON.parse(text) as { judgements: { row: number; isRight?: boolean }[] });
      return judgements.length === 4;
    });
    assert.deepEqual(
      judgements.map(({ isRight }) => isRight),
      [false, true, true, undefined],
    );
  });

  it('exports the report with what the user has said by then', async () => {
    const [, last] = /^(.*)\/own-check/.exec(
      (await vscode.workspace.findFiles('.smart/runs/*/own-check.json', null))[0]!.path,
    )!;
    const entry = { runId: basename(last!), folder: dirname(last!), name: 'reviews.csv', standing: 'finished' };
    await vscode.commands.executeCommand(commandIds.exportReport, entry, workspaceFile('exported.html'));
    assert.match(await readWorkspaceFile('exported.html'), /Own check: of 3 rows drawn at random .* is right on 2 \(/);
    await vscode.workspace.fs.delete(workspaceFile('exported.html'));
  });

  it('opens the report in a tab, and saves it in three formats with a word and a button', async () => {
    await page.panelClick('vscode-button:has-text("Open report")');
    await page.workbenchWaitFor('.tab.active', 'Report: reviews.csv');
    await page.panelWaitFor('h1', 'differ from large');
    await page.screenshot('report');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await page.panelWaitFor('.outcome');
    const [{ path }] = (await vscode.workspace.findFiles('.smart/runs/*/own-check.json', null)) as [vscode.Uri];
    const entry = {
      runId: basename(dirname(path)),
      folder: dirname(dirname(path)),
      name: 'reviews.csv',
      standing: 'finished',
    };
    for (const [file, begin] of [
      ['exported.html', /^<!doctype html>/i],
      ['exported.md', /^# /],
      ['exported.json', /^\{/],
    ] as const) {
      await vscode.commands.executeCommand(commandIds.exportReport, entry, workspaceFile(file));
      assert.match(await readWorkspaceFile(file), begin);
      await vscode.commands.executeCommand('notifications.showList');
      assert.match(await page.notificationText(`Saved ${file}`), /Open/);
      await page.pressInNotification(`Saved ${file}`, 'Open');
      await vscode.commands.executeCommand('notifications.hideList');
      await page.workbenchWaitFor('.tab.active', file === 'exported.html' ? 'Report: reviews.csv' : file);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await vscode.workspace.fs.delete(workspaceFile(file));
    }
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('cancels a run from the panel, keeps what was answered, and goes on without asking again', async () => {
    answerConfirmations(await activate());
    asked.clear();
    await page.explorerMenu('reviews.jsonl', 'Process with SMART');
    await page.panelWaitFor('h1', 'reviews.jsonl');
    await page.panelFill('.prompt-text', 'Would they come again, positive or negative? {{text}}');
    await page.panelWaitFor(start);
    gate.closeAfter(20);
    await page.panelClick(start);
    await until('the first answers', () => gate.held() > 0);
    await page.panelClick('.run-head vscode-button:has-text("Cancel")');
    await page.panelWaitFor('.banner h2', 'Cancelled');
    await page.panelWaitFor('vscode-button:has-text("Resume")');
    await page.panelScreenshot('cancelled');
    assert.equal(await page.panelCount('.empty:visible'), 0);
    gate.open();
    await until('the end of the last requests', () => server.load.now === 0);
    assert.ok(!(await exists('reviews.smart.jsonl')), 'a cancelled run wrote a result');

    await vscode.commands.executeCommand(commandIds.resume);
    await until('the result', () => exists('reviews.smart.jsonl'), 60_000);
    await page.panelWaitFor('.outcome .promise', undefined, 30_000);
    // Only what was under way when the run was cancelled may be asked a second time.
    const askedTwice = [...asked.values()].filter((times) => times > 1).length;
    assert.ok(askedTwice <= server.load.most, `${String(askedTwice)} questions were asked twice`);
    const lines = (await readWorkspaceFile('reviews.smart.jsonl')).trim().split('\n');
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { id: number }).id),
      Array.from({ length: sentenceCount }, (_, row) => row + 1),
    );
  });

  it('gives each of several chosen files a run of its own, asked about at the start', async () => {
    const shown = answerConfirmations(await activate());
    const files = ['queue-a.csv', 'notes.txt', 'queue-b.csv'].map(workspaceFile);
    await vscode.commands.executeCommand(commandIds.processFile, files[0], files);
    await page.panelWaitFor('.problem', '1 more file as well, one run each: queue-b.csv');
    await page.panelFill('.prompt-text', 'One of several, positive or negative? {{text}}');
    await page.panelWaitFor(start);
    await page.panelClick(start);
    await until('both results', async () => (await exists('queue-a.smart.csv')) && exists('queue-b.smart.csv'), 60_000);
    assert.deepEqual(
      shown.map(({ dataset, rows }) => [dataset, rows]),
      [
        ['queue-a.csv', sentenceCount],
        ['queue-b.csv', sentenceCount],
      ],
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('starts nothing when the user declines', async () => {
    answerConfirmations(await activate(), false);
    asked.clear();
    await vscode.commands.executeCommand(commandIds.processFile, workspaceFile('reviews.csv'));
    await page.panelFill('.prompt-text', 'Declined? {{text}}');
    await page.panelWaitFor(start);
    await page.panelClick(start);
    await page.panelWaitFor(start);
    assert.equal(asked.size, 0);
  });

  it('says what is wrong with a broken file', async () => {
    await vscode.commands.executeCommand(commandIds.processFile, workspaceFile('broken.csv'));
    await vscode.commands.executeCommand('notifications.showList');
    assert.match(await page.notificationText('broken.csv'), /line 2/);
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
