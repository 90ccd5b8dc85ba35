// `smart worker` in a process of its own, as a user starts it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const cli = resolve(__dirname, '../../cli.js');

export type WorkerProcess = {
  /** What it has said so far. */
  readonly said: () => string;
  readonly pid: number;
  readonly send: (signal: NodeJS.Signals) => void;
  /** Ends it with the signal, and waits until it is gone. @returns its exit code; null where the signal ended it */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
};

/** Resolves when it asks for runs. @throws {Error} with its words where it ends before */
export async function startWorker(
  queue: string,
  options: { readonly concurrency?: number; readonly env?: Record<string, string> } = {},
): Promise<WorkerProcess> {
  const args = ['worker', '--queue', queue, '--concurrency', String(options.concurrency ?? 4)];
  const child = spawn(process.execPath, [cli, ...args], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  await new Promise<void>((ready, fail) => {
    child.stderr.on('data', (data: Buffer) => {
      said += data.toString();
      if (said.includes('Ctrl-C ends it')) ready();
    });
    child.on('exit', (code) => {
      fail(new Error(`the worker ended with ${String(code)}: ${said}`));
    });
  });
  return {
    said: () => said,
    pid: child.pid!,
    send: (signal) => child.kill(signal),
    end: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill(signal);
        await ended;
      }
      return child.exitCode;
    },
  };
}
