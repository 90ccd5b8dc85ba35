// The batch services of a test server: OpenAI's files and batches, Anthropic's message batches. A batch is answered (and billed) at once when it
// is submitted, and shows itself as completed after some polls, so that a client can be killed at any moment in between.
import type { IncomingHttpHeaders } from 'node:http';
import type { Body, Protocol } from './wire';

export type BatchOptions = {
  /** Polls that still find the batch in progress. @default 1 */
  readonly pollsUntilDone?: number;
  /** Requests that fail in the batch (not billed), by their content and how often they were tried; `expired` ends the batch as expired. */
  readonly fails?: (
    content: string,
    attempt: number,
  ) => 'error' | 'expired' | 'cancelled' | { readonly status: number; readonly message: string } | undefined;
  /** Answers 404 to this look (from 1) at this batch (from 1) or at its results. */
  readonly hides?: (batch: number, look: number, what: 'batch' | 'results') => boolean;
  /** Shows the ended batch without its results at this look (from 1) after the end. */
  readonly isLate?: (batch: number, look: number) => boolean;
  /** Counts of an ended batch that stay at zero at this look (from 1) after the end. */
  readonly isUncounted?: (batch: number, look: number) => boolean;
  /** Lines that are missing from the results at this reading (from 1), though they count as answered. */
  readonly drops?: (batch: number, reading: number) => number;
  /** Refuses the batch as such: nothing of it is run. */
  readonly refuses?: (batch: number, requests: readonly Body[]) => readonly StatedError[] | undefined;
  /** Most tokens (a quarter of the bytes) of batches that have not ended. OpenAI only. */
  readonly enqueuedTokens?: number;
  /** @default true */
  readonly statesLimit?: boolean;
};

type StatedError = { readonly code: string; readonly message: string; readonly line?: number };

type Batch = {
  readonly id: string;
  readonly number: number;
  readonly vendor: 'openai' | 'anthropic';
  readonly metadata: unknown;
  readonly createdAt: number;
  readonly good: string[];
  readonly bad: string[];
  readonly total: number;
  readonly tokens: number;
  refusal: readonly StatedError[] | undefined;
  outcome: 'completed' | 'expired' | 'cancelled';
  pollsLeft: number;
  looks: number;
  looksAfterEnd: number;
  readings: number;
};

