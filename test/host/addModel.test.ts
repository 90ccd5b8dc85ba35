// From an empty profile to a started run on a server of one's own, counting what the user does; a wrong key is told where it is typed; suggestions
// stay; an open form follows the settings.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/host/ids';
import { syntheticAnswerer } from '../support/answerers';
import { startLlmServer, type LlmServer } from '../support/llmServer';
import { pageFor, start } from './formActions';
import type { PageActions } from './pageActions';
import { activate, answerConfirmations, setSetting, until, workspaceFile } from './testApi';

const key = 'sk-of-the-wizard';
const hidden = '.quick-input-widget input[type="password"]';
const titled = (text: string) => `.quick-input-titlebar:has-text("${text}")`;

describe('adding a model', () => {
  let page: PageActions;
  let server: LlmServer;
  const settings = () => vscode.workspace.getConfiguration('smart');

  before(async function () {
    page = pageFor(this);
    await activate();
    server = await startLlmServer({
      answerer: syntheticAnswerer(['positive', 'negative'], { small: 0.02 }),
      priceOf: () => ({ type: 'token', inputPerMillion: 0, outputPerMillion: 0 }),
      key,
      // Everybody may read it, as with OpenRouter: it tells nothing about a key.
      isListOpen: true,
      listed: ['large', 'small'],
    });
    await setSetting('providers', undefined);
    await setSetting('models', undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    // Tests of keys begin without any.
    const isCleared = vscode.commands.executeCommand(commandIds.clearApiKey);
    await page.workbenchWaitFor(titled('Clear API Key'));
    await page.pickInQuickInput(new URL(server.url).host);
    await page.press('Enter');
    await isCleared;
    await setSetting('providers', undefined);
    await setSetting('models', undefined);
    await server.close();
  });

  it('takes eight actions from an empty profile to a started run on a server of one’s own', async () => {
    const shown = answerConfirmations(await activate());
    let actions = 0;
    const act = async (done: Promise<unknown>) => {
      actions++;
      await done;
    };
    await act(Promise.resolve(vscode.commands.executeCommand(commandIds.processFile, workspaceFile('wizard.csv'))));
    await page.panelWaitFor('h1', 'wizard.csv');
    assert.equal(await page.panelCount('.rung.in'), 0, 'classifiers of sentiment are ticked for any question');
    assert.equal(await page.panelCount('.problem:visible'), 0, 'an error before the first edit');
    assert.ok((await page.panelCount('ul[aria-label="Suggestions"] .rung')) > 0);
    await page.screenshot('wizard-empty');

    await act(page.panelFill('.prompt-text', 'Positive or negative? {{text}}'));
    await page.panelFill('vscode-text-field.address input', new URL(server.url).host);
    await act(page.press('Enter'));
    await page.workbenchWaitFor(hidden);
    // A wrong one is told in the box, which stays; this stumble is not counted.
    await page.typeInQuickInput('sk-wrong');
    await page.workbenchWaitFor('.quick-input-widget .quick-input-message', 'refused this key');
    await page.screenshot('wizard-wrong-key');
    await act(page.typeInQuickInput(key));
    await page.workbenchWaitFor(titled('Models of'));
    // The title is there before the list, and until both models are ticked Enter takes none.
    await page.workbenchWaitFor('.quick-input-count', '2 Selected');
    await page.screenshot('wizard-models');
    await act(page.press('Enter'));
    await page.workbenchWaitFor(titled('Price of large, small'));
    await page.screenshot('wizard-price');
    await act(page.pickInQuickInput('Free'));
    await page.panelWaitFor('.rung.in', 'small');
    await page.panelWaitFor(start);
    // Two models at the same price: which of them the others are compared with is a guess, and told as one.
    await page.panelWaitFor('.problem:visible', 'SMART takes small as the reference');
    await page.panelWaitFor('.estimate .hint', 'small is free, so there is nothing to save');
    await page.screenshot('wizard-done');
    assert.ok((await page.panelCount('ul[aria-label="Suggestions"] .rung')) > 0, 'the suggestions vanished');
    await act(page.panelClick(start));
    // The one question before rows are sent, answered by the test.
    actions += shown.length === 0 ? 1 : shown.length;
    await page.panelWaitFor('.run-head', undefined, 30_000);
    await until('the first answers', () => server.ledger.requests > 0);
    assert.deepEqual(shown[0]?.models, ['large', 'small']);
    assert.deepEqual([shown[0].reference, shown[0].tied], ['small', ['large', 'small']]);
    assert.ok(actions <= 8, `${String(actions)} actions`);
    const { host } = new URL(server.url);
    assert.deepEqual(settings().get('providers'), {
      '127.0.0.1': { type: 'openai-compatible', baseUrl: `http://${host}/v1` },
    });
    assert.deepEqual(settings().get('models'), [
      { provider: '127.0.0.1', model: 'large', price: 'free' },
      { provider: '127.0.0.1', model: 'small', price: 'free' },
    ]);
    await page.panelWaitFor('.outcome .promise', undefined, 60_000);
    // Dollars that nobody pays say nothing.
    await page.panelWaitFor('.savings', 'requests to small, as many as without SMART');
    await page.screenshot('wizard-finished');
  });

  it('follows the settings in an open form, and states a price by the pencil', async () => {
    await vscode.commands.executeCommand(commandIds.processFile, workspaceFile('reviews.csv'));
    await page.panelWaitFor('.rung.in', 'large');
    await page.panelFill('.prompt-text', 'Half a sentence about {{text}}');
    const models = settings().get<readonly object[]>('models')!;
    await setSetting('models', [...models, { provider: '127.0.0.1', model: 'medium' }]);
    await page.panelClick('.rung:has-text("medium") vscode-checkbox');
    // In words of the form, and nothing to be pasted into a file.
    await page.panelWaitFor('.problem:visible', 'No price is set for medium, so SMART cannot see which model');
    assert.doesNotMatch(await page.panelText('.problem:visible'), /Write in the ladder/);
    await setSetting('models', [
      ...models,
      { provider: '127.0.0.1', model: 'medium', price: { inputPerMillion: 3, outputPerMillion: 9 } },
    ]);
    await page.panelWaitFor('.rung', '$3.00 in, $9.00 out');
    assert.equal(
      await page.panelAttribute('vscode-button.pencil[aria-label="Change the price of medium"]', 'appearance'),
      'icon',
    );
    const isSet = page.panelClick('vscode-button.pencil[aria-label="Change the price of medium"]');
    await page.workbenchWaitFor(titled('Price of medium'));
    await isSet;
    await page.pickInQuickInput('Type the price');
    await page.workbenchWaitFor(titled('Price of medium'));
    await page.typeInQuickInput('$0.50 / $2.00');
    await page.panelWaitFor('.rung', '$0.50 in, $2.00 out');
    assert.deepEqual(settings().get<readonly object[]>('models')!.at(-1), {
      ...{ provider: '127.0.0.1', model: 'medium' },
      price: { inputPerMillion: 0.5, outputPerMillion: 2 },
    });
  });

  it('names every provider that it knows, and takes an address typed among them', async () => {
    const isPicked = vscode.commands.executeCommand(commandIds.setApiKey);
    await page.workbenchWaitFor(titled('choose a provider'));
    await page.screenshot('wizard-providers');
    for (const name of ['Google Gemini', 'OpenRouter', 'Azure OpenAI', 'Groq', 'Ollama']) {
      await page.fillQuickInput(name);
      await page.workbenchWaitFor('.quick-input-list .monaco-list-row', name);
    }
    await page.fillQuickInput('https://llm.example/v1');
    await page.workbenchWaitFor('.quick-input-list .monaco-list-row', 'Use the server https://llm.example/v1');
    await page.press('Escape');
    await isPicked;
  });
});
