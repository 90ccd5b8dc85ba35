// Answers the actions that tests in the extension host ask of the page: one POST per action, behind an unguessable path on this machine.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PageActions, PageReply } from './pageActions';

/** @param actions asked for at each call, because the address must be known before the page is open. */
export async function startPageServer(
  actions: () => PageActions | undefined,
): Promise<{ readonly address: string; readonly server: Server }> {
  const path = `/${randomBytes(16).toString('hex')}`;
  const server = createServer((request, response) => {
    if (request.url !== path) {
      response.statusCode = 404;
      response.end();
      return;
    }
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      void answer(body, actions()).then((reply) => response.end(JSON.stringify(reply)));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { address: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}${path}`, server };
}

async function answer(body: string, actions: PageActions | undefined): Promise<PageReply> {
  const { action, args } = JSON.parse(body) as { action: keyof PageActions; args: readonly never[] };
  try {
    if (actions === undefined) throw new Error('the page is not open yet');
    const perform = actions[action] as (...all: readonly never[]) => Promise<unknown>;
    return { value: await perform(...args) };
  } catch (error) {
    // What the page looks like now says more than the message; the test's own clean-up comes later.
    await actions?.screenshot(`failed ${action}`).catch(() => undefined);
    // Playwright colours its messages.
    return { error: String(error instanceof Error ? error.message : error).replace(/\x1b\[\d+m/g, '') };
  }
}
