// A local HTTP server that speaks OpenAI's and Anthropic's protocols, answers through an Answerer, keeps a ledger of what it would bill and
// misbehaves on command. Billed is every completed generation; `isDelivered` tells whether its answer was sent whole (faults.ts says which are).
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Price } from '../../src/engine/model';
import { makeRandom } from '../../src/engine/random';
import type { Answerer } from './answerers';
import { createBatchRoutes, type BatchOptions } from './batchRoutes';
import { BillingLedger } from './billingLedger';
import { drawFault, type Faults } from './faults';
import { type Body, type Protocol, readCall, writeError, writeReply } from './wire';

export type LlmServerOptions = {
  readonly answerer: Answerer;
  /** What it bills by; `{type: 'token'}` prices only. */
  readonly priceOf: (model: string) => Price;
  readonly seed?: number;
  readonly faults?: Faults;
  readonly latencyMs?: number;
  /** Any other key is answered with 401; absent: none is asked for. A function: the key of the moment, for keys that are replaced. */
  readonly key?: string | (() => string);
  /** Whether the list of models is open to everybody all the same. @default false */
  readonly isListOpen?: boolean;
  /** What it lists. @default one model that nobody asks */
  readonly listed?: readonly string[];
  readonly retryAfterMs?: number;
  /** A status and message with which a request is refused before anything else; undefined: it is taken. */
  readonly refuse?: (
    protocol: Protocol,
    body: Body,
    headers: IncomingMessage['headers'],
  ) =>
    | {
        status: number;
        message: string;
        code?: string;
        /** Sent as it is instead of an error. */ raw?: string;
        headers?: Readonly<Record<string, string>>;
      }
    | undefined;
  /** Extra headers of every good reply, e.g. rate limits. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** Keeps the last bodies for tests that look at them. */
  readonly onRequest?: (path: string, body: Body, headers: IncomingMessage['headers']) => void;
  readonly batch?: BatchOptions;
  /** What becomes of a good reply, which is billed whatever is sent. */
  readonly misbehave?: (reply: Body, number: number) => Misbehaviour | undefined;
  /** Awaited before each request is looked at: whoever drives the server may make it wait. */
  readonly hold?: () => Promise<void> | undefined;
};

export type Misbehaviour = {
  /** Sent instead of the reply. */
  readonly body?: unknown;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** It is billed at so many times the list price. */
  readonly priceFactor?: number;
};

export type LlmServer = {
  /** e.g. `http://127.0.0.1:40123`; OpenAI clients take `${url}/v1`. */
  readonly url: string;
  readonly ledger: BillingLedger;
  readonly batches: ReturnType<typeof createBatchRoutes>;
  setFaults(faults: Faults): void;
  /** Requests that are being answered, and the most there were. */
  readonly load: { now: number; most: number };
  /** Nobody listens for so long, and what is under way is reset. */
  goAway(ms: number): Promise<void>;
  close(): Promise<void>;
};

const protocols: Readonly<Record<string, Protocol>> = {
  '/v1/chat/completions': 'chat',
  '/v1/responses': 'responses',
  '/v1/messages': 'messages',
};

