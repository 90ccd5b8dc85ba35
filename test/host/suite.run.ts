// The extension host's side of the host tests: VS Code requires this file and calls run(). Runs every test/host/**/*.test.ts with mocha and
// writes the counts to the file named by SMART_TEST_RESULT; without that file nobody believes that the tests ran.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { page } from './pageActions';
import { noteFailures, type TestCounts } from './testCounts';

export async function run(): Promise<void> {
  const grep = process.env.SMART_TEST_GREP;
  const mocha = new Mocha({ timeout: 90_000, color: false, reporter: 'spec', ...(grep === undefined ? {} : { grep }) });
  const brokenSuites = new Set<Mocha.Suite>();
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.test.js'),
  );
  for (const file of files.sort()) mocha.addFile(join(__dirname, file));
  // Whoever expects an error says so; what the last test left behind is no sign of trouble in the next.
  mocha.suite.beforeEach(async function () {
    if (brokenSuites.has(this.currentTest!.parent!)) this.skip();
    await vscode.commands.executeCommand('notifications.clearAll');
    await page?.expectTrouble(false);
  });
  mocha.suite.afterEach(function () {
    const { currentTest } = this;
    if (currentTest?.state !== 'failed') return;
    // Its steps build on one another: the rest of the suite would only wait in vain.
    brokenSuites.add(currentTest.parent!);
  });
  noteErrors();
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failed) => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      const counts: TestCounts = { passed: passes, failed, skipped: pending, failures };
      if (process.env.SMART_TEST_RESULT !== undefined)
        writeFileSync(process.env.SMART_TEST_RESULT, JSON.stringify(counts));
      if (failed > 0) reject(new Error(`${String(failed)} host tests failed`));
      else resolve();
    });
    const failures = noteFailures(runner);
  });
}

/** Tests lie in the extension's folder, so they share its `vscode`: what the extension tells the user can be heard here. */
function noteErrors(): void {
  const show = vscode.window.showErrorMessage.bind(vscode.window) as (...args: unknown[]) => Thenable<undefined>;
  vscode.window.showErrorMessage = (message: string, ...more: unknown[]) => {
    void page?.noteError(message);
    return show(message, ...more);
  };
}
