// What a refusal teaches about the form of requests: each lesson for itself, and what is none.
import assert from 'node:assert/strict';
import {
  createQuirkStore,
  guessQuirks,
  isFailedAnswer,
  learnFromRefusal,
  type Quirks,
  userText,
} from '../../src/providers/quirks';
import { testRequest } from '../support/requests';

const all: Quirks = {
  ...{ api: 'chat', temperature: true, logprobs: true, structured: 'json_schema' },
  ...{ maxTokensField: 'max_completion_tokens', reasoningEffort: true, instruction: 'system', usage: true },
};
const bare: Quirks = {
  ...{ api: 'chat', temperature: false, logprobs: false, structured: 'none', maxTokensField: 'max_tokens' },
  ...{ reasoningEffort: false, instruction: 'user', usage: false },
};

describe('quirks of a model', () => {
  it('are guessed from its name, and preset by its server', () => {
    assert.deepEqual(guessQuirks('m'), all);
    assert.deepEqual(guessQuirks('gpt-5-pro'), { ...all, api: 'responses', temperature: false, logprobs: false });
    assert.deepEqual(guessQuirks('m', { structured: 'none', usage: false }), {
      ...all,
      structured: 'none',
      usage: false,
    });
    assert.deepEqual(guessQuirks('m', { temperature: false, logprobs: false }), {
      ...all,
      temperature: false,
      logprobs: false,
    });
    // A server does not make a model take what its kind never takes.
    assert.deepEqual(guessQuirks('o3', { temperature: true, logprobs: true }), {
      ...all,
      temperature: false,
      logprobs: false,
    });
  });

  const lessons: readonly (readonly [
    from: Partial<Quirks>,
    status: number,
    message: string,
    learned: Partial<Quirks> | undefined,
  ])[] = [
    [{}, 400, 'temperature', { temperature: false }],
    [{}, 404, 'temperature', { temperature: false }],
    [{}, 422, 'temperature', { temperature: false }],
    [{}, 500, 'temperature', undefined],
    [{}, 500, 'temperature is not supported', { temperature: false }],
    [{}, 400, 'logprobs', { logprobs: false }],
    [{}, 400, 'log probs', { logprobs: false }],
    [{}, 400, 'reasoning_effort', { reasoningEffort: false }],
    [{}, 400, 'the effort', { reasoningEffort: false }],
    [{}, 400, 'system role not supported', { instruction: 'user' }],
    [{}, 400, 'temperature and logprobs', { temperature: false }],
    [{}, 400, 'nothing of it', undefined],
    // Of the key, the account, the size and the rate.
    ...[401, 402, 408, 413, 425, 429].map((status) => [{}, status, 'temperature is not supported', undefined] as const),
    [{}, 400, 'json_validate_failed: temperature', undefined],
    // The other protocol.
    [{}, 400, 'This is not a chat model', { api: 'responses' }],
    [{}, 500, 'use the Responses API', { api: 'responses' }],
    [{ api: 'responses' }, 400, 'not a chat model', undefined],
    [{ api: 'responses' }, 404, 'Not Found', { api: 'chat' }],
    [{ api: 'responses' }, 405, 'no', { api: 'chat' }],
    [{ api: 'responses' }, 400, 'no', undefined],
    [{ api: 'responses' }, 404, 'no such model', undefined],
    [{ api: 'responses' }, 404, 'no such deployment', undefined],
    [{}, 404, 'Not Found', undefined],
    // The name of the limit.
    [{}, 400, 'max_completion_tokens', { maxTokensField: 'max_tokens' }],
    [{}, 400, 'max_tokens', undefined],
    [
      { maxTokensField: 'max_tokens' },
      400,
      'max_tokens: use max_completion_tokens',
      { maxTokensField: 'max_completion_tokens' },
    ],
    [{ maxTokensField: 'max_tokens' }, 400, 'max_tokens is unsupported', { maxTokensField: 'max_completion_tokens' }],
    [{ maxTokensField: 'max_tokens' }, 400, 'max_tokens', undefined],
    [{ maxTokensField: 'max_tokens' }, 400, 'unsupported', undefined],
    [{ maxTokensField: 'max_tokens' }, 400, 'max_completion_tokens', undefined],
    [{}, 400, 'max_completion_tokens is too large', undefined],
    [{}, 400, 'max_completion_tokens exceeds the context length', undefined],
    // The schema.
    [{}, 400, 'response_format', { structured: 'none' }],
    [{}, 400, 'the schema', { structured: 'none' }],
    [{}, 400, 'output_config', { structured: 'tool' }],
    [{}, 400, 'output_format', { structured: 'tool' }],
    [{ structured: 'structured_outputs' }, 400, 'guided decoding', { structured: 'json_schema' }],
    [{ structured: 'tool' }, 400, 'the tool', { structured: 'none' }],
    [{ structured: 'tool' }, 400, 'no', undefined],
    [{}, 400, 'the tool', undefined],
  ];
  for (const [from, status, message, learned] of lessons)
    it(`after ${String(status)} "${message}" of ${JSON.stringify(from)}: ${JSON.stringify(learned)}`, () => {
      const quirks = { ...all, ...from };
      assert.deepEqual(learnFromRefusal(quirks, status, message), learned && { ...quirks, ...learned });
    });

  it('that are left out already are not learned again', () => {
    for (const message of [
      'temperature',
      'logprobs',
      'reasoning effort',
      'system role not supported',
      'response_format',
    ])
      assert.equal(learnFromRefusal(bare, 400, message), undefined, message);
    // What is left out is not in the way of the next lesson.
    assert.deepEqual(learnFromRefusal({ ...bare, logprobs: true }, 400, 'temperature and logprobs'), bare);
    assert.deepEqual(
      learnFromRefusal({ ...bare, structured: 'json_schema' }, 400, 'system role not supported: schema'),
      bare,
    );
  });

  it('are not to blame for one answer that missed its schema', () => {
    for (const status of [400, 422, 500, 503]) assert.ok(isFailedAnswer(status, 'failed to generate JSON'));
    for (const status of [401, 404, 429, 499]) assert.ok(!isFailedAnswer(status, 'failed to generate JSON'));
    assert.ok(!isFailedAnswer(400, 'no'));
  });

  it('are kept by endpoint and model', () => {
    const store = createQuirkStore();
    store.set('a', all);
    assert.deepEqual([store.get('a'), store.get('b')], [all, undefined]);
  });

  it('say who speaks the instruction', () => {
    const request = testRequest('row', { instruction: 'Say.' });
    assert.equal(userText(request, all), 'row');
    assert.equal(userText(request, bare), 'Say.\n\nrow');
    assert.equal(userText({ ...request, instruction: '' }, bare), 'row');
  });
});
