// A local server that keeps each request as it came over the wire and answers every path the same way, and a fetch that leads the requests for
// any host to it: so that what a preset really sends to a vendor can be seen without the vendor.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fetch } from '../../src/providers/guardedFetch';
import type { Body } from './wire';

export type RecordedRequest = {
  readonly method: string;
  /** With its host, as the program meant it. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Body;
};

export type CannedReply = { readonly status?: number; readonly type?: string; readonly body: unknown };

export type RecordingServer = {
  readonly requests: RecordedRequest[];
  readonly url: string;
  readonly fetch: Fetch;
  close(): Promise<void>;
};

export const chatReply = {
  id: 'r1',
  object: 'chat.completion',
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'spam' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
};

export async function startRecordingServer(
  reply: (request: RecordedRequest, number: number) => CannedReply = () => ({ body: chatReply }),
): Promise<RecordingServer> {
  const requests: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { 'x-test-url': meant, ...headers } = request.headers;
      const text = Buffer.concat(chunks).toString('utf8');
      const recorded = {
        method: request.method ?? '',
        url: String(meant ?? request.url),
        headers,
        body: (text === '' ? {} : JSON.parse(text)) as Body,
      };
      requests.push(recorded);
      const { status = 200, type = 'application/json', body } = reply(recorded, requests.length);
      response.writeHead(status, { 'content-type': type });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    requests,
    url,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('x-test-url', String(input));
      return fetch(url, { ...init, headers });
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
