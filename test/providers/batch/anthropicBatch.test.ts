// What Anthropic's Message Batches say of a batch, as states and lines of the port; and a lost submission, found by the ids in its results.
import assert from 'node:assert/strict';
import { ProviderError } from '../../../src/engine/provider';
import { createAnthropicBatchService } from '../../../src/providers/batch/anthropicBatch';
import type { BatchLine } from '../../../src/providers/batch/batchService';
import { newReference } from '../../../src/providers/batch/reference';
import { createQuirkStore } from '../../../src/providers/quirks';
import { never, testRequest } from '../../support/requests';
import { bodyOf, endsWithItsSignal, type Routes, wireOf } from './wireOf';

const url = 'https://vendor.test';

function serviceOf(routes: Routes) {
  const { fetch, asked } = wireOf(routes);
  return {
    service: createAnthropicBatchService({
      name: 'vendor',
      baseUrl: url,
      apiKey: 'key',
      fetch,
      quirks: createQuirkStore(),
    }),
    asked,
  };
}
const none = { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
const batchOf = (id: string, more: object = {}) => ({
  ...{
    id,
    type: 'message_batch',
    processing_status: 'ended',
    request_counts: none,
    created_at: '2026-11-30T00:00:00Z',
  },
  ...{ ended_at: null, archived_at: null, results_url: null },
  ...more,
});
const withResults = (id: string, ...lines: readonly string[]) => ({
  [`GET /v1/messages/batches/${id}`]: batchOf(id, { results_url: `${url}/v1/messages/batches/${id}/results` }),
  [`GET /v1/messages/batches/${id}/results`]: bodyOf(lines),
});
const lineOf = (id: string, result: object) => `${JSON.stringify({ custom_id: id, result })}\n`;
const succeeded = (id: string, text = 'ham') =>
  lineOf(id, {
    type: 'succeeded',
    message: {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 3, output_tokens: 1 },
    },
  });

describe('the state of a batch at Anthropic', () => {
  it('is how it ended, what is counted and when, as far as that is told', async () => {
    for (const [batch, state] of [
      [{ processing_status: 'in_progress', request_counts: { ...none, succeeded: 3 } }, { type: 'running' }],
      [{ processing_status: 'canceling' }, { type: 'running' }],
      [{ archived_at: '2026-12-30T00:00:00Z' }, { type: 'deleted' }],
      [{}, { type: 'ended', outcome: 'completed' }],
      [
        { request_counts: { ...none, succeeded: 3 }, ended_at: '1970-01-01T00:00:05Z' },
        { type: 'ended', outcome: 'completed', answered: 3, endedAt: 5000 },
      ],
      [{ request_counts: { ...none, errored: 2 } }, { type: 'ended', outcome: 'completed', answered: 0 }],
      [{ request_counts: { ...none, succeeded: 2, errored: 2 } }, { type: 'ended', outcome: 'completed', answered: 2 }],
      [{ request_counts: { ...none, succeeded: 2, expired: 2 } }, { type: 'ended', outcome: 'expired', answered: 2 }],
      [{ request_counts: { ...none, expired: 2, canceled: 1 } }, { type: 'ended', outcome: 'expired', answered: 0 }],
      [
        { request_counts: { ...none, succeeded: 1, canceled: 1 } },
        { type: 'ended', outcome: 'cancelled', answered: 1 },
      ],
    ] as const) {
      const { service } = serviceOf({ 'GET /v1/messages/batches/b': batchOf('b', batch) });
      assert.deepEqual(await service.state('b', never), state, JSON.stringify(batch));
    }
    await assert.rejects(
      serviceOf({}).service.state('b', never),
      (error) => error instanceof ProviderError && error.details.status === 404,
    );
  });

  it('has results: replies, failures by the kind of their words, and what was not run', async () => {
    const failed = (id: string, type: string) =>
      lineOf(id, { type: 'errored', error: { type: 'error', error: { type, message: `is ${type}` } } });
    const types = {
      invalid_request_error: [400, 'bad-request'],
      authentication_error: [401, 'auth'],
      billing_error: [402, 'quota'],
      permission_error: [403, undefined],
      not_found_error: [404, undefined],
      rate_limit_error: [429, 'rate-limit'],
      overloaded_error: [529, 'server'],
      api_error: [500, 'server'],
      constructor: [500, 'server'],
    } as const;
    const names = Object.keys(types) as (keyof typeof types)[];
    const { service } = serviceOf(
      withResults(
        'b',
        succeeded('r-0', 'spam'),
        ...names.map((type) => failed(`r-${type}`, type)),
        lineOf('r-2', { type: 'expired' }),
        lineOf('r-3', { type: 'canceled' }),
      ),
    );
    const state = await service.state('b', never);
    assert.ok(state.type === 'ended');
    const lines: BatchLine[] = [];
    for await (const line of state.results!(never)) lines.push(line);
    const [first, ...rest] = lines;
    assert.ok(first?.type === 'reply' && first.customId === 'r-0');
    assert.equal(first.read(testRequest()).text, 'spam');
    assert.deepEqual(rest.slice(-2), [
      { type: 'unrun', customId: 'r-2' },
      { type: 'unrun', customId: 'r-3' },
    ]);
    for (const [at, type] of names.entries()) {
      const line = rest[at]!;
      assert.ok(line.type === 'failure');
      const [status, kind] = types[type];
      assert.deepEqual([line.customId, line.said], [`r-${type}`, { status, message: `is ${type}` }]);
      assert.equal(line.error.kind, kind ?? line.error.kind);
      assert.equal(line.error.details.status, status);
    }
  });

  it('has results that break off: an error that may pass', async () => {
    const { service } = serviceOf({
      ...withResults('b'),
      'GET /v1/messages/batches/b/results': bodyOf([succeeded('r-0'), new TypeError('terminated')]),
    });
    const state = await service.state('b', never);
    assert.ok(state.type === 'ended');
    const seen: string[] = [];
    await assert.rejects(
      (async () => {
        for await (const line of state.results!(never)) seen.push(line.type);
      })(),
      (error) => error instanceof ProviderError && error.details.isRetryable,
    );
    assert.deepEqual(seen, ['reply']);
  });
});

