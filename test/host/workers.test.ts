// A queue in the settings: workers send the requests of a run that this window coordinates, with keys of their own, and the page shows each.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { firstRedisMs, startRedis, type TestRedis } from '../machine/redis';
import type { LlmServer } from '../support/llmServer';
import { startWorker, type WorkerProcess } from '../support/workerProcess';
import { makeGate } from './gate';
import { openForm, pageFor, start } from './formActions';
import type { PageActions } from './pageActions';
import { activate, answerConfirmations, setSetting, useLocalServer } from './testApi';

const key = 'key-of-a-worker-0123456789';
const password = 'right-password';

describe('workers of a queue', function () {
  this.timeout(firstRedisMs);
  let page: PageActions;
  let server: LlmServer;
  let redis: TestRedis;
  const gate = makeGate();
  const workers: WorkerProcess[] = [];

  before(async function () {
    page = pageFor(this);
    redis = await startRedis('--requirepass', password);
    server = await useLocalServer({ key, hold: gate.hold });
    await setSetting('queue', redis.url);
  });
  after(async () => {
    gate.open();
    await setSetting('queue', undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const worker of workers) await worker.end('SIGTERM');
    await server.close();
    await redis.close();
  });

  it('send the requests with their own keys and are shown, each with its pace', async () => {
    const asked = answerConfirmations(await activate());
    await openForm(page, 'control.csv', 'By workers? {{text}}');
    await page.panelClick(start);
    await page.workbenchWaitFor('.quick-input-titlebar:has-text("Password of the queue")');
    await page.typeInQuickInput('wrong-password');
    await page.workbenchWaitFor('.quick-input-widget .quick-input-message', 'does not take this password');
    await page.typeInQuickInput(password);
    await page.panelWaitFor('.run-head', 'The run waits for a worker');
    assert.deepEqual(
      asked.map(({ destinations }) => destinations),
      [[new URL(server.url).host, `the workers of ${redis.url}`]],
    );
    assert.equal(server.ledger.requests, 0);

    gate.closeAfter(20);
    const env = { LOCAL_KEY: key, SMART_ALLOW_HOSTS: `${server.url}=LOCAL_KEY`, SMART_QUEUE_PASSWORD: password };
    workers.push(await startWorker(redis.url, { env, concurrency: 2 }));
    workers.push(await startWorker(redis.url, { env, concurrency: 3 }));
    await page.panelWaitFor('.workers summary', '2 workers send the requests');
    await page.panelClick('.workers summary');
    await page.panelWaitFor('.workers tbody', String(workers[1]!.pid));
    gate.open();
    await page.panelWaitFor('.outcome .promise', undefined, 60_000);
    assert.deepEqual(server.ledger.deliveredTwice(), []);
  });
});
