// Run inside VS Code by activation.bench.ts in the place of the tests: wakes the extension up once, an empty one before and after it, and
// writes how long each took. What is beyond the empty one is the extension's own.
import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { emptyExtensions, type ActivationTimes } from './activationTimes';

export async function run(): Promise<void> {
  await timeToWake(`bench.${emptyExtensions[0]}`);
  const activateMs = await timeToWake('smart-llm.smart-llm');
  const emptyMs = await timeToWake(`bench.${emptyExtensions[1]}`);
  const start = performance.now();
  // The lightest command there is: without keys it only tells so.
  await vscode.commands.executeCommand('smart.clearApiKey');
  const times: ActivationTimes = { activateMs, emptyMs, firstUseMs: performance.now() - start };
  writeFileSync(process.env.SMART_TEST_RESULT!, JSON.stringify(times));
}

async function timeToWake(id: string): Promise<number> {
  const extension = vscode.extensions.getExtension(id);
  if (extension === undefined || extension.isActive) throw new Error(`${id} is missing, or awake already`);
  const start = performance.now();
  await extension.activate();
  return performance.now() - start;
}
