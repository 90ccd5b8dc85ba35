// A server that limits or fails is told on the run's page while it happens, and is gone from it when the answers come again.
import * as vscode from 'vscode';
import type { LlmServer } from '../support/llmServer';
import { beginOnPage, openForm, start } from './formActions';
import type { PageActions } from './pageActions';
import { copyOfReviews, deleteCopy, useLocalServer } from './testApi';

const dataset = 'limited.csv';

describe('trouble of a provider', () => {
  let page: PageActions;
  let server: LlmServer;
  /** What each request is refused with. */
  let refusal: { readonly status: number; readonly message: string } | undefined;

  before(async function () {
    page = await beginOnPage(this);
    server = await useLocalServer({ refuse: () => refusal });
    await copyOfReviews(dataset);
  });
  afterEach(async () => {
    refusal = undefined;
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  after(async () => {
    await deleteCopy(dataset);
    await server.close();
  });

  for (const [status, words] of [
    [429, /127\.0\.0\.1(?::\d+)? answers 429; next try in \d+ sec/],
    [500, /127\.0\.0\.1(?::\d+)?: server error 500|Rows are held; next try in/],
  ] as const)
    it(`shows that it answers ${String(status)} while the run waits, and goes on`, async () => {
      refusal = { status, message: 'Not now.' };
      await openForm(page, dataset, `Through ${String(status)}? {{text}}`);
      await page.panelClick(start);
      await page.panelWaitFor('.run-head');
      await page.panelWaitFor(`.run-head :text-matches(${JSON.stringify(words.source)})`);
      await page.screenshot(`trouble ${String(status)}`);
      refusal = undefined;
      await page.panelWaitFor('.outcome .promise', undefined, 60_000);
    });
});
