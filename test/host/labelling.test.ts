// A person as the reference in VS Code: rows are labelled by keyboard, the panel is closed in between and opened again, and labelling goes on where it stood, round
// after round.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LlmServer } from '../support/llmServer';
import { beginOnPage, endOnPage, start } from './formActions';
import type { PageActions } from './pageActions';
import { setSetting, until, useLocalServer, workspaceFile } from './testApi';

const progress = '.label-progress';
const rowShown = '.label-row h3';
const atOnce = 20;
const rows = 400;

describe('labels of a person', () => {
  let page: PageActions;
  let server: LlmServer;

  before(async function () {
    page = await beginOnPage(this);
    server = await useLocalServer();
    const configuration = vscode.workspace.getConfiguration('smart');
    const models = configuration.get<object[]>('models') ?? [];
    await setSetting('models', [{ provider: 'person', id: 'me', price: { perAnswer: 0.05 } }, ...models]);
    const lines = Array.from({ length: rows }, (_, row) => `${String(row + 1)},Message ${String(row + 1)} was fine.`);
    await write('mine.csv', `id,text\n${lines.join('\n')}\n`);
    const job = { dataset: 'mine.csv', prompt: 'Mine? {{text}}', labels: ['positive', 'negative'], accuracy: 0.9 };
    await write('mine.smart.json', JSON.stringify(job));
  });
  after(() => endOnPage(server));

  const write = (name: string, text: string) => vscode.workspace.fs.writeFile(workspaceFile(name), Buffer.from(text));

  const given = async () => Number(/^\d+/.exec(await page.panelText(progress))![0]);

  /** Labels by the first key, over as many rounds as it takes, until so many labels are given. */
  async function labelUpTo(total: number): Promise<void> {
    while ((await given()) < total) {
      const isDone = (await page.panelCount(rowShown)) === 0;
      const before = await page.panelText(progress);
      await page.press(isDone ? 'Enter' : '1');
      await until(`progress after "${before}"`, async () => (await page.panelText(progress)) !== before);
      if (isDone) await page.panelWaitFor(rowShown);
    }
  }

  it('are given by keyboard, twenty, and twenty more when the panel was closed in between', async () => {
    await page.explorerMenu('mine.smart.json', 'Process with SMART');
    await page.panelWaitFor('.prompt-marks', 'Mine?');
    await page.panelClick(start);
    await page.panelWaitFor(progress, '0 labels so far', 60_000);
    await labelUpTo(atOnce);
    await page.panelScreenshot('labelling');
    const stood = await page.panelText(progress);
    const isBetweenRounds = (await page.panelCount(rowShown)) === 0;
    const row = isBetweenRounds ? '' : await page.panelText(rowShown);

    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.view.extension.smart');
    await page.clickWorkbench('.customview-tree .monaco-list-row', 'Mine?');
    await page.panelWaitFor(progress, stood);
    if (!isBetweenRounds) assert.equal(await page.panelText(rowShown), row);
    await labelUpTo(2 * atOnce);
    // The models were asked meanwhile, each about a row once.
    assert.ok(server.ledger.entries.length > 0);
    assert.deepEqual(server.ledger.deliveredTwice(), []);
    await vscode.commands.executeCommand('workbench.view.explorer');
  });
});
