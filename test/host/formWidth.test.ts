// The form in the commonest window, 1280 px wide with the side bar open: names of models stand in one line, and a trial shows the row beside each answer.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { syntheticAnswerer } from '../support/answerers';
import { startLlmServer, type LlmServer } from '../support/llmServer';
import { beginOnPage, start } from './formActions';
import type { PageActions } from './pageActions';
import { copyOfReviews, deleteCopy, setSetting } from './testApi';

const dataset = 'width.csv';
// None of those that the form suggests: they would need a key.
const models = ['my-sonnet-4-5-large', 'medium-of-the-three', 'my-small-5-mini'];

describe('the form in a window of 1280 px', () => {
  let page: PageActions;
  let server: LlmServer;

  before(async function () {
    page = await beginOnPage(this);
    server = await startLlmServer({
      answerer: syntheticAnswerer(['positive', 'negative'], {}),
      priceOf: () => ({ type: 'token', inputPerMillion: 1, outputPerMillion: 1 }),
    });
    await setSetting('providers', { local: { type: 'openai-compatible', baseUrl: `${server.url}/v1` } });
    await setSetting(
      'models',
      models.map((model, at) => ({
        ...{ provider: 'local', model },
        price: { inputPerMillion: 3 - at, outputPerMillion: 3 - at },
      })),
    );
    await page.resize(1280, 800);
    await vscode.commands.executeCommand('workbench.view.explorer');
    await vscode.commands.executeCommand('smart.processFile', await copyOfReviews(dataset));
    await page.panelWaitFor('h1', `Process ${dataset}`);
    await page.panelFill('.prompt-text', 'Positive or negative? {{text}}');
    await page.panelWaitFor(start);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await setSetting('providers', undefined);
    await setSetting('models', undefined);
    await page.resize(1280, 860);
    await deleteCopy(dataset);
    await server.close();
  });

  it('breaks no name of a model, and gives each tick the same size', async () => {
    await page.screenshot('form at 1280');
    const sizes = new Set<number>();
    for (const model of models) {
      const { height } = await page.panelSize(`.rung-name:has-text("${model}")`);
      assert.ok(height < 40, `${model} is ${String(height)} px high`);
      sizes.add(Math.round((await page.panelSize(`.rung:has-text("${model}") vscode-checkbox .control`)).width));
    }
    assert.equal(sizes.size, 1, `ticks of ${[...sizes].join(', ')} px`);
  });

  it('shows in a trial the row and what each model answered, none cut off', async () => {
    await page.panelClick('vscode-button:has-text("Try on"):not([disabled])');
    await page.panelWaitFor('.trial-table tbody tr');
    await page.screenshot('trial at 1280');
    const row = await page.panelText('.trial-table tbody tr');
    assert.match(row, /visit 1\./, 'the row’s own text is not seen');
    const [table, place] = [await page.panelSize('.trial-table'), await page.panelSize('.trial')];
    assert.ok(table.width <= place.width + 1, `a table of ${String(table.width)} px in ${String(place.width)} px`);
    for (const model of models) assert.ok(row.includes(model), `${model} is not seen beside the row`);
  });
});
