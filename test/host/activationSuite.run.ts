// Run inside VS Code by activation.bench.ts in the place of the tests: wakes the extension up once, an empty one before and after it, and
// writes how long each took. What is beyond the empty one is the extension's own.
import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { emptyExtensions, type ActivationTimes, type Taken } from './activationTimes';

export async function run(): Promise<void> {
  await timeToWake(`bench.${emptyExtensions[0]}`);
  const activate = await timeToWake('smart-llm.smart-llm');
  const empty = await timeToWake(`bench.${emptyExtensions[1]}`);
  // The lightest command there is: without keys it only tells so.
  const firstUse = await timeTaken(() => vscode.commands.executeCommand('smart.clearApiKey'));
  writeFileSync(
    process.env.SMART_TEST_RESULT!,
    JSON.stringify({ activate, empty, firstUse } satisfies ActivationTimes),
  );
}

async function timeToWake(id: string): Promise<Taken> {
  const extension = vscode.extensions.getExtension(id);
  if (extension === undefined || extension.isActive) throw new Error(`${id} is missing, or awake already`);
  return timeTaken(() => extension.activate());
}

async function timeTaken(work: () => Thenable<unknown>): Promise<Taken> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs: performance.now() - start, cpuMs: (user + system) / 1000 };
}
