// How most tests of the page begin: in a window with a page, where "Start" is answered with yes, and with a form whose prompt is typed.
import * as vscode from 'vscode';
import { page, type PageActions } from './pageActions';
import { activate, answerConfirmations, workspaceFile } from './testApi';

/** The button that starts a run, once nothing stands in its way. */
export const start = 'vscode-button.start:not([disabled])';

/** The page, with SMART at work and the question before a run answered; leaves the suite out where there is none. */
export async function beginOnPage(suite: Mocha.Context): Promise<PageActions> {
  if (page === undefined) return suite.skip();
  answerConfirmations(await activate());
  return page;
}

/** @param file of the workspace */
export async function openForm(page: PageActions, file: string, prompt: string): Promise<void> {
  await vscode.commands.executeCommand('smart.processFile', workspaceFile(file));
  await page.panelWaitFor('h1', `Process ${file}`);
  await page.panelFill('.prompt-text', prompt);
}