describe('a submission at Anthropic', () => {
  const bornMs = Date.UTC(2026, 10, 30);
  const reference = newReference(bornMs);
  const created = (ms: number) => ({ created_at: new Date(bornMs + ms).toISOString() });
  const ended = (id: string, ms = 1000) =>
    batchOf(id, { ...created(ms), results_url: `${url}/v1/messages/batches/${id}/results` });
  const listed = (...batches: readonly object[]): Routes => ({
    'GET /v1/messages/batches': { data: batches, has_more: false, first_id: null, last_id: null },
  });

  it('is found by the first id of its results among those that are unknown and not surely older', async () => {
    const own = withResults('own', succeeded(`${reference}-0`), succeeded(`${reference}-1`));
    const other = withResults('other', succeeded('another-0'), succeeded(`${reference}-0`));
    const running = batchOf('running', { ...created(1000), processing_status: 'in_progress' });
    for (const [name, batches, found] of [
      ['its own', [ended('other'), ended('own')], 'own'],
      ['nothing', [], undefined],
      ['only others', [ended('other')], undefined],
      ['one that runs may be it', [running, ended('other')], 'undecided'],
      ['found beside one that runs', [running, ended('own')], 'own'],
      ['what is known is not looked at', [{ ...ended('own'), id: 'known' }], undefined],
      ['a known one that runs is not it', [{ ...running, id: 'known' }], undefined],
      ['without results', [batchOf('bare', created(1000))], undefined],
      ['what is older ends it', [ended('old', -700_000), ended('own')], undefined],
      ['clocks differ', [ended('other', -500_000), ended('own')], 'own'],
    ] as const) {
      const { service } = serviceOf({
        ...own,
        ...other,
        ...withResults('old', succeeded('another-0')),
        ...listed(...batches),
      });
      assert.equal(await service.find(reference, new Set(['known']), never), found, name);
      for (const id of ['own', 'other']) {
        own[`GET /v1/messages/batches/${id}/results`] &&= bodyOf([succeeded(`${reference}-0`)]);
        other[`GET /v1/messages/batches/${id}/results`] &&= bodyOf([
          succeeded('another-0'),
          succeeded(`${reference}-0`),
        ]);
      }
    }
  });

  it('is one body with all requests, whose bytes are measured beforehand, and is refused for what the service says', async () => {
    const { fetch } = wireOf({ 'POST /v1/messages/batches': batchOf('made') });
    let body = '';
    const service = createAnthropicBatchService({
      ...{ name: 'vendor', baseUrl: url, apiKey: 'key', quirks: createQuirkStore() },
      fetch: async (input, init) => {
        assert.equal(new Headers(init!.headers).get('content-type'), 'application/json');
        body = await (init!.body as unknown as Blob).text();
        return fetch(input, init);
      },
    });
    const items = ['x', 'y', 'z'].map((content, number) => ({
      customId: `r-${String(number)}`,
      request: testRequest(content),
    }));
    assert.deepEqual(await service.submit(items, 'r', never), { type: 'submitted', batchId: 'made' });
    const { requests } = JSON.parse(body) as { requests: { custom_id: string; params: { model: string } }[] };
    assert.deepEqual(
      requests.map(({ custom_id, params }) => [custom_id, params.model]),
      items.map(({ customId }) => [customId, 'test-model']),
    );
    assert.ok(
      items.reduce((sum, { request }) => sum + service.bytesOf(request), 0) >=
        Buffer.byteLength(body) - '{"requests":[]}'.length,
    );
    const refusing = serviceOf({
      'POST /v1/messages/batches': Response.json(
        { type: 'error', error: { type: 'invalid_request_error', message: 'too many running batches' } },
        { status: 400 },
      ),
    });
    const refused = await refusing.service.submit(items, 'r', never);
    assert.ok(refused.type === 'refused' && refused.refusal.why === 'enqueued');
  });

  it('and every look end with their signal, whatever the server does', async () => {
    const options = { name: 'vendor', baseUrl: url, apiKey: 'key', quirks: createQuirkStore() };
    const items = [{ customId: 'r-0', request: testRequest() }];
    await endsWithItsSignal((fetch, signal) => createAnthropicBatchService({ ...options, fetch }).state('b', signal));
    await endsWithItsSignal((fetch, signal) =>
      createAnthropicBatchService({ ...options, fetch }).find(reference, new Set(), signal),
    );
    await endsWithItsSignal((fetch, signal) =>
      createAnthropicBatchService({ ...options, fetch }).submit(items, 'r', signal),
    );
    await endsWithItsSignal(
      (fetch, signal) => createAnthropicBatchService({ ...options, fetch }).find(reference, new Set(), signal),
      listed(ended('own')),
    );
  });
});
