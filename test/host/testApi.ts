// What host tests share: the extension's own API (its confirmation answered by the test), settings that point at a local server, waiting.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SmartApi } from '../../src/host/api';
import type { RunSummary } from '../../src/host/host';
import { startLlmServer, type LlmServer, type LlmServerOptions } from '../support/llmServer';
import { syntheticAnswerer } from '../support/answerers';
import { page } from './pageActions';

export async function activate(): Promise<SmartApi> {
  const extension = vscode.extensions.getExtension<SmartApi>('smart-llm.smart-llm');
  assert.ok(extension, 'VS Code does not know the extension');
  return extension.activate();
}

/** Answers the confirmation from now on and records what it showed. */
export function answerConfirmations(api: SmartApi, answer = true): RunSummary[] {
  const shown: RunSummary[] = [];
  assert.ok(api.answerConfirmation, 'not in test mode');
  api.answerConfirmation((summary) => {
    shown.push(summary);
    return answer;
  });
  return shown;
}

/** Dollars per million input and output tokens of the local models, most expensive first. */
const prices = { large: [10, 40], small: [0.5, 2] } as const;

/** A server of two models on this machine, the small one erring on few rows, set as the user's only models. */
export async function useLocalServer(options: Partial<LlmServerOptions> = {}): Promise<LlmServer> {
  const server = await startLlmServer({
    answerer: syntheticAnswerer(['positive', 'negative'], { small: 0.02 }),
    priceOf: (model) => {
      const [inputPerMillion, outputPerMillion] = prices[model as keyof typeof prices];
      return { type: 'token', inputPerMillion, outputPerMillion };
    },
    ...options,
  });
  await setSetting('providers', { local: { type: 'openai-compatible', baseUrl: `${server.url}/v1` } });
  await setSetting(
    'models',
    Object.entries(prices).map(([model, [inputPerMillion, outputPerMillion]]) => ({
      provider: 'local',
      model,
      price: { inputPerMillion, outputPerMillion },
    })),
  );
  return server;
}

export async function setSetting(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('smart').update(name, value, vscode.ConfigurationTarget.Global);
}

export function workspaceFile(name: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);
}

/** A copy of reviews.csv for one test alone: forms remember what was typed for a file, and its results stand beside it. */
export async function copyOfReviews(name: string): Promise<vscode.Uri> {
  await vscode.workspace.fs.copy(workspaceFile('reviews.csv'), workspaceFile(name), { overwrite: true });
  return workspaceFile(name);
}

/** Takes such a copy away, and what runs wrote beside it. */
export async function deleteCopy(name: string): Promise<void> {
  const stem = name.replace(/\.\w+$/, '');
  for (const found of await vscode.workspace.findFiles(`${stem}{,.smart,.smart.[0-9]}.csv`, null))
    await vscode.workspace.fs.delete(found);
}

export async function readWorkspaceFile(name: string): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceFile(name)));
}

/** Resolves when the test holds. @throws after the patience or at the first sign of trouble, naming what was waited for. */
export async function until(what: string, test: () => boolean | Promise<boolean>, patienceMs = 30_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await test())) {
    const trouble = await page?.trouble();
    if (trouble !== undefined || Date.now() > deadline)
      throw new Error(`waited in vain for ${what}${trouble === undefined ? '' : `: ${trouble}`}`);
    await new Promise((next) => setTimeout(next, 100));
  }
}
