// The batch services of a test server: OpenAI's files and batches, Anthropic's message batches. A batch is answered (and billed) at once when it
// is submitted, and shows itself as completed after some polls, so that a client can be killed at any moment in between.
import type { IncomingHttpHeaders } from 'node:http';
import type { Body, Protocol } from './wire';

export type BatchOptions = {
  /** Polls that still find the batch in progress. @default 1 */
  readonly pollsUntilDone?: number;
  /** Requests that fail in the batch (not billed), by their custom id and how often they were tried. */
  readonly fails?: (content: string, attempt: number) => 'error' | 'expired' | undefined;
};

type Batch = {
  readonly id: string;
  readonly vendor: 'openai' | 'anthropic';
  readonly metadata: unknown;
  readonly createdAt: number;
  readonly good: string[];
  readonly bad: string[];
  readonly total: number;
  pollsLeft: number;
};

export function createBatchRoutes(options: BatchOptions, generate: (protocol: Protocol, body: Body) => Body) {
  const files = new Map<string, string>();
  const batches = new Map<string, Batch>();
  const attempts = new Map<string, number>();
  let baseUrl = '';
  let number = 0;

  function fate(customIdFree: unknown): 'error' | 'expired' | undefined {
    const content = JSON.stringify(customIdFree);
    const attempt = (attempts.get(content) ?? 0) + 1;
    attempts.set(content, attempt);
    return options.fails?.(content, attempt);
  }

  function open(vendor: Batch['vendor'], metadata: unknown, total: number): Batch {
    const id = `${vendor === 'openai' ? 'batch' : 'msgbatch'}_${String(++number)}`;
    const pollsLeft = options.pollsUntilDone ?? 1;
    const batch: Batch = { id, vendor, metadata, createdAt: Date.now(), good: [], bad: [], total, pollsLeft };
    batches.set(id, batch);
    return batch;
  }

  function submitOpenAi(body: Body): Body {
    const lines = (files.get(String(body['input_file_id'])) ?? '').split('\n').filter((line) => line !== '');
    const batch = open('openai', body['metadata'], lines.length);
    for (const line of lines) {
      const { custom_id, url, body: inner } = JSON.parse(line) as { custom_id: string; url: string; body: Body };
      const failure = fate(inner);
      if (failure) {
        const error = failure === 'expired' ? { code: 'batch_expired', message: 'not run in time' } : null;
        const response = failure === 'expired' ? null : { status_code: 500, body: { error: { message: 'failed' } } };
        batch.bad.push(JSON.stringify({ custom_id, error, response }));
      } else {
        const reply = generate(url === '/v1/responses' ? 'responses' : 'chat', inner);
        batch.good.push(JSON.stringify({ custom_id, error: null, response: { status_code: 200, body: reply } }));
      }
    }
    files.set(`out-${batch.id}`, batch.good.join('\n'));
    files.set(`err-${batch.id}`, batch.bad.join('\n'));
    return showOpenAi(batch);
  }

  function showOpenAi(batch: Batch): Body {
    const isDone = batch.pollsLeft <= 0;
    return {
      id: batch.id,
      object: 'batch',
      endpoint: '/v1/chat/completions',
      status: isDone ? 'completed' : 'in_progress',
      created_at: Math.floor(batch.createdAt / 1000),
      metadata: batch.metadata,
      output_file_id: isDone && batch.good.length > 0 ? `out-${batch.id}` : null,
      error_file_id: isDone && batch.bad.length > 0 ? `err-${batch.id}` : null,
      request_counts: { total: batch.total, completed: batch.good.length, failed: batch.bad.length },
    };
  }

  function submitAnthropic(body: Body): Body {
    const requests = body['requests'] as { custom_id: string; params: Body }[];
    const batch = open('anthropic', undefined, requests.length);
    for (const { custom_id, params } of requests) {
      const failure = fate(params);
      if (failure === 'expired') batch.bad.push(JSON.stringify({ custom_id, result: { type: 'expired' } }));
      else if (failure)
        batch.bad.push(
          JSON.stringify({
            custom_id,
            result: { type: 'errored', error: { type: 'error', error: { type: 'api_error', message: 'failed' } } },
          }),
        );
      else
        batch.good.push(
          JSON.stringify({ custom_id, result: { type: 'succeeded', message: generate('messages', params) } }),
        );
    }
    return showAnthropic(batch);
  }

  function showAnthropic(batch: Batch): Body {
    const isDone = batch.pollsLeft <= 0;
    return {
      id: batch.id,
      type: 'message_batch',
      processing_status: isDone ? 'ended' : 'in_progress',
      created_at: new Date(batch.createdAt).toISOString(),
      expires_at: new Date(batch.createdAt + 86_400_000).toISOString(),
      results_url: isDone ? `${baseUrl}/v1/messages/batches/${batch.id}/results` : null,
      request_counts: {
        processing: isDone ? 0 : batch.total,
        succeeded: isDone ? batch.good.length : 0,
        errored: isDone ? batch.bad.length : 0,
        canceled: 0,
        expired: 0,
      },
    };
  }

  function list(vendor: Batch['vendor'], show: (batch: Batch) => Body): Body {
    const data = [...batches.values()].filter((batch) => batch.vendor === vendor).reverse();
    for (const batch of data) batch.pollsLeft--;
    return { object: 'list', data: data.map(show), has_more: false, first_id: null, last_id: null };
  }

  return {
    all: batches,
    setBaseUrl: (url: string) => (baseUrl = url),
    /** A JSON body, JSON lines, or undefined when the path is not one of a batch service. */
    handle(method: string, url: URL, raw: Buffer, headers: IncomingHttpHeaders): Body | string | undefined {
      const path = url.pathname;
      const id = path.split('/').find((part) => batches.has(part));
      const batch = id === undefined ? undefined : batches.get(id);
      if (path === '/v1/files' && method === 'POST') {
        const fileId = `file-${String(++number)}`;
        files.set(fileId, filePart(raw, headers['content-type'] ?? ''));
        return { id: fileId, object: 'file', purpose: 'batch', status: 'processed' };
      }
      const content = /^\/v1\/files\/([^/]+)\/content$/.exec(path);
      if (content) return files.get(content[1]!) ?? '';
      if (path === '/v1/batches')
        return method === 'POST' ? submitOpenAi(JSON.parse(raw.toString()) as Body) : list('openai', showOpenAi);
      if (path === '/v1/messages/batches')
        return method === 'POST'
          ? submitAnthropic(JSON.parse(raw.toString()) as Body)
          : list('anthropic', showAnthropic);
      if (!batch) return undefined;
      if (path.endsWith('/results')) return [...batch.good, ...batch.bad].join('\n');
      batch.pollsLeft--;
      return batch.vendor === 'openai' ? showOpenAi(batch) : showAnthropic(batch);
    },
  };
}

/** The file of a multipart form. */
function filePart(raw: Buffer, contentType: string): string {
  const boundary = /boundary="?([^";]+)/.exec(contentType)?.[1] ?? '';
  const part = raw
    .toString('utf8')
    .split(`--${boundary}`)
    .find((text) => /filename=/.test(text));
  return (part ?? '').replace(/^[\s\S]*?\r\n\r\n/, '').replace(/\r\n$/, '');
}
