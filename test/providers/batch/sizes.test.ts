// The services' own limits at their real size: what is submitted is counted by a server that reads uploads as they come and keeps nothing.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBudget } from '../../../src/engine/money/budget';
import { batchAsk, provideBatches, type Vendor, vendors } from '../../support/batchAsks';
import type { LlmServer } from '../../support/llmServer';

type Limit = { readonly requests: number; readonly megabytes: number };
/** As the services document them: OpenAI's guide to the Batch API, Anthropic's to the Message Batches API (both read in November 2026). */
const limits: Readonly<Record<Vendor, Limit>> = {
  openai: { requests: 50_000, megabytes: 200 },
  anthropic: { requests: 100_000, megabytes: 256 },
};

type Upload = { bytes: number; requests: number };

/** How often every request's own id stands in a body, and its length. */
async function measure(request: IncomingMessage): Promise<Upload> {
  const upload = { bytes: 0, requests: 0 };
  const mark = Buffer.from('"custom_id":');
  let rest = Buffer.alloc(0);
  for await (const chunk of request as AsyncIterable<Buffer>) {
    upload.bytes += chunk.length;
    const text = Buffer.concat([rest, chunk]);
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) upload.requests++;
    rest = Buffer.from(text.subarray(Math.max(0, text.length - mark.length + 1)));
  }
  return upload;
}

/** Takes every batch and finishes none. */
async function startCountingServer() {
  const uploads: Upload[] = [];
  let batches = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const path = request.url!.split('?')[0]!;
      const isUpload = request.method === 'POST' && (path === '/v1/files' || path === '/v1/messages/batches');
      const upload = await measure(request);
      if (isUpload) uploads.push(upload);
      const id = `made-${String(request.method === 'POST' ? ++batches : batches)}`;
      const counts = { processing: 1, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify(
          request.method === 'GET' && /\/batches$/.test(path)
            ? { object: 'list', data: [], has_more: false }
            : path.startsWith('/v1/messages')
              ? { id, type: 'message_batch', processing_status: 'in_progress', request_counts: counts }
              : { id, status: 'in_progress', request_counts: { total: 0, completed: 0, failed: 0 } },
        ),
      );
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { uploads, url, close };
}

async function submit(vendor: Vendor, rows: number, contentOf: (row: number) => string): Promise<readonly Upload[]> {
  const server = await startCountingServer();
  const stop = new AbortController();
  try {
    // Only its address is looked at.
    const { provider } = await provideBatches(vendor, { url: server.url } as LlmServer, { budget: createBudget() });
    const asked = Array.from({ length: rows }, (_, row) =>
      provider.ask({ ...batchAsk(row), content: contentOf(row) }, stop.signal),
    );
    const ended = Promise.allSettled(asked);
    const arrived = () => server.uploads.reduce((sum, { requests }) => sum + requests, 0);
    while (arrived() < rows) await new Promise((resolve) => setTimeout(resolve, 20));
    stop.abort(new Error('enough'));
    await ended;
    return server.uploads;
  } finally {
    server.close();
  }
}

for (const vendor of vendors) {
  const { requests, megabytes } = limits[vendor];
  describe(`batches of ${vendor} at the service's limits`, function () {
    this.timeout(300_000);
    const check = (uploads: readonly Upload[], rows: number) => {
      assert.ok(uploads.length >= 2, `${String(uploads.length)} uploads`);
      for (const upload of uploads) {
        assert.ok(upload.requests <= requests, `${String(upload.requests)} requests`);
        assert.ok(upload.bytes <= megabytes * 1e6, `${String(upload.bytes)} bytes`);
      }
      assert.equal(
        uploads.reduce((sum, upload) => sum + upload.requests, 0),
        rows,
      );
    };

    it(`${(requests + 1).toLocaleString('en')} requests are split`, async () => {
      check(await submit(vendor, requests + 1, (row) => `row ${String(row)}`), requests + 1);
    });

    it(`more than ${String(megabytes)} MB are split, whatever JSON makes of the characters`, async () => {
      // A quotation mark takes two bytes in JSON, and two more where JSON stands in JSON; a CJK character three in UTF-8.
      const long = '"\u6f22'.repeat(200_000);
      const rows = Math.ceil((megabytes * 1.1e6) / (5 * 200_000));
      check(await submit(vendor, rows, (row) => `${String(row)} ${long}`), rows);
    });
  });
}
