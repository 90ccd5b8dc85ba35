// A run that seems to be held by a process that cannot be seen from here (WSL beside Windows, a container that was rebuilt): it is not touched, and the
// user is asked whether it is gone.
import assert from 'node:assert/strict';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { ourselves } from '../../src/store/lockHolder';
import { thisMachine } from '../../src/store/machine';
import type { LlmServer } from '../support/llmServer';
import { makeGate } from './gate';
import { beginOnPage, endOnPage, openForm, start } from './formActions';
import type { PageActions } from './pageActions';
import { until, useLocalServer } from './testApi';

describe('a run that another system seems to hold', () => {
  let page: PageActions;
  let server: LlmServer;
  const gate = makeGate();

  before(async function () {
    page = await beginOnPage(this);
    server = await useLocalServer({ hold: gate.hold });
  });
  after(async () => {
    gate.open();
    await endOnPage(server);
  });

  /** Folder of the run that was made last. */
  async function newestRun(): Promise<string> {
    const manifests = await vscode.workspace.findFiles('.smart/runs/*/manifest.json', null);
    const age = (path: string) => statSync(path).mtimeMs;
    return dirname(manifests.map(({ fsPath }) => fsPath).sort((a, b) => age(b) - age(a))[0]!);
  }

  it('is left alone until the user says "Take Over", and then asks nothing twice', async () => {
    gate.closeAfter(20);
    await openForm(page, 'control.csv', 'Held elsewhere? {{text}}');
    await page.panelClick(start);
    await until('requests that are held', () => gate.held() > 0);
    await page.panelClick('.run-head vscode-button:has-text("Pause")');
    gate.open();
    await page.panelWaitFor('.banner vscode-button:has-text("Resume")');
    const paid = server.ledger.entries.length;

    const run = await newestRun();
    const locks = () => readdirSync(run).filter((name) => name.startsWith('lock.'));
    const [last] = locks();
    const next = `lock.${String(Number(last!.split('.')[1]) + 1)}`;
    writeFileSync(
      join(run, next),
      JSON.stringify({ ...ourselves(thisMachine()), host: 'old-container', platform: 'another system' }),
    );

    await page.panelClick('.banner vscode-button:has-text("Resume")');
    await vscode.commands.executeCommand('notifications.showList');
    const question = await page.notificationText('being written by process');
    assert.match(question, /old-container/);
    assert.equal(server.ledger.entries.length, paid);
    assert.ok(locks().includes(next), 'nobody touched the lock');

    await page.pressInNotification('being written by process', 'Take Over');
    await page.panelWaitFor('.outcome .promise', undefined, 60_000);
    assert.ok(server.ledger.entries.length > paid);
    assert.deepEqual(server.ledger.deliveredTwice(), []);
  });
});
