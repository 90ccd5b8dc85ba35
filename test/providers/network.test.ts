// What happens below HTTP, over real sockets: redirects, nobody there, names that lead nowhere, broken TLS, resets, bodies that trickle or come
// packed and broken.
import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createBudget } from '../../src/engine/money/budget';
import { ProviderError } from '../../src/engine/provider';
import { makeRandom } from '../../src/engine/random';
import { createProvider, type ProviderPorts } from '../../src/providers/createProvider';
import { hastyClock } from '../support/fakeClock';
import { chatReply } from '../support/recordingServer';
import { never, testRequest } from '../support/requests';

const key = 'sk-network-0123456789-abcdefghij';
const types = ['openai', 'anthropic'] as const;

async function listen(handle: RequestListener): Promise<Server & { readonly origin: string }> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(server, { origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` });
}

const open = (type: (typeof types)[number], origin: string, ports: Partial<ProviderPorts> = {}) =>
  createProvider(
    { name: 'there', type, baseUrl: type === 'openai' ? `${origin}/v1` : origin },
    {
      // Loading the SDK takes a real second, which is a thousand of this clock.
      ...{
        clock: hastyClock(),
        random: makeRandom(1),
        budget: createBudget(1),
        timeoutMs: 10_000_000,
        shortestTimeoutMs: 10_000_000,
      },
      keys: [{ origin, key, name: 'KEY' }],
      ...ports,
    },
  );

const reset = (socket: Socket) => void socket.resetAndDestroy();

/** What a server does below HTTP, and whether it may have done the work by then. */
const resets: readonly (readonly [when: string, isBilled: boolean, handle: (socket: Socket) => void])[] = [
  ['when it is opened', false, reset],
  ['when the request is there, before a reply', true, (socket) => socket.once('data', () => reset(socket))],
  [
    'in the middle of the head of a reply',
    true,
    (socket) => socket.once('data', () => socket.write('HTTP/1.1 200 O', () => setImmediate(reset, socket))),
  ],
  [
    'in the middle of a reply',
    true,
    (socket) =>
      socket.once('data', () =>
        socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{"id"', () =>
          setImmediate(reset, socket),
        ),
      ),
  ],
];

const messagesReply = {
  ...{ id: 'm1', type: 'message', role: 'assistant', model: 'm', content: [{ type: 'text', text: 'spam' }] },
  ...{ stop_reason: 'end_turn', usage: { input_tokens: 10, output_tokens: 2 } },
};

/** What becomes of a body that is sent packed by gzip, and whether it can still be read. */
const packedBodies: readonly (readonly [what: string, spoil: (body: Buffer) => Buffer, isReadable: boolean])[] = [
  ['whole', (body) => body, true],
  ['cut before its end', (body) => body.subarray(0, body.length / 2), false],
  ['damaged', (body) => Buffer.concat([body.subarray(0, 12), Buffer.alloc(8, 255), body.subarray(20)]), false],
  ['not packed at all', () => Buffer.from(JSON.stringify(chatReply)), false],
];

async function errorOf(asked: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ProviderError, String(error));
  assert.ok(!`${error.message} ${String(error.stack)}`.includes(key));
  return error;
}

for (const type of types)
  describe(`below HTTP, ${type}`, () => {
    // On a busy machine loading them takes longer than the longest attempt of this clock.
    before(async function () {
      this.timeout(300_000);
      await import('openai');
      await import('@anthropic-ai/sdk');
    });

    for (const status of [301, 302, 307, 308])
      it(`a redirect (${String(status)}) to another host is not followed: neither key nor row arrives there`, async () => {
        const arrived: unknown[] = [];
        const elsewhere = await listen((request, response) => {
          arrived.push(request.headers);
          response.end('{}');
        });
        const server = await listen((_, response) => {
          response.writeHead(status, { location: `${elsewhere.origin}/v1/take` }).end();
        });
        const error = await errorOf((await open(type, server.origin)).ask(testRequest(), never));
        assert.equal(error.kind, 'auth', 'the run stops');
        assert.match(error.message, /redirect/);
        assert.deepEqual(arrived, []);
        server.close();
        elsewhere.close();
      });

    it('nobody listening, a name that leads nowhere, and a server without TLS are told as what they are, after a few attempts', async () => {
      const gone = await listen(() => undefined);
      const origin = gone.origin;
      await new Promise((resolve) => gone.close(resolve));
      let connections = 0;
      const plain = await listen(() => undefined);
      plain.on('connection', () => connections++);
      const budget = createBudget(1);
      for (const [address, words] of [
        [origin, /ECONNREFUSED/],
        ['https://no-such-host.invalid', /ENOTFOUND|EAI_AGAIN/],
        [plain.origin.replace('http:', 'https:'), /SSL|EPROTO|TLS/i],
      ] as const) {
        const provider = await open(type, address, {
          budget,
          keys: [{ origin: new URL(address).origin, key, name: 'K' }],
        });
        const error = await errorOf(provider.ask(testRequest(), never));
        assert.equal(error.kind, 'unreachable', 'the run pauses');
        assert.match(error.message, words);
        assert.match(error.message, /cannot be reached/);
      }
      assert.ok(connections >= 3 && connections <= 12, String(connections));
      assert.deepEqual([budget.state().possiblyBilledUsd, budget.state().reservedUsd], [0, 0]);
      plain.close();
    });

    for (const [when, isBilled, handle] of resets)
      it(`a connection that is reset ${when} ${isBilled ? 'counts as possibly billed' : 'was surely not billed'}`, async () => {
        let connections = 0;
        const server = createTcpServer((socket) => {
          connections++;
          socket.on('error', () => undefined);
          handle(socket);
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const budget = createBudget(1);
        const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
        const error = await errorOf((await open(type, origin, { budget, maxRetries: 1 })).ask(testRequest(), never));
        assert.match(error.message, /broke off|cannot be reached/);
        assert.ok(connections >= 2, 'it was tried again');
        assert.equal(budget.state().possiblyBilledUsd > 0, isBilled, error.message);
        assert.equal(budget.state().reservedUsd, 0);
        await new Promise((resolve) => server.close(resolve));
      });

    it('a body that trickles for ever ends with the timeout of the attempt, and counts as possibly billed', async () => {
      const trickles = new Set<NodeJS.Timeout>();
      const server = await listen((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        trickles.add(setInterval(() => response.write(' '), 5));
      });
      const budget = createBudget(1);
      const provider = await open(type, server.origin, { budget, timeoutMs: 60_000, maxRetries: 1 });
      const error = await errorOf(provider.ask(testRequest(), never));
      assert.equal(error.kind, 'timeout');
      assert.ok(budget.state().possiblyBilledUsd > 0 && budget.state().reservedUsd === 0);
      for (const trickle of trickles) clearInterval(trickle);
      server.closeAllConnections();
      server.close();
    });

    for (const [what, spoil, isReadable] of packedBodies)
      it(`a packed body that is ${what} ${isReadable ? 'is read' : 'counts as possibly billed, and is tried again'}`, async () => {
        let requests = 0;
        const body = spoil(gzipSync(JSON.stringify(type === 'anthropic' ? messagesReply : chatReply)));
        const server = await listen((_, response) => {
          requests++;
          response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body);
        });
        const budget = createBudget(1);
        const asked = (await open(type, server.origin, { budget, maxRetries: 1 })).ask(testRequest(), never);
        if (isReadable) assert.equal((await asked).text, 'spam');
        else {
          await errorOf(asked);
          assert.ok(requests >= 2, 'it was tried again');
          assert.ok(budget.state().possiblyBilledUsd > 0 && budget.state().reservedUsd === 0);
        }
        server.closeAllConnections();
        server.close();
      });

    it('an abort ends 64 requests under way and closes their sockets', async () => {
      const server = await listen(() => undefined);
      let connected = 0;
      server.on('connection', (socket) => {
        connected++;
        socket.on('close', () => connected--);
      });
      const provider = await open(type, server.origin, { concurrency: 64, budget: createBudget() });
      const stop = new AbortController();
      const reason = new Error('stopped');
      const asked = Array.from({ length: 64 }, (_, row) =>
        provider.ask(testRequest(`row ${String(row)}`), stop.signal).catch((error: unknown) => error),
      );
      // As many as go out before the first answer.
      while (connected < 4) await new Promise((resolve) => setTimeout(resolve, 5));
      stop.abort(reason);
      for (const error of await Promise.all(asked)) assert.equal(error, reason);
      while (connected > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      server.close();
    });
  });