export function createBatchRoutes(options: BatchOptions, generate: (protocol: Protocol, body: Body) => Body) {
  const files = new Map<string, string>();
  const batches = new Map<string, Batch>();
  const attempts = new Map<string, number>();
  let baseUrl = '';
  let number = 0;
  let batchNumber = 0;
  const most = { requests: 0, enqueuedTokens: 0 };

  function fate(body: Body) {
    const content = JSON.stringify(body);
    // Told apart by what is asked, not by how: a parameter may be left out the next time.
    const name = JSON.stringify(body['messages'] ?? body['input']);
    const attempt = (attempts.get(name) ?? 0) + 1;
    attempts.set(name, attempt);
    return options.fails?.(content, attempt);
  }

  function open(vendor: Batch['vendor'], metadata: unknown, requests: readonly Body[], bytes: number): Batch {
    const id = `${vendor === 'openai' ? 'batch' : 'msgbatch'}_${String(++number)}`;
    const tokens = Math.ceil(bytes / 4);
    const enqueued = [...batches.values()].reduce((sum, batch) => sum + (isOver(batch) ? 0 : batch.tokens), tokens);
    const batch: Batch = {
      ...{ id, number: ++batchNumber, vendor, metadata, createdAt: Date.now(), good: [], bad: [], tokens },
      ...{ total: requests.length, outcome: 'completed', pollsLeft: options.pollsUntilDone ?? 1 },
      ...{ looks: 0, looksAfterEnd: 0, readings: 0, refusal: options.refuses?.(batchNumber, requests) },
    };
    if (options.enqueuedTokens !== undefined && enqueued > options.enqueuedTokens) {
      const limit = options.enqueuedTokens.toLocaleString('en');
      const message = `Enqueued token limit reached for ${String(requests[0]?.['model'])} in organization org-test.${
        options.statesLimit === false ? '' : ` Limit: ${limit} enqueued tokens.`
      } Please try again once some in_progress batches have been completed.`;
      batch.refusal = [{ code: 'token_limit_exceeded', message }];
    }
    if (!batch.refusal) {
      most.requests = Math.max(most.requests, batch.total);
      most.enqueuedTokens = Math.max(most.enqueuedTokens, enqueued);
    }
    batches.set(id, batch);
    return batch;
  }

  const isUncounted = (batch: Batch) => options.isUncounted?.(batch.number, batch.looksAfterEnd) ?? false;
  const isOver = (batch: Batch) => batch.refusal !== undefined || batch.pollsLeft <= 0;

  function submitOpenAi(body: Body): Body {
    const text = files.get(String(body['input_file_id'])) ?? '';
    files.delete(String(body['input_file_id']));
    const lines = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { custom_id: string; url: string; body: Body });
    const requests = lines.map((line) => line.body);
    const batch = open('openai', body['metadata'], requests, text.length);
    if (batch.refusal) return showOpenAi(batch);
    for (const { custom_id, url, body: inner } of lines) {
      const failure = fate(inner);
      if (failure === 'expired' || failure === 'cancelled') {
        batch.outcome = failure;
        const error = { code: `batch_${failure}`, message: 'This request could not be executed in time.' };
        batch.bad.push(JSON.stringify({ custom_id, error, response: null }));
      } else if (failure) {
        const { status, message } = failure === 'error' ? { status: 500, message: 'failed' } : failure;
        const response = { status_code: status, body: { error: { message, type: 'invalid_request_error' } } };
        batch.bad.push(JSON.stringify({ custom_id, error: null, response }));
      } else {
        const reply = generate(url === '/v1/responses' ? 'responses' : 'chat', inner);
        batch.good.push(JSON.stringify({ custom_id, error: null, response: { status_code: 200, body: reply } }));
      }
    }
    return showOpenAi(batch);
  }

  function showOpenAi(batch: Batch): Body {
    const isDone = isOver(batch);
    const isLate = isDone && (options.isLate?.(batch.number, batch.looksAfterEnd) ?? false);
    const status = batch.refusal ? 'failed' : isDone ? batch.outcome : 'in_progress';
    return {
      id: batch.id,
      object: 'batch',
      endpoint: '/v1/chat/completions',
      status,
      errors: batch.refusal ? { object: 'list', data: batch.refusal } : null,
      created_at: Math.floor(batch.createdAt / 1000),
      metadata: batch.metadata,
      output_file_id: isDone && !isLate && batch.good.length > 0 ? `out-${batch.id}` : null,
      error_file_id: isDone && !isLate && batch.bad.length > 0 ? `err-${batch.id}` : null,
      request_counts: {
        total: batch.refusal || isUncounted(batch) ? 0 : batch.total,
        completed: isUncounted(batch) ? 0 : batch.good.length,
        failed: isUncounted(batch) ? 0 : batch.bad.length,
      },
    };
  }

  /** The lines of answers that this reading shows. */
  function shown(batch: Batch): readonly string[] {
    const dropped = options.drops?.(batch.number, ++batch.readings) ?? 0;
    return batch.good.slice(0, batch.good.length - dropped);
  }

  function submitAnthropic(body: Body, bytes: number): Body {
    const requests = body['requests'] as { custom_id: string; params: Body }[];
    const params = requests.map((request) => request.params);
    const batch = open('anthropic', undefined, params, bytes);
    for (const { custom_id, params: inner } of requests) {
      const failure = fate(inner);
      if (failure === 'expired' || failure === 'cancelled') {
        batch.outcome = failure;
        const type = failure === 'expired' ? failure : 'canceled';
        batch.bad.push(JSON.stringify({ custom_id, result: { type } }));
      } else if (failure) {
        const isRefused = failure !== 'error';
        const error = isRefused
          ? { type: 'invalid_request_error', message: failure.message }
          : { type: 'api_error', message: 'failed' };
        batch.bad.push(JSON.stringify({ custom_id, result: { type: 'errored', error: { type: 'error', error } } }));
      } else {
        const message = generate('messages', inner);
        batch.good.push(JSON.stringify({ custom_id, result: { type: 'succeeded', message } }));
      }
    }
    return showAnthropic(batch);
  }

  function showAnthropic(batch: Batch): Body {
    const isDone = isOver(batch);
    const isLate = isDone && (options.isLate?.(batch.number, batch.looksAfterEnd) ?? false);
    const unrun = (outcome: Batch['outcome']) =>
      isDone && batch.outcome === outcome && !isUncounted(batch) ? batch.bad.length : 0;
    return {
      id: batch.id,
      type: 'message_batch',
      processing_status: isDone ? 'ended' : 'in_progress',
      created_at: new Date(batch.createdAt).toISOString(),
      expires_at: new Date(batch.createdAt + 86_400_000).toISOString(),
      results_url: isDone && !isLate ? `${baseUrl}/v1/messages/batches/${batch.id}/results` : null,
      request_counts: {
        processing: isDone ? 0 : batch.total,
        succeeded: isDone && !isUncounted(batch) ? batch.good.length : 0,
        errored: unrun('completed'),
        canceled: unrun('cancelled'),
        expired: unrun('expired'),
      },
    };
  }

  function list(vendor: Batch['vendor'], show: (batch: Batch) => Body): Body {
    const data = [...batches.values()].filter((batch) => batch.vendor === vendor).reverse();
    for (const batch of data) batch.pollsLeft--;
    return { object: 'list', data: data.map(show), has_more: false, first_id: null, last_id: null };
  }

  /** 404, as for a batch that never was. */
  const isHidden = (batch: Batch, what: 'batch' | 'results') =>
    options.hides?.(batch.number, what === 'batch' ? ++batch.looks : batch.readings + 1, what) ?? false;

  function readResults(batch: Batch, path: string): string | undefined {
    if (isHidden(batch, 'results')) {
      batch.readings++;
      return undefined;
    }
    if (path.startsWith('/v1/files/err-')) return batch.bad.join('\n');
    const lines = path.startsWith('/v1/files/') ? shown(batch) : [...shown(batch), ...batch.bad];
    return lines.join('\n');
  }

  return {
    all: batches,
    /** The largest batch and the most enqueued tokens among batches that were taken. */
    most,
    setBaseUrl: (url: string) => (baseUrl = url),
    /** A JSON body, JSON lines, or undefined when the path is not one of a batch service. */
    handle(method: string, url: URL, raw: Buffer, headers: IncomingHttpHeaders): Body | string | undefined {
      const path = url.pathname;
      const id = path.split('/').flatMap((part) => /(msg)?batch_\d+$/.exec(part)?.[0] ?? [])[0];
      const batch = id === undefined ? undefined : batches.get(id);
      if (path === '/v1/files' && method === 'POST') {
        const fileId = `file-${String(++number)}`;
        files.set(fileId, filePart(raw, headers['content-type'] ?? ''));
        return { id: fileId, object: 'file', purpose: 'batch', status: 'processed' };
      }
      if (path === '/v1/batches')
        return method === 'POST' ? submitOpenAi(JSON.parse(raw.toString()) as Body) : list('openai', showOpenAi);
      if (path === '/v1/messages/batches')
        return method === 'POST'
          ? submitAnthropic(JSON.parse(raw.toString()) as Body, raw.length)
          : list('anthropic', showAnthropic);
      if (!batch) return undefined;
      if (path.endsWith('/results') || path.endsWith('/content')) return readResults(batch, path);
      if (isHidden(batch, 'batch')) return undefined;
      batch.pollsLeft--;
      if (isOver(batch)) batch.looksAfterEnd++;
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
