// What passes through Redis: what was asked and what came arrive as they were, and what is none of ours is not read.
import assert from 'node:assert/strict';
import { type AskRequest, ProviderError } from '../../../src/engine/provider';
import type { LimitedReply } from '../../../src/providers/limitedReply';
import { offerId, readHello, readOffer, writeOffer } from '../../../src/providers/queue/notices';
import { readOutcome, readRequest, writeError, writeReply, writeRequest } from '../../../src/providers/queue/requests';

const passed = (value: object): unknown => JSON.parse(JSON.stringify(value));

const request: AskRequest = {
  model: {
    ...{ id: 'small', provider: 'p', modelId: 'm', pricedAs: 'list', price: { type: 'unknown' } },
    settings: {
      temperature: 0.5,
      headers: { 'x-team': '${env:TEAM}' },
      body: { seed: 1 },
      rowsPerRequest: 2,
      prompt: 'own',
    },
  },
  ...{ instruction: 'Say.', content: '<row>x</row>', rows: 2, room: 100 },
  task: { type: 'labels', labels: ['a', 'b'], multiple: true },
};
const reply: LimitedReply = {
  ...{ text: 'a', hasThought: true, finish: { unified: 'stop', raw: 'stop' }, modelVersion: 'm-1', requestId: 'r' },
  usage: { inputTokens: 10, outputTokens: 1, statedUsd: 0.1 },
  confidences: [0.5, undefined],
  rateLimits: [{ name: 'requests', unit: 'requests', limit: 60, remaining: 1, resetMs: 1000 }],
};

