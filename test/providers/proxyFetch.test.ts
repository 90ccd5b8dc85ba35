// Requests through a CONNECT proxy on the loopback that writes down all that it sees.
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { InputError } from '../../src/engine/inputError';
import { ProviderError } from '../../src/engine/provider';
import { createOpenAiProvider } from '../../src/providers/openaiProvider';
import { proxyFetch } from '../../src/providers/proxyFetch';
import { createQuirkStore } from '../../src/providers/quirks';
import { type RecordingServer, startRecordingServer } from '../support/recordingServer';
import { never, testRequest } from '../support/requests';

const key = 'sk-proj-0123456789-abcdefghij';

type Seen = { readonly asked: string[]; readonly heads: string[]; readonly bytes: Buffer[] };

/** @param status of its answer to CONNECT; 200: whatever host is asked for is `target`; undefined target: what comes is read, and cut off. */
async function startProxy(target: string | undefined, status = 200) {
  const seen: Seen = { asked: [], heads: [], bytes: [] };
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => void response.writeHead(500).end());
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    seen.asked.push(request.url ?? '');
    seen.heads.push(JSON.stringify(request.headers));
    sockets.add(client);
    client.on('error', () => undefined);
    client.write(`HTTP/1.1 ${String(status)} Said\r\n\r\n`);
    if (status !== 200) return void client.end();
    if (target === undefined) {
      client.once('data', (bytes: Buffer) => {
        seen.bytes.push(bytes);
        client.destroy();
      });
      return;
    }
    const { hostname, port } = new URL(target);
    const upstream = connect(Number(port), hostname);
    sockets.add(upstream);
    upstream.on('error', () => undefined);
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    seen,
    host: `127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('a proxy of the environment', () => {
  let proxy: Awaited<ReturnType<typeof startProxy>> | undefined;
  let server: RecordingServer | undefined;
  afterEach(async () => {
    await proxy?.close();
    await server?.close();
    proxy = server = undefined;
  });
  const providerBy = (environment: Record<string, string>, baseUrl: string, apiKey?: string) =>
    createOpenAiProvider({ name: 'p', baseUrl, apiKey, quirks: createQuirkStore(), fetch: proxyFetch(environment) });
  const fails = async (provider: ReturnType<typeof providerBy>) => {
    try {
      await provider.ask(testRequest(), never);
    } catch (error) {
      assert.ok(error instanceof ProviderError, String(error));
      return error;
    }
    throw new Error('it was answered');
  };

  it('carries a request and its reply through a tunnel', async () => {
    server = await startRecordingServer();
    proxy = await startProxy(server.url);
    const provider = providerBy({ HTTP_PROXY: `http://${proxy.host}` }, 'http://llm.example/v1');
    assert.equal((await provider.ask(testRequest('row'), never)).text, 'spam');
    assert.deepEqual(proxy.seen.asked, ['llm.example:80']);
    assert.equal(server.requests[0]!.url, '/v1/chat/completions');
    assert.match(JSON.stringify(server.requests[0]!.body), /"row"/);
  });

  it('sees of a TLS host its name alone: no key, no row', async () => {
    proxy = await startProxy(undefined);
    const error = await fails(providerBy({ https_proxy: proxy.host }, 'https://api.openai.com/v1', key));
    assert.equal(error.kind, 'network');
    assert.deepEqual(proxy.seen.asked, ['api.openai.com:443']);
    assert.equal(proxy.seen.bytes[0]![0], 0x16, 'a TLS handshake');
    const whole = proxy.seen.heads.join() + proxy.seen.bytes.map((bytes) => bytes.toString('latin1')).join('');
    assert.ok(!whole.includes(key) && !/authorization/i.test(whole), whole);
  });

  it('carries the form of a file upload as the SDK made it', async () => {
    server = await startRecordingServer();
    const seen: string[] = [];
    const { createServer: start } = await import('node:http');
    const target = start((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        seen.push(String(request.headers['content-type']), text);
        response.end('{}');
      });
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    proxy = await startProxy(`http://127.0.0.1:${String((target.address() as AddressInfo).port)}`);
    try {
      const form = new FormData();
      form.set('purpose', 'batch');
      form.set('file', new Blob(['{"a":1}\n']), 'b.jsonl');
      await proxyFetch({ http_proxy: proxy.host })!('http://llm.example/v1/files', { method: 'POST', body: form });
      assert.match(seen[0]!, /^multipart\/form-data; boundary=/);
      assert.ok(seen[1]!.includes(seen[0]!.split('boundary=')[1]!) && seen[1]!.includes('{"a":1}'));
    } finally {
      target.closeAllConnections();
      target.close();
    }
  });

  it('gets the name and password of its address, and nobody is told them', async () => {
    proxy = await startProxy(undefined, 407);
    const address = `http://me:hidden-password@${proxy.host}`;
    const error = await fails(providerBy({ HTTPS_PROXY: address }, 'https://api.openai.com/v1', key));
    assert.match(proxy.seen.heads[0]!, new RegExp(Buffer.from('me:hidden-password').toString('base64')));
    assert.deepEqual([error.kind, error.details.isRetryable], ['auth', false]);
    assert.match(error.message, /the proxy refused with status 407.*NO_PROXY/);
    assert.match(error.message, /HTTPS_PROXY/);
    assert.ok(!error.message.includes('hidden'), error.message);
  });

  it('that fails for a while is tried again, and one that is not there is named', async () => {
    proxy = await startProxy(undefined, 503);
    const failed = await fails(providerBy({ HTTPS_PROXY: proxy.host }, 'https://api.openai.com/v1', key));
    assert.deepEqual(
      [failed.kind, failed.details.isRetryable, failed.details.mayBeBilled],
      ['network', true, undefined],
    );
    const { host } = proxy;
    await proxy.close();
    proxy = undefined;
    const absent = await fails(providerBy({ HTTPS_PROXY: host }, 'https://api.openai.com/v1', key));
    assert.match(absent.message, new RegExp(`by the proxy ${host} \\(HTTPS_PROXY\\).*ECONNREFUSED`));
    assert.equal(absent.details.mayBeBilled, undefined);
  });

  it('is not asked for servers on this machine over http, nor for hosts of NO_PROXY', async () => {
    server = await startRecordingServer();
    proxy = await startProxy(server.url);
    const environment = { http_proxy: proxy.host, HTTPS_PROXY: proxy.host };
    assert.equal((await providerBy(environment, `${server.url}/v1`).ask(testRequest(), never)).text, 'spam');
    assert.equal(proxy.seen.asked.length, 0);
    for (const exempt of ['*', 'llm.invalid', '.invalid', 'other, *.invalid', 'llm.invalid:80', 'LLM.invalid']) {
      await fails(providerBy({ ...environment, NO_PROXY: exempt }, 'http://llm.invalid/v1'));
      assert.equal(proxy.seen.asked.length, 0, exempt);
    }
    // A port that an address leaves out is its protocol's.
    await fails(providerBy({ ...environment, NO_PROXY: 'llm.invalid:443' }, 'https://llm.invalid/v1'));
    assert.equal(proxy.seen.asked.length, 0);
    for (const other of ['lm.invalid', 'llm.invalid:8080', 'invalid.example']) {
      await providerBy({ ...environment, NO_PROXY: other }, 'http://llm.invalid/v1').ask(testRequest(), never);
      assert.equal(proxy.seen.asked.pop(), 'llm.invalid:80', other);
    }
  });

  it('that is none is refused with a sentence; without one the platform fetches', () => {
    assert.equal(proxyFetch({ HTTPS_PROXY: '', NO_PROXY: 'x' }), undefined);
    for (const address of ['socks5://127.0.0.1:1080', 'http://', ':::'])
      assert.throws(() => proxyFetch({ HTTPS_PROXY: address }), InputError);
  });
});
