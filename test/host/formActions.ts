// How most tests of the page begin: in a window with a page, where "Start" is answered with yes, and with a form whose prompt is typed.
import * as vscode from 'vscode';
import type { LlmServer } from '../support/llmServer';
import { page, type PageActions } from './pageActions';
import { activate, answerConfirmations, workspaceFile } from './testApi';

/** The button that starts a run, once nothing stands in its way. */
export const start = 'vscode-button.start:not([disabled])';

/** The page; leaves the suite out where there is none. */
export function pageFor(suite: Mocha.Context): PageActions {
  return page ?? suite.skip();
}

/** The same, with SMART at work and the question before a run answered. */
export async function beginOnPage(suite: Mocha.Context): Promise<PageActions> {
  const found = pageFor(suite);
  answerConfirmations(await activate());
  return found;
}

/** Closes what a suite had open, its server last. @param server undefined where the suite was left out */
export async function endOnPage(server: LlmServer | undefined): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await server?.close();
}

/** @param file of the workspace */
export async function openForm(page: PageActions, file: string, prompt: string): Promise<void> {
  await vscode.commands.executeCommand('smart.processFile', workspaceFile(file));
  await page.panelWaitFor('h1', `Process ${file}`);
  await page.panelFill('.prompt-text', prompt);
}