describe('messages of a queue', () => {
  it('bring a request and its reply as they were', () => {
    const { prompt: _, rowsPerRequest: _rows, ...settings } = request.model.settings;
    assert.deepEqual(readRequest(passed(writeRequest(request)), 'p'), {
      ...request,
      model: { ...request.model, settings },
    });
    assert.deepEqual(readOutcome(passed(writeReply(reply))), { reply });
  });

  it('bring only what is there, whatever the kind of task', () => {
    const bare: AskRequest = {
      model: { id: 'small', provider: 'p', modelId: 'm', price: { type: 'unknown' }, settings: {} },
      ...{ instruction: '', content: 'x', task: { type: 'text' } },
    };
    const tasks: AskRequest['task'][] = [
      { type: 'text' },
      { type: 'json', fields: [] },
      { type: 'number', absoluteTolerance: 0, relativeTolerance: 0 },
      { type: 'labels', labels: ['a'] },
    ];
    for (const task of tasks) {
      const written = writeRequest({ ...bare, task }) as { task: object; model: object };
      assert.deepEqual(Object.keys(written), ['model', 'instruction', 'content', 'task']);
      assert.deepEqual(Object.keys(written.model), ['id', 'modelId', 'settings']);
      assert.deepEqual(written.task, task.type === 'labels' ? task : { type: task.type });
      // deepEqual minds keys without a value.
      assert.deepEqual(readRequest(passed(written), 'p'), { ...bare, task });
    }
    const plain: LimitedReply = { text: 'a', usage: {}, finish: { unified: 'other' } };
    assert.deepEqual(readOutcome(passed(writeReply(plain))), { reply: plain });
    assert.deepEqual(writeReply(plain), {
      reply: {
        ...{ text: 'a', hasThought: undefined, usage: {}, confidence: undefined, confidences: undefined },
        ...{ rateLimits: undefined, finish: { unified: 'other', raw: undefined } },
        ...{ modelVersion: undefined, requestId: undefined },
      },
    });
    for (const confidence of [0, 0.5, 1]) assert.ok(readOutcome({ reply: { ...plain, confidence } }));
    for (const confidence of [-0.1, 1.1]) assert.equal(readOutcome({ reply: { ...plain, confidence } }), undefined);
  });

  it('are cut where they are longer than anybody reads', () => {
    const long = 'x'.repeat(5000);
    const cut = readOutcome(
      passed(writeReply({ ...reply, finish: { unified: 'stop', raw: long }, modelVersion: long, requestId: long })),
    );
    assert.ok(cut && 'reply' in cut);
    const { finish, modelVersion, requestId } = cut.reply;
    assert.deepEqual([finish.raw!.length, modelVersion!.length, requestId!.length], [4000, 300, 300]);
    for (const error of [new Error(long), long, new ProviderError('server', long, { isRetryable: true })]) {
      const outcome = readOutcome(passed(writeError(error)));
      assert.ok(outcome && 'error' in outcome);
      assert.equal(outcome.error.message.length, 4000);
    }
  });

  it('of a fault of the program say that it may be billed, and not to try again', () => {
    const outcome = readOutcome(passed(writeError(new TypeError('x'))));
    assert.ok(outcome && 'error' in outcome);
    assert.deepEqual(
      [outcome.error.kind, outcome.error.message, outcome.error.details],
      ['server', 'x', { isRetryable: false, mayBeBilled: true }],
    );
  });

  it('bring an error with what it says of money and waiting', () => {
    const details = { isRetryable: true, status: 429, retryAfterMs: 10, mayBeBilled: false, paid: { inputTokens: 3 } };
    const outcome = readOutcome(passed(writeError(new ProviderError('rate-limit', 'slow', details))));
    assert.ok(outcome && 'error' in outcome);
    const { kind, message } = outcome.error;
    assert.deepEqual([kind, message, outcome.error.details], ['rate-limit', 'slow', details]);
  });

  it('of strangers are not read', () => {
    const asked = writeRequest(request) as { model: { settings: object } };
    for (const stranger of [
      undefined,
      'text',
      { ...asked, content: 'x'.repeat(17 * 2 ** 20) },
      { ...asked, extra: 1 },
      { ...asked, model: { ...asked.model, settings: { headers: { host: 'elsewhere' } } } },
      { ...asked, model: { ...asked.model, settings: { body: { api_base: 'http://elsewhere' } } } },
      { ...asked, task: { type: 'labels', labels: [1] } },
    ])
      assert.equal(readRequest(stranger, 'p'), undefined);
    for (const stranger of [
      { reply: { ...reply, text: 1 } },
      { reply: { ...reply, isCached: true } },
      { reply: { ...reply, usage: { inputTokens: -1 } } },
      { error: { kind: 'budget', message: '', details: { isRetryable: false } } },
      { isLost: true },
      request,
    ])
      assert.equal(readOutcome(stranger), undefined);
    let deep: unknown = {};
    for (let depth = 0; depth < 5000; depth++) deep = { deep };
    assert.equal(readRequest(deep, 'p'), undefined);
    assert.equal(readHello('{"name": "x"}'), undefined);
    assert.equal(readHello('no JSON'), undefined);
  });

  it('of offers hold no key, and are named by how the provider is reached', () => {
    const config = {
      name: 'p',
      type: 'openai-compatible',
      baseUrl: 'http://127.0.0.1:1/v1',
      keyEnv: 'LOCAL_KEY',
    } as const;
    const offer = { version: '1.0.0', config };
    assert.deepEqual(readOffer(writeOffer(offer)), offer);
    assert.equal(offerId({ ...offer, config: { ...config, name: 'q' } }), offerId(offer));
    const { keyEnv, ...others } = config;
    assert.equal(offerId({ ...offer, config: { keyEnv, ...others } }), offerId(offer));
    assert.match(offerId(offer), /^[0-9a-f]{32}$/);
    assert.notEqual(offerId({ ...offer, config: { ...config, baseUrl: 'http://127.0.0.1:2/v1' } }), offerId(offer));
    assert.notEqual(offerId({ ...offer, version: '1.0.1' }), offerId(offer));
    assert.equal(
      readOffer(
        JSON.stringify({ ...JSON.parse(writeOffer(offer)), config: { ...config, baseUrl: 'file:///etc/passwd' } }),
      ),
      undefined,
    );
  });
});
