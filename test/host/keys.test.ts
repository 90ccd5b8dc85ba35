// A key from its first typing to its removal: typed hidden, tested without asking about a row, sent with every request, gone when cleared.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LlmServer } from '../support/llmServer';
import { pageFor } from './formActions';
import type { PageActions } from './pageActions';
import { activate, answerConfirmations, useLocalServer, workspaceFile } from './testApi';

const key = 'sk-test-right';
/** A list of before may still be there when the next is asked for. */
const titled = (text: string) => `.quick-input-titlebar:has-text("${text}")`;

describe('an API key', () => {
  let page: PageActions;
  let server: LlmServer;

  async function said(text: string): Promise<string> {
    await vscode.commands.executeCommand('notifications.showList');
    return page.notificationText(text);
  }

  /** Nobody answers there: the box says so, and a second Enter keeps the key all the same. */
  async function keepUntested(): Promise<void> {
    await page.workbenchWaitFor('.quick-input-widget .quick-input-message', 'cannot be reached');
    await page.press('Enter');
  }

  before(async function () {
    page = pageFor(this);
    await activate();
    server = await useLocalServer({ key });
  });
  after(() => server.close());

  it('is typed hidden and kept', async () => {
    const isSet = vscode.commands.executeCommand('smart.setApiKey', 'local');
    await page.workbenchWaitFor('.quick-input-widget input[type="password"]');
    await page.typeInQuickInput(key);
    await isSet;
    assert.doesNotMatch(await said('stored'), new RegExp(key));
  });

  it('is tested without asking about a row', async () => {
    const isTested = vscode.commands.executeCommand('smart.testApiKey');
    await page.workbenchWaitFor(titled('Test API Key'));
    await page.pickInQuickInput(new URL(server.url).host);
    await isTested;
    assert.match(await said('The key works'), new RegExp(new URL(server.url).host));
    assert.equal(server.ledger.requests, 0);
  });

  it('is used by the trial of the form', async () => {
    answerConfirmations(await activate());
    const isTried = vscode.commands.executeCommand('smart.tryRows', workspaceFile('key.csv'));
    await page.typeInQuickInput('Good? {{text}}');
    await isTried;
    await page.panelWaitFor('.trial-table .answer', 'itive');
    assert.ok(server.ledger.entries.length > 0);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is gone when it is cleared', async () => {
    await page.expectTrouble(true);
    const isCleared = vscode.commands.executeCommand('smart.clearApiKey');
    await page.workbenchWaitFor(titled('Clear API Key'));
    await page.pickInQuickInput(new URL(server.url).host);
    await page.press('Enter');
    await isCleared;
    await said('Removed');
    const isTested = vscode.commands.executeCommand('smart.testApiKey');
    await page.workbenchWaitFor(titled('Test API Key'));
    await page.pickInQuickInput(new URL(server.url).host);
    await isTested;
    assert.match(await said('key'), /refused the key|needs an API key|no key/i);
    await vscode.commands.executeCommand('smart.clearApiKey');
    await said('holds no API keys');
  });

  it('is asked for after what a provider by name still lacks, and for a server of your own', async () => {
    const settings = () => vscode.workspace.getConfiguration('smart');
    const before = settings().get('providers');
    try {
      const isSet = vscode.commands.executeCommand('smart.setApiKey');
      await page.workbenchWaitFor(titled('choose a provider'));
      await page.pickInQuickInput('bedrock');
      await page.workbenchWaitFor(titled('the region'));
      await page.typeInQuickInput('eu-central-1');
      await page.workbenchWaitFor('.quick-input-widget input[type="password"]');
      await page.typeInQuickInput('bedrock-key-1');
      await keepUntested();
      await isSet;
      await said('bedrock-runtime.eu-central-1.amazonaws.com');
      const isDescribed = vscode.commands.executeCommand('smart.setApiKey');
      await page.workbenchWaitFor(titled('choose a provider'));
      await page.pickInQuickInput('OpenAI-compatible server');
      await page.workbenchWaitFor(titled('Address of the server'));
      await page.typeInQuickInput('https://llm.example/v1');
      await page.workbenchWaitFor('.quick-input-widget input[type="password"]');
      await page.typeInQuickInput('office-key-1');
      await keepUntested();
      await isDescribed;
      await said('llm.example');
      assert.deepEqual(settings().get('providers'), {
        ...(before as object),
        bedrock: { region: 'eu-central-1' },
        'llm.example': { type: 'openai-compatible', baseUrl: 'https://llm.example/v1' },
      });
    } finally {
      await settings().update('providers', before, vscode.ConfigurationTarget.Global);
    }
    const isCleared = vscode.commands.executeCommand('smart.clearApiKey');
    await page.workbenchWaitFor(titled('Clear API Key'));
    for (const host of ['bedrock-runtime.eu-central-1', 'llm.example']) await page.pickInQuickInput(host);
    await page.press('Enter');
    await isCleared;
    await vscode.commands.executeCommand('smart.clearApiKey');
  });
});
