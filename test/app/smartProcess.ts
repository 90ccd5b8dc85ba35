// Runs the built command line in a process of its own, as a user does.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const cli = resolve(__dirname, '../../cli.js');

export type Exit = {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** @param killAfterMs SIGKILL after so long; absent: let it end. */
export function smart(
  args: readonly string[],
  options: {
    readonly killAfterMs?: number;
    /** SIGKILL as soon as it holds. */
    readonly killWhen?: () => boolean;
    readonly env?: Record<string, string>;
    /** @default this process's */
    readonly cwd?: string;
    /** Of the system's user that the process runs as; only root may say another. @default this process's */
    readonly uid?: number;
    /** Node's own, e.g. to load something before. */
    readonly nodeArguments?: readonly string[];
    readonly signal?: { name: NodeJS.Signals; afterMs: number };
    /** Sent once, as soon as it holds. */
    readonly signalWhen?: { readonly name: NodeJS.Signals; readonly holds: () => boolean };
  } = {},
): Promise<Exit> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [...(options.nodeArguments ?? []), cli, ...args], {
      env: { ...process.env, ...options.env },
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      ...(options.uid !== undefined && { uid: options.uid }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    child.on('error', fail);
    const timers = [
      ...(options.killAfterMs === undefined ? [] : [setTimeout(() => child.kill('SIGKILL'), options.killAfterMs)]),
      ...(options.signal ? [setTimeout(() => child.kill(options.signal!.name), options.signal.afterMs)] : []),
    ];
    const watcher =
      options.killWhen &&
      setInterval(() => {
        if (options.killWhen!()) child.kill('SIGKILL');
      }, 5);
    const asker =
      options.signalWhen &&
      setInterval(() => {
        if (!options.signalWhen!.holds()) return;
        clearInterval(asker);
        child.kill(options.signalWhen!.name);
      }, 5);
    child.on('close', (code, signal) => {
      clearInterval(asker);
      for (const timer of timers) clearTimeout(timer);
      clearInterval(watcher);
      done({ code, signal, stdout, stderr });
    });
  });
}
