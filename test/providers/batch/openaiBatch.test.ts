// What OpenAI's Batch API says of a batch, as states and lines of the port.
import assert from 'node:assert/strict';
import { ProviderError } from '../../../src/engine/provider';
import type { BatchLine } from '../../../src/providers/batch/batchService';
import { createOpenAiBatchService } from '../../../src/providers/batch/openaiBatch';
import { newReference } from '../../../src/providers/batch/reference';
import { createQuirkStore } from '../../../src/providers/quirks';
import { never, testModel, testRequest } from '../../support/requests';
import { bodyOf, endsWithItsSignal, type Routes, wireOf } from './wireOf';

function serviceOf(routes: Routes) {
  const { fetch, asked } = wireOf(routes);
  const service = createOpenAiBatchService({
    name: 'vendor',
    baseUrl: 'https://vendor.test/v1',
    apiKey: 'key',
    fetch,
    quirks: createQuirkStore(),
  });
  return { service, asked };
}

async function stateOf(batch: object, files: Routes = {}) {
  const { service } = serviceOf({ 'GET /v1/batches/b': { id: 'b', ...batch }, ...files });
  return service.state('b', never);
}

async function linesOf(pieces: Parameters<typeof bodyOf>[0]) {
  const state = await stateOf(
    { status: 'completed', output_file_id: 'f' },
    { 'GET /v1/files/f/content': bodyOf(pieces) },
  );
  assert.ok(state.type === 'ended');
  const lines: BatchLine[] = [];
  for await (const line of state.results!(never)) lines.push(line);
  return lines;
}
const lineOf = (line: object) => `${JSON.stringify(line)}\n`;
const chat = (text: string) => ({
  choices: [{ message: { content: text }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 1 },
});
const answered = (id: string, text = 'ham') =>
  lineOf({ custom_id: id, response: { status_code: 200, body: chat(text) } });

describe('the state of a batch at OpenAI', () => {
  for (const status of ['validating', 'in_progress', 'finalizing', 'cancelling'])
    it(`is running while it is ${status}`, async () => {
      assert.deepEqual(await stateOf({ status, output_file_id: 'f', completed_at: 5 }), { type: 'running' });
    });

  it('is how it ended, what is counted and when, as far as that is told', async () => {
    for (const [batch, state] of [
      [
        { status: 'completed', completed_at: 5, request_counts: { total: 4, completed: 3, failed: 1 } },
        { outcome: 'completed', answered: 3, endedAt: 5000 },
      ],
      [
        { status: 'expired', expired_at: 6, request_counts: { total: 4, completed: 0, failed: 0 } },
        { outcome: 'expired', answered: 0, endedAt: 6000 },
      ],
      [
        { status: 'cancelled', cancelled_at: 7, request_counts: { total: 0, completed: 0, failed: 0 } },
        { outcome: 'cancelled', endedAt: 7000 },
      ],
      [
        { status: 'completed', completed_at: null, request_counts: null, output_file_id: null, error_file_id: null },
        { outcome: 'completed' },
      ],
    ] as const)
      assert.deepEqual(await stateOf(batch), { type: 'ended', ...state });
  });

  it('is refused where it failed, with the reason where one is told', async () => {
    const bare = await stateOf({ status: 'failed' });
    assert.ok(bare.type === 'refused');
    assert.deepEqual([bare.refusal.why, bare.refusal.message], ['other', 'no reason given']);
    const named = await stateOf({ status: 'failed', errors: { data: [{ code: 'invalid', message: 'bad', line: 2 }] } });
    assert.ok(named.type === 'refused');
    assert.deepEqual([...named.refusal.lines!], [[1, 'bad']]);
  });

  it('of one that it does not know is an error with its status', async () => {
    const { service } = serviceOf({});
    await assert.rejects(
      service.state('b', never),
      (error) =>
        error instanceof ProviderError &&
        error.details.status === 404 &&
        error.message.startsWith('vendor (vendor.test): '),
    );
  });
});

describe('results of a batch at OpenAI', () => {
  it('are of both files, the answers first', async () => {
    const state = await stateOf(
      { status: 'completed', output_file_id: 'f', error_file_id: 'g' },
      { 'GET /v1/files/f/content': bodyOf([answered('r-0')]), 'GET /v1/files/g/content': bodyOf([answered('r-1')]) },
    );
    assert.ok(state.type === 'ended');
    const ids: unknown[] = [];
    for await (const line of state.results!(never)) ids.push('customId' in line && line.customId);
    assert.deepEqual(ids, ['r-0', 'r-1']);
  });

  it('are read however they are cut, empty lines aside, and what is no JSON is told', async () => {
    const text = `${answered('r-0', '\u6f22\u5b57')}\n  \n{"custom_id":\n${answered('r-1').trimEnd()}`;
    const bytes = Buffer.from(text);
    for (const size of [1, 7, bytes.length]) {
      const pieces = Array.from(
        { length: Math.ceil(bytes.length / size) },
        (_, at) => new Uint8Array(bytes.subarray(at * size, (at + 1) * size)),
      );
      const lines = await linesOf(pieces);
      assert.deepEqual(
        lines.map(({ type }) => type),
        ['reply', 'unreadable', 'reply'],
        String(size),
      );
      const [first] = lines;
      assert.ok(first?.type === 'reply');
      assert.equal(first.read(testRequest()).text, '\u6f22\u5b57');
    }
    assert.deepEqual(await linesOf([]), []);
    assert.deepEqual(await linesOf(['\n', '  ']), []);
  });

  it('say of each request that failed what was said, and which were not run', async () => {
    const lines = await linesOf([
      lineOf({
        custom_id: 'r-0',
        response: { status_code: 400, body: { error: { message: 'too long', code: 'context' } } },
      }),
      lineOf({
        custom_id: 'r-1',
        response: { status_code: 429, body: null },
        error: { code: 'other', message: 'slow down' },
      }),
      lineOf({ custom_id: 'r-2', response: null, error: { code: 'batch_expired', message: 'late' } }),
      lineOf({ custom_id: 'r-3', error: { code: 'batch_cancelled' } }),
      lineOf({ custom_id: 'r-4', error: { code: 'unknown', message: 'broken' } }),
      lineOf({ custom_id: 'r-5', response: { status_code: 500 } }),
      lineOf({ custom_id: 'r-6' }),
      lineOf({
        custom_id: 'r-8',
        response: { status_code: 429, body: { error: { code: 'insufficient_quota', message: 'no' } } },
      }),
      lineOf({ custom_id: 'r-7', response: { status_code: 500, body: {} }, error: { code: 'batch_expired' } }),
    ]);
    assert.deepEqual(
      lines.map((line) =>
        line.type === 'failure' ? [line.customId, line.said.status, line.said.message, line.error.kind] : line,
      ),
      [
        ['r-0', 400, 'too long', 'bad-request'],
        ['r-1', 429, 'slow down', 'rate-limit'],
        { type: 'unrun', customId: 'r-2' },
        { type: 'unrun', customId: 'r-3' },
        ['r-4', 500, 'broken', 'server'],
        ['r-5', 500, 'not run', 'server'],
        ['r-6', 500, 'not run', 'server'],
        ['r-8', 429, 'no', 'quota'],
        ['r-7', 500, 'not run', 'server'],
      ],
    );
  });

  it('that break off are an error that may pass', async () => {
    for (const pieces of [[answered('r-0'), new TypeError('terminated')], [new TypeError('terminated')]])
      await assert.rejects(
        linesOf(pieces),
        (error) => error instanceof ProviderError && error.kind === 'network' && error.details.isRetryable,
      );
  });

  it('may be those of the responses API', async () => {
    const body = {
      output: [{ type: 'message', content: [{ type: 'output_text', text: 'spam' }] }],
      status: 'completed',
      usage: { input_tokens: 3, output_tokens: 1 },
    };
    const [line] = await linesOf([lineOf({ custom_id: 'r-0', response: { status_code: 200, body } })]);
    assert.ok(line?.type === 'reply');
    assert.equal(line.read(testRequest()).text, 'spam');
  });
});

describe('a submission at OpenAI', () => {
  const bornMs = Date.UTC(2026, 10, 30);
  const reference = newReference(bornMs);
  const listed = (...batches: readonly object[]) => ({
    'GET /v1/batches': { object: 'list', data: batches, has_more: false },
  });
  const at = (ms: number) => Math.floor((bornMs + ms) / 1000);

  it('is found by its reference among those that are not surely older', async () => {
    const own = { id: 'own', created_at: at(1000), metadata: { smart_reference: reference } };
    const other = { id: 'other', created_at: at(2000), metadata: { smart_reference: 'another' } };
    const bare = { id: 'bare', created_at: at(1500), metadata: null };
    const old = { id: 'old', created_at: at(-700_000), metadata: null };
    const young = { id: 'young', created_at: at(-500_000), metadata: null };
    for (const [batches, found] of [
      [[other, bare, own], 'own'],
      [[other, bare], undefined],
      [[], undefined],
      [[young, own], 'own'],
      [[old, own], undefined],
    ] as const) {
      const { service } = serviceOf(listed(...batches));
      assert.equal(await service.find(reference, new Set(), never), found);
    }
  });

  it('names the API that its requests are for, and is refused for what the service says', async () => {
    const bodies: unknown[] = [];
    for (const [api, endpoint] of [
      ['chat', '/v1/chat/completions'],
      ['responses', '/v1/responses'],
    ] as const) {
      const quirks = createQuirkStore();
      const { fetch, asked } = wireOf({ 'POST /v1/files': { id: 'f' }, 'POST /v1/batches': { id: 'made' } });
      const texts: string[] = [];
      const service = createOpenAiBatchService({
        ...{ name: 'vendor', baseUrl: 'https://vendor.test/v1', apiKey: 'key', quirks },
        preset: { api },
        fetch: async (input, init) => {
          if (typeof init?.body === 'string') bodies.push(JSON.parse(init.body));
          else if (init?.body instanceof FormData)
            texts.push(await (init.body.get('file') as File).text(), String(init.body.get('purpose')));
          return fetch(input, init);
        },
      });
      const items = ['x', 'y'].map((content, number) => ({
        customId: `r-${String(number)}`,
        request: testRequest(content, { model: testModel() }),
      }));
      assert.deepEqual(await service.submit(items, 'r', never), { type: 'submitted', batchId: 'made' });
      assert.deepEqual(asked, ['POST /v1/files', 'POST /v1/batches']);
      assert.deepEqual(bodies.pop(), {
        input_file_id: 'f',
        endpoint,
        completion_window: '24h',
        metadata: { smart_reference: 'r' },
      });
      const lines = texts[0]!
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { custom_id: string; url: string; method: string });
      assert.deepEqual(
        lines.map(({ custom_id, url, method }) => [custom_id, url, method]),
        [
          ['r-0', endpoint, 'POST'],
          ['r-1', endpoint, 'POST'],
        ],
      );
      assert.equal(texts[1], 'batch');
      assert.ok(service.bytesOf(items[0]!.request) >= Buffer.byteLength(texts[0]!.split('\n')[0]!));
    }
    const { service } = serviceOf({
      'POST /v1/files': Response.json({ error: { message: 'The file is too large', code: 'x' } }, { status: 413 }),
    });
    const refused = await service.submit([{ customId: 'r-0', request: testRequest() }], 'r', never);
    assert.ok(refused.type === 'refused' && refused.refusal.why === 'size');
  });

  it('and every look end with their signal, whatever the server does', async () => {
    const options = { name: 'vendor', baseUrl: 'https://vendor.test/v1', apiKey: 'key', quirks: createQuirkStore() };
    const items = [{ customId: 'r-0', request: testRequest() }];
    await endsWithItsSignal((fetch, signal) => createOpenAiBatchService({ ...options, fetch }).state('b', signal));
    await endsWithItsSignal((fetch, signal) =>
      createOpenAiBatchService({ ...options, fetch }).find('r', new Set(), signal),
    );
    await endsWithItsSignal((fetch, signal) =>
      createOpenAiBatchService({ ...options, fetch }).submit(items, 'r', signal),
    );
    await endsWithItsSignal(
      (fetch, signal) => createOpenAiBatchService({ ...options, fetch }).submit(items, 'r', signal),
      {
        'POST /v1/files': { id: 'f' },
      },
    );
  });
});
