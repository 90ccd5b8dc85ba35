// A whole run over a batch service in a process of its own, which kills itself where it is told to (batchRun.script.ts).
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { BatchRunArguments } from '../support/batchRun.script';

export type Stage = BatchRunArguments['killAt'];

export type BatchRunEnd = {
  /** Exit code, or the signal that ended it. */
  readonly end: number | string | null;
  readonly done?: {
    readonly state: string;
    readonly message?: string;
    readonly output: string;
    readonly spentUsd: number;
  };
};

const script = join(__dirname, '../support/batchRun.script.js');

export function runBatchScript(options: BatchRunArguments): Promise<BatchRunEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let stdout = '';
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({
        end: signal ?? code,
        ...(stdout !== '' && { done: JSON.parse(stdout.split('\n')[0]!) as NonNullable<BatchRunEnd['done']> }),
      });
    });
  });
}