export async function startLlmServer(options: LlmServerOptions): Promise<LlmServer> {
  const { answerer, latencyMs = 0, retryAfterMs = 20 } = options;
  const random = makeRandom(options.seed ?? 1, 'faults');
  const ledger = new BillingLedger(options.priceOf);
  const load = { now: 0, most: 0 };
  let faults = options.faults ?? {};
  let number = 0;

  /** One generation: billed when it is made. */
  function generate(protocol: Protocol, body: Body, isDelivered: boolean, isBatch: boolean, garbage?: string): Body {
    const call = readCall(protocol, body);
    const answer = { ...answerer(call), ...(garbage !== undefined && { text: garbage }) };
    const id = `req-${String(++number)}`;
    ledger.add({
      requestId: id,
      model: call.model,
      content: call.content,
      inputTokens: answer.inputTokens,
      cachedInputTokens: answer.cachedInputTokens ?? 0,
      outputTokens: answer.outputTokens,
      isDelivered,
      isBatch,
      isReadable: garbage === undefined,
    });
    return writeReply(protocol, id, body, answer);
  }

  const batches = createBatchRoutes(options.batch ?? {}, (protocol, body) => generate(protocol, body, true, true));

  async function answer(
    protocol: Protocol,
    body: Body,
    headers: IncomingMessage['headers'],
    response: ServerResponse,
  ): Promise<void> {
    const refusal = options.refuse?.(protocol, body, headers);
    if (refusal?.raw !== undefined) {
      const type = refusal.raw.startsWith('<') ? 'text/html' : 'application/json';
      response.writeHead(refusal.status, { 'content-type': type, ...refusal.headers }).end(refusal.raw);
      return;
    }
    if (refusal) {
      const type = refusal.status === 429 ? 'rate_limit_error' : 'invalid_request_error';
      send(response, refusal.status, writeError(protocol, refusal.message, type, refusal.code));
      return;
    }
    const fault = drawFault(faults, random.next());
    // Two draws whatever the fault, so that a seed gives the same faults to the same number of requests.
    const isGenerated = random.next() < 0.5;
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
    switch (fault) {
      case 'rateLimit':
        send(response, 429, writeError(protocol, 'Rate limit reached', 'rate_limit_error', 'rate_limit_exceeded'), {
          'retry-after-ms': String(retryAfterMs),
          'retry-after': String(Math.ceil(retryAfterMs / 1000)),
        });
        return;
      case 'serverError':
        send(response, 500, writeError(protocol, 'The server had an error', 'server_error'));
        return;
      case 'reset':
        if (isGenerated) generate(protocol, body, false, false);
        response.socket?.resetAndDestroy();
        return;
      case 'hang':
        if (isGenerated) generate(protocol, body, false, false);
        return;
      case 'truncate': {
        const text = JSON.stringify(generate(protocol, body, false, false));
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
        response.write(text.slice(0, text.length / 2));
        setImmediate(() => response.socket?.destroy());
        return;
      }
      case 'malformedBody': {
        const text = JSON.stringify(generate(protocol, body, false, false));
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(text.slice(0, -20));
        return;
      }
      case 'malformedAnswer':
        send(response, 200, generate(protocol, body, true, false, 'That depends on how one sees it.'));
        return;
      case 'none': {
        const reply = generate(protocol, body, true, false);
        const told = options.misbehave?.(reply, number);
        if (told?.priceFactor !== undefined) ledger.reprice(String(reply['id']), told.priceFactor);
        const headers = { ...options.headers?.(), ...told?.headers };
        send(response, told?.status ?? 200, (told?.body ?? reply) as Body, headers);
      }
    }
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const raw = await readBody(request);
    const given = request.headers.authorization?.replace(/^Bearer /, '') ?? request.headers['x-api-key'];
    const protocol = protocols[url.pathname];
    const isList = url.pathname === '/v1/models';
    const key = typeof options.key === 'function' ? options.key() : options.key;
    if (key !== undefined && given !== key && !(isList && options.isListOpen)) {
      const message = `Incorrect API key provided: ${String(given)}.`;
      send(response, 401, writeError(protocol ?? 'chat', message, 'authentication_error', 'invalid_api_key'));
    } else if (protocol && request.method === 'POST' && raw.toString('utf8').trim() === '{}') {
      send(response, 400, writeError(protocol, 'model: field required', 'invalid_request_error'));
    } else if (protocol && request.method === 'POST') {
      ledger.requests++;
      const body = JSON.parse(raw.toString('utf8')) as Body;
      options.onRequest?.(url.pathname, body, request.headers);
      load.most = Math.max(load.most, ++load.now);
      await options.hold?.();
      await answer(protocol, body, request.headers, response).finally(() => load.now--);
    } else if (isList) {
      const { listed = ['test-model'] } = options;
      send(response, 200, { object: 'list', data: listed.map((id) => ({ id, object: 'model' })) });
    } else {
      const reply = batches.handle(request.method ?? 'GET', url, raw, request.headers);
      if (typeof reply === 'string') response.writeHead(200, { 'content-type': 'application/x-jsonl' }).end(reply);
      else if (reply) send(response, 200, reply);
      else send(response, 404, writeError('chat', `no ${url.pathname} here`, 'not_found'));
    }
  }

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      send(response, 500, writeError('chat', String(error), 'test_server_error'));
    });
  });
  // Keeps idle connections as the vendors do; clients that reuse one must not be surprised by the default of 5 s.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  batches.setBaseUrl(url);
  return {
    url,
    ledger,
    batches,
    load,
    setFaults: (next) => (faults = next),
    async goAway(ms) {
      const gone = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await gone;
      await new Promise((resolve) => setTimeout(resolve, ms));
      await new Promise<void>((resolve) => server.listen(Number(new URL(url).port), '127.0.0.1', resolve));
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

function send(response: ServerResponse, status: number, body: Body, headers: Readonly<Record<string, string>> = {}) {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
    request.on('error', reject);
  });
}
