// What strangers bring, in a real VS Code: runs in a cloned folder, requests of chat models and other extensions, links in what they say. Findings
// 1, 2, 7, 9, 21 and 22 of the threat table in SECURITY.md.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { openDataset } from '../../src/datasets/openDataset';
import type { RunEvent } from '../../src/engine/events';
import type { Job } from '../../src/engine/job';
import { commandIds, toolNames } from '../../src/host/ids';
import { makeInstallation, newInstallationKey } from '../../src/store/installation';
import { createRun } from '../../src/store/runFolder';
import { readRunState } from '../../src/store/runList';
import type { LlmServer } from '../support/llmServer';
import { makeGate } from './gate';
import { pageFor } from './formActions';
import { page as connectedPage, type PageActions } from './pageActions';
import { activate, answerConfirmations, setSetting, until, useLocalServer, workspaceFile } from './testApi';

const rows = 12;
const link = '[Fix](command:smart.clearCache)';
const labels = ['positive', 'negative'];

describe('what strangers bring', () => {
  const file = workspaceFile('cloned/stranger.csv').fsPath;
  const folder = dirname(file);
  const runs = join(folder, '.smart', 'runs');
  let outside: string;
  let server: LlmServer;

  before(async () => {
    outside = mkdtempSync(join(tmpdir(), 'smart-outside-'));
    writeFileSync(join(outside, 'private.csv'), 'secret_column\nsecret row\n');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      file,
      `text\n${Array.from({ length: rows }, (_, row) => `a great film ${String(row)}`).join('\n')}\n`,
    );
    server = await useLocalServer();
    await setSetting('budgetUsd', 0.5);
    await vscode.commands.executeCommand('notifications.clearAll');
  });
  after(async () => {
    await setSetting('budgetUsd', undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await server.close();
    for (const path of [outside, folder]) rmSync(path, { recursive: true, force: true });
  });

  /** A run in the cloned folder, signed by somebody else's key. */
  async function strangersRun(change: Partial<Job>, events: readonly RunEvent[], seconds: number) {
    const dataset = await openDataset(file);
    const model = (modelId: string) => ({
      ...{ id: modelId, provider: 'local', modelId, settings: {} },
      price: { type: 'token' as const, inputPerMillion: 0, outputPerMillion: 0 },
    });
    const job: Job = {
      ...{ dataset: file, prompt: 'Good? {{text}}', task: { type: 'labels', labels }, accuracy: 0.9, confidence: 0.9 },
      ...{
        models: [model('small'), model('large')],
        strategy: 'reference',
        reference: 'large',
        seed: 1,
        escapeFormulas: false,
      },
      columns: { answer: 'smart_answer' },
      ...change,
    };
    const run = await createRun(runs, {
      job,
      dataset: { name: 'stranger.csv', path: file, hash: dataset.hash, rowCount: rows },
      software: { name: 'smart-llm', version: '0.1.0' },
      createdAt: `2099-01-01T00:00:${String(seconds).padStart(2, '0')}Z`,
      trust: { installation: makeInstallation([newInstallationKey()]) },
    });
    for (const event of events) await run.journal.append({ type: 'event', event });
    await run.close();
    await dataset.close();
    const { runId } = run.manifest;
    return { runId, folder: runs, name: 'stranger.csv', standing: 'paused', path: run.folder };
  }
  const paused: RunEvent = { type: 'run-paused', reason: 'person', message: '' };

  it('1: a run in a cloned folder asks like a new one, under the cap and the prices of the user, inside of its folder', async () => {
    const out = join(outside, 'taken.csv');
    const run = await strangersRun({ out }, [paused], 1);
    const declined = answerConfirmations(await activate(), false);
    await vscode.commands.executeCommand(commandIds.resume, run);
    assert.equal(declined.length, 1, 'nothing was asked');
    assert.equal(declined[0]!.isForeign, true);
    assert.match(declined[0]!.money, /at most \$0\.5/);
    assert.deepEqual(declined[0]!.files, { dataset: file });
    assert.deepEqual(declined[0]!.destinations, [new URL(server.url).host]);
    assert.equal(server.ledger.requests, 0);

    answerConfirmations(await activate());
    await vscode.commands.executeCommand(commandIds.resume, run);
    const state = () => readRunState(run.path, () => undefined);
    await until('the end of the run', async () => (await state()).phase === 'finished');
    assert.ok(server.ledger.requests > 0);
    const { finished } = await state();
    assert.ok(finished!.spentUsd! > 0, 'the price of the folder counted');
    assert.ok(!existsSync(out), 'it was written where the run said');
    assert.equal(dirname(finished!.output!), folder);
  });

  it('1: a run whose dataset lies outside reads nothing and sends nothing', async () => {
    await connectedPage?.expectTrouble(true);
    const { requests } = server.ledger;
    const run = await strangersRun({ dataset: join(outside, 'private.csv') }, [paused], 2);
    const shown = answerConfirmations(await activate());
    await vscode.commands.executeCommand(commandIds.resume, run);
    assert.deepEqual(shown, []);
    assert.equal(server.ledger.requests, requests);
  });

  it('2, 9: tools see data files of the open folders only, say nothing of their content, and never raise the cap', async () => {
    const ask = async (name: string, dataset: string, more: object = {}) => {
      const input = { dataset, prompt: 'Good? {{text}}', labels, ...more };
      const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
      return content.map((part) => (part as vscode.LanguageModelTextPart).value).join('');
    };
    symlinkSync(join(outside, 'private.csv'), join(folder, 'way.csv'));
    writeFileSync(join(folder, '.env'), 'API_KEY=secret\n');
    const { requests } = server.ledger;
    const private_ = ['secret', 'text, id', 'a great film'];
    for (const name of Object.values(toolNames))
      for (const dataset of [
        join(outside, 'private.csv'),
        `../${outside.split('/').at(-1)!}/private.csv`,
        'cloned/way.csv',
        'cloned/.env',
        'notes.txt',
        '/etc/passwd',
      ]) {
        const told = await ask(name, dataset).then(
          (text) => assert.fail(`${name} of ${dataset} said: ${text}`),
          (error: unknown) => String(error),
        );
        for (const text of [...private_, 'root:']) assert.ok(!told.includes(text), told);
      }
    const unknown = await ask(toolNames.estimateCost, 'cloned/stranger.csv', { prompt: '{{nosuch}}' });
    for (const text of private_) assert.ok(!unknown.includes(text), unknown);
    assert.match(unknown, /nosuch/);
    assert.match(await ask(toolNames.estimateCost, 'cloned/stranger.csv', { budgetUsd: 1e6 }), /at most \$0\.5/);
    assert.equal(server.ledger.requests, requests);

    const shown = answerConfirmations(await activate(), false);
    await (await activate()).processDataset({ dataset: file, prompt: 'Good? {{text}}', labels, budgetUsd: 1e6 });
    await (await activate()).processDataset({ dataset: file, prompt: 'Good? {{text}}', labels, budgetUsd: 0.2 });
    assert.match(shown[0]!.money, /at most \$0\.5/);
    assert.match(shown[1]!.money, /at most \$0\.2/);
  });

  it('9: a folder cannot lift the cap by its settings', async () => {
    mkdirSync(join(dirname(folder), '.vscode'), { recursive: true });
    const path = join(dirname(folder), '.vscode', 'settings.json');
    const was = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    const seen = () => vscode.workspace.getConfiguration('smart').get('accuracyThreshold');
    try {
      writeFileSync(path, JSON.stringify({ 'smart.budgetUsd': 1e6, 'smart.accuracyThreshold': 0.77 }));
      await until("the folder's settings", () => seen() === 0.77);
      const shown = answerConfirmations(await activate(), false);
      await (await activate()).processDataset({ dataset: file, prompt: 'Good? {{text}}', labels });
      assert.match(shown[0]!.money, /at most \$0\.5/);
    } finally {
      if (was === undefined) rmSync(path);
      else writeFileSync(path, was);
      await until('its own settings', () => seen() !== 0.77);
    }
  });

  it('22: what changes between the confirmation and the start is refused', async () => {
    const before = readFileSync(file, 'utf8');
    const { requests } = server.ledger;
    const api = await activate();
    api.answerConfirmation!(() => {
      writeFileSync(file, before.replace('a great film 0', 'another row'));
      return true;
    });
    await assert.rejects(api.processDataset({ dataset: file, prompt: 'Anew? {{text}}', labels }), /changed/);
    assert.equal(server.ledger.requests, requests);
    writeFileSync(file, before);
  });

  describe('in the page', () => {
    let page: PageActions;
    before(function () {
      page = pageFor(this);
    });

    it('1: a run that was started elsewhere is shown as such, below our own', async () => {
      await vscode.commands.executeCommand('workbench.view.extension.smart');
      await page.workbenchWaitFor('.customview-tree .monaco-list-row', 'started elsewhere');
      await page.screenshot('started-elsewhere');
    });

    it('7: only data files of its own folder and its own report are opened', async () => {
      writeFileSync(join(folder, 'page.html'), '<script>alert(1)</script>');
      writeFileSync(join(folder, 'answers.csv'), 'text\nx\n');
      const promise = { rows, covered: rows, allowed: 1, accuracy: 0.9, confidence: 0.9, basis: 'certified' as const };
      const finished = (output: string, reference: string): RunEvent => ({
        ...{ type: 'run-finished', promise: { ...promise, reference }, perModel: {}, spentUsd: 0 },
        ...{ failedRows: 0, elapsedMs: 1, output, report: join(folder, 'page.html') },
      });
      const open = async (output: string, seconds: number) => {
        const run = await strangersRun({}, [finished(output, `judge-${String(seconds)}`)], seconds);
        await vscode.commands.executeCommand(commandIds.openRun, { ...run, standing: 'finished' });
        // The panel may still show the run before.
        await page.panelWaitFor('.outcome .promise', `judge-${String(seconds)}`);
        await page.screenshot(`opened-${String(seconds)}`);
      };
      const results = 'vscode-button:has-text("Open results")';
      const report = 'vscode-button:has-text("Open report")';
      for (const [at, output] of [join(outside, 'private.csv'), join(folder, 'page.html')].entries()) {
        await open(output, 10 + at);
        assert.equal(await page.panelCount(results), 0, output);
        assert.equal(await page.panelCount(report), 0, output);
      }
      await open(join(folder, 'answers.csv'), 20);
      await page.panelWaitFor(results);
      assert.equal(await page.panelCount(report), 0);
      // Their rows are nowhere, as their pages say.
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    });

    it("21: VS Code makes links of a message's brackets, and none of SMART's", async () => {
      await page.expectTrouble(true);
      const anchors = '.notification-list-item a:not(.action-label):not(.monaco-button)';
      void vscode.window.showWarningMessage(`Unfiltered ${link}`);
      await vscode.commands.executeCommand('notifications.showList');
      await page.workbenchWaitFor(anchors, 'Fix');
      await vscode.commands.executeCommand('notifications.clearAll');

      const own = await useLocalServer({
        refuse: () => ({ status: 401, message: `No. ${link} <command:smart.clearCache>` }),
      });
      try {
        answerConfirmations(await activate());
        await (await activate()).processDataset({ dataset: file, prompt: 'Refused? {{text}}', labels });
        await vscode.commands.executeCommand('notifications.showList');
        assert.match(await page.notificationText('SMART paused'), /\[Fix\] \(command:/);
        assert.equal(await page.workbenchCount(anchors), 0);
        await page.screenshot('no-links');
      } finally {
        await own.close();
      }
    });

    it('21: nor of the name of a file whose run goes on', async () => {
      const gate = makeGate();
      const own = await useLocalServer({ hold: gate.hold });
      const named = join(folder, `${link}.csv`);
      writeFileSync(named, readFileSync(file));
      try {
        gate.closeAfter(0);
        const api = await activate();
        answerConfirmations(api);
        const run = api.processDataset({ dataset: named, prompt: 'Going on? {{text}}', labels });
        await until('requests that are held', () => gate.held() > 0);
        await vscode.commands.executeCommand('notifications.showList');
        await page.notificationText('SMART: [Fix] (command:');
        assert.equal(await page.workbenchCount('.notification-list-item a:not(.action-label):not(.monaco-button)'), 0);
        gate.open();
        assert.equal((await run)?.state, 'finished');
      } finally {
        gate.open();
        await own.close();
      }
    });
  });
});
