// Starts a VS Code server of the host folder and waits until it answers; knows how its extension host ended. Opens no window.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { hostNode } from './hostFolder';

export type VscodeServer = {
  readonly port: number;
  readonly url: string;
  /** Exit code of the extension host process as the server saw it: '0', '1', 'null' (killed); undefined: still running. */
  readonly extensionHostExit: () => string | undefined;
  readonly stop: () => Promise<void>;
};

/**
 * @param script the server's entry: server-main.js (for tests inside the extension host) or code-server's own (for a packaged extension).
 * @param home folder for the log.
 * @throws {Error} with the end of the server's output when it does not come up within a minute.
 */
export async function startVscodeServer(
  script: string,
  args: (port: number) => readonly string[],
  home: string,
  env: NodeJS.ProcessEnv,
): Promise<VscodeServer> {
  const port = await freePort();
  const server = spawn(hostNode, [script, ...args(port)], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(join(home, 'server.log'));
  let tail = '';
  let extensionHostExit: string | undefined;
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      log.write(chunk);
      tail = (tail + chunk.toString()).slice(-4000);
      extensionHostExit = /Extension Host Process exited with code: (\S+), signal/.exec(tail)?.[1] ?? extensionHostExit;
    });
  }
  const url = `http://127.0.0.1:${String(port)}`;
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    server.kill();
    const impatient = setTimeout(() => server.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(impatient);
    log.end();
  };
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`The VS Code server did not start:\n${tail}`);
    }
    const isUp = await fetch(url, { redirect: 'manual' }).then(
      (response) => response.status < 400,
      () => false,
    );
    if (isUp) return { port, url, extensionHostExit: () => extensionHostExit, stop };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no free port'));
        else resolve(address.port);
      });
    });
  });
}
