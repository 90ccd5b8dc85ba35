// The packaged extension end to end, from outside: the .vsix installed in code-server, driven through the page alone. What VS Code's test mode
// does not allow is tested here: the modal confirmation, real toasts, a window reload in mid-run. `npm run test:e2e`.
import { execFileSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeServerEntry, hostFolder, hostNode, projectRoot } from './host/hostFolder';
import { installHost } from './host/installHost';
import { endWithout, failureText, formatCounts, writeCounts } from './host/testCounts';
import { makeTestWorkspace, sentenceCount } from './host/testWorkspace';
import { startVscodeServer } from './host/vscodeServer';
import { makePageActions, openBrowser } from './host/workbenchPage';
import { testUserSettings } from './host/workbenchProfile';
import { syntheticAnswerer } from './support/answerers';
import { startLlmServer } from './support/llmServer';

const start = 'vscode-button.start:not([disabled])';

async function main(): Promise<number> {
  installHost();
  const vsix = readdirSync(projectRoot).find((name) => name.endsWith('.vsix'));
  if (vsix === undefined) throw new Error('There is no .vsix; `npm run package` makes it.');
  const { workspace, userData } = makeTestWorkspace();
  const home = mkdtempSync(join(tmpdir(), 'smart-e2e-'));
  const shots = join(hostFolder, 'shots');
  mkdirSync(shots, { recursive: true });
  const server = await startLlmServer({
    answerer: syntheticAnswerer(['positive', 'negative'], { small: 0.02 }),
    priceOf: () => ({ type: 'token', inputPerMillion: 1, outputPerMillion: 1 }),
    latencyMs: 400,
  });
  const model = (name: string, usd: number) => ({
    provider: 'local',
    model: name,
    price: { inputPerMillion: usd, outputPerMillion: usd },
  });
  const settings = {
    ...testUserSettings,
    'smart.providers': { local: { type: 'openai-compatible', baseUrl: `${server.url}/v1` } },
    'smart.models': [model('large', 10), model('small', 0.5)],
    'smart.concurrency': 2,
    'security.workspace.trust.startupPrompt': 'never',
    'security.workspace.trust.banner': 'never',
  };
  for (const folder of ['User', 'Machine']) {
    mkdirSync(join(home, 'data', folder), { recursive: true });
    writeFileSync(join(home, 'data', folder, 'settings.json'), JSON.stringify(settings));
  }
  const env = { ...process.env, XDG_CONFIG_HOME: join(home, 'config'), XDG_DATA_HOME: join(home, 'share') };
  const folders = ['--user-data-dir', join(home, 'data'), '--extensions-dir', join(home, 'extensions')];
  execFileSync(hostNode, [codeServerEntry, ...folders, '--install-extension', join(projectRoot, vsix)], { env });
  const vscode = await startVscodeServer(
    codeServerEntry,
    (port) => [
      ...folders,
      ...['--bind-addr', `127.0.0.1:${String(port)}`, '--auth', 'none', '--disable-telemetry'],
      ...['--disable-update-check', '--disable-getting-started-override'],
    ],
    home,
    env,
  );
  const { browser, page } = await openBrowser();
  const actions = makePageActions(page, shots);
  let passed = 0;
  let failed = 0;
  const failures: string[] = [];
  const step = async (name: string, run: () => Promise<void>) => {
    try {
      await run();
      passed++;
      console.log(`  ok ${name}`);
    } catch (error) {
      failed++;
      failures.push(failureText(name, error));
      console.log(`  FAILED ${name}: ${error instanceof Error ? error.message : String(error)}`);
      await actions.screenshot(`e2e failed ${String(failed)}`);
    }
  };
  try {
    await page.goto(`${vscode.url}/?folder=${workspace}`, { waitUntil: 'commit', timeout: 120_000 });
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 90_000 });

    await step('a workspace that is not trusted is estimated, sends nothing, and says why', async () => {
      await page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: 'reviews.csv' }).dblclick();
      await actions.palette('SMART: Estimate Cost');
      await actions.typeInQuickInput('Positive or negative? {{text}}');
      await actions.panelWaitFor('.big-figure', '$');
      await actions.panelClick(start);
      await actions.expectTrouble(true);
      await actions.panelWaitFor('.trouble-text', 'Restricted Mode');
      await actions.screenshot('e2e untrusted');
      assert.equal(server.ledger.requests, 0);
    });
    await step('trust, once given, is enough', async () => {
      await actions.palette('Workspaces: Manage Workspace Trust');
      await page
        .getByRole('button', { name: /^Trust$/ })
        .first()
        .click();
      await page.locator('.workspace-trust-editor', { hasText: 'You trust this folder' }).waitFor();
      await actions.palette('View: Close All Editors');
      await actions.expectTrouble(false);
    });
    await step('the sample runs to its end with what the package holds', async () => {
      await actions.palette('SMART: Run the Sample');
      await actions.panelWaitFor('.outcome .promise', undefined, 120_000);
      await actions.screenshot('e2e sample');
    });
    await step('a finished run says so in a toast', async () => {
      await page.locator('.notification-toast').filter({ hasText: 'SMART finished' }).first().waitFor();
      await page.keyboard.press('Escape');
    });
    await step('the modal confirmation shows rows, models, money and host; declining sends nothing', async () => {
      await actions.explorerMenu('reviews.csv', 'Process with SMART');
      await actions.panelWaitFor('h1', 'reviews.csv');
      await actions.panelFill('.prompt-text', 'Positive or negative? {{text}}');
      await actions.panelWaitFor(start);
      await actions.panelClick(start);
      const text = await actions.pressInDialog('Cancel');
      for (const part of [
        `${String(sentenceCount)} rows`,
        'reviews.csv',
        'large',
        'small',
        '$',
        new URL(server.url).host,
      ])
        assert.ok(text.includes(part), `the dialog lacks "${part}": ${text}`);
      assert.equal(server.ledger.entries.length, 0);
    });
    await step('a window reload in mid-run loses nothing: the panel comes back and the run goes on', async () => {
      await actions.panelWaitFor(start);
      await actions.panelClick(start);
      await actions.pressInDialog('Start');
      await actions.panelWaitFor('.run-head');
      // VS Code in a browser stores which tabs are open every five seconds only; a desktop does so when it closes.
      await page.waitForTimeout(6500);
      await page.reload({ waitUntil: 'commit' });
      await actions.panelWaitFor('vscode-button:has-text("Resume")', undefined, 90_000);
      assert.ok(!existsSync(join(workspace, 'reviews.smart.csv')));
      // What the journal holds is seen at once.
      await actions.panelWaitFor('.banner h2', 'nterrupted');
      assert.match(await actions.panelText('.stats'), /Requests\s*[1-9]/);
      assert.doesNotMatch(await actions.panelText('.stats'), /unknown|–/);
      await actions.screenshot('e2e interrupted');
      await actions.panelClick('vscode-button:has-text("Resume")');
      await actions.panelWaitFor('.outcome .promise', undefined, 90_000);
      assert.ok(existsSync(join(workspace, 'reviews.smart.csv')));
      await actions.screenshot('e2e finished');
      // What was under way when the window closed was waited for: it is paid, and asked by no second session.
      const asked = server.ledger.entries.map(({ model, content }) => `${model}: ${content}`);
      assert.deepEqual(
        asked.filter((request, at) => asked.indexOf(request) !== at),
        [],
        'requests that were sent twice',
      );
      const lines = readFileSync(join(workspace, 'reviews.smart.csv'), 'utf8').trim().split('\n');
      assert.equal(lines.length, sentenceCount + 1, 'each row is delivered once');
    });
  } finally {
    await browser.close();
    await vscode.stop();
    await server.close();
    for (const folder of [workspace, userData, home]) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  const counts = { passed, failed, skipped: 0, failures };
  writeCounts(counts);
  console.log(`end-to-end tests: ${formatCounts(counts)}`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => endWithout('end-to-end tests', error),
);
