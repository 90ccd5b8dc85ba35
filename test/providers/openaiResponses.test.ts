// One ask as a body of the Responses API, field by field, and a response as a reply.
import assert from 'node:assert/strict';
import type { AskRequest } from '../../src/engine/provider';
import type { Model } from '../../src/engine/model';
import { readResponse, responsesBody } from '../../src/providers/openaiResponses';
import { guessQuirks, type Quirks } from '../../src/providers/quirks';
import { testModel, testRequest } from '../support/requests';

const quirks = guessQuirks('m', { api: 'responses' });
const bodyOf = (settings: Model['settings'] = {}, changes: Partial<Quirks> = {}, request: Partial<AskRequest> = {}) =>
  responsesBody(testRequest('row', { model: testModel('m', { settings }), ...request }), { ...quirks, ...changes });
const usual = bodyOf();

describe('a body of the Responses API', () => {
  it('holds the instruction, the row and the schema, and is not stored', () => {
    assert.deepEqual(usual, {
      model: 'm',
      instructions: 'Say ham or spam.',
      input: 'row',
      store: false,
      max_output_tokens: 68,
      temperature: 0,
      include: ['message.output_text.logprobs'],
      text: {
        format: {
          ...{ type: 'json_schema', name: 'answer', strict: true },
          schema: {
            type: 'object',
            properties: { answer: { type: 'string', enum: ['ham', 'spam'] } },
            required: ['answer'],
            additionalProperties: false,
          },
        },
      },
    });
  });

  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(usual).filter(([name]) => !names.includes(name)));
  const changes: readonly (readonly [string, unknown, object])[] = [
    ['no temperature', bodyOf({}, { temperature: false }), without('temperature')],
    ['a temperature of its own', bodyOf({ temperature: 0.5 }), { ...usual, temperature: 0.5 }],
    ['no log-probabilities', bodyOf({}, { logprobs: false }), without('include')],
    ['none wanted', bodyOf({ logprobs: false }), without('include')],
    ['an effort', bodyOf({ reasoningEffort: 'low' }), { ...usual, reasoning: { effort: 'low' } }],
    ['an effort that is not taken', bodyOf({ reasoningEffort: 'low' }, { reasoningEffort: false }), usual],
    ['no schema', bodyOf({}, { structured: 'none' }), without('text')],
    ['a task without one', bodyOf({ maxOutputTokens: 68 }, {}, { task: { type: 'text' } }), without('text')],
    [
      'the user to say all',
      bodyOf({}, { instruction: 'user' }),
      { ...without('instructions'), input: 'Say ham or spam.\n\nrow' },
    ],
    ['no instruction', bodyOf({}, {}, { instruction: '' }), without('instructions')],
    ['less than the API takes', bodyOf({ maxOutputTokens: 5 }), { ...usual, max_output_tokens: 16 }],
    ['extras', bodyOf({ body: { seed: 1 } }), { ...usual, seed: 1 }],
  ];
  for (const [what, body, wanted] of changes)
    it(`follows what is known: ${what}`, () => {
      assert.deepEqual(body, wanted);
    });
});

describe('a response', () => {
  const message = (...content: object[]) => ({ type: 'message', content });
  const text = (value: string, more: object = {}) => ({ type: 'output_text', text: value, ...more });
  const read = (response: object) =>
    readResponse({ id: 'r', model: 'm-1', status: 'completed', output: [], ...response } as never, testRequest());
  const base = { modelVersion: 'm-1', requestId: 'r', usage: {} };
  const stop = { unified: 'stop', raw: 'completed' };

  const responses: readonly (readonly [string, object, object])[] = [
    ['a text', { output: [message(text('{"answer":"spam"}'))] }, { text: 'spam', finish: stop }],
    [
      'in parts',
      { output: [message(text('sp')), { type: 'reasoning' }, message(text('am'))] },
      { text: 'spam', finish: stop },
    ],
    ['without content', { output: [{ type: 'message' }] }, { text: '', finish: stop }],
    ['an item of another kind', { output: [{ type: 'other', content: [text('x')] }] }, { text: '', finish: stop }],
    [
      'a part of another kind',
      { output: [message({ type: 'other', text: 'x' }, text('spam'))] },
      { text: 'spam', finish: stop },
    ],
    ['a call', { output: [{ type: 'function_call', arguments: '{"answer":"spam"}' }] }, { text: 'spam', finish: stop }],
    [
      'a call after an empty text',
      { output: [message(text('')), { type: 'function_call', arguments: 'spam' }] },
      { text: 'spam', finish: stop },
    ],
    [
      'a text beside a call',
      { output: [message(text('ham')), { type: 'function_call', arguments: '{"answer":"spam"}' }] },
      { text: 'ham', finish: stop },
    ],
    [
      'a refusal',
      { output: [message(text('spam'), { type: 'refusal', refusal: 'no' })] },
      { text: '', finish: { unified: 'content-filter', raw: 'refusal' } },
    ],
    [
      'cut off',
      { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
      { text: '', finish: { unified: 'length', raw: 'max_output_tokens' } },
    ],
    [
      'incomplete',
      { status: 'incomplete', incomplete_details: null },
      { text: '', finish: { unified: 'broken-off', raw: 'incomplete' } },
    ],
    ['without a status', { status: undefined }, { text: '', finish: stop }],
    [
      'failed',
      { error: { message: 'x'.repeat(300) }, incomplete_details: { reason: 'max_output_tokens' } },
      { text: '', finish: { unified: 'broken-off', raw: `failed: ${'x'.repeat(192)}` } },
    ],
  ];
  for (const [what, response, wanted] of responses)
    it(`is read: ${what}`, () => {
      assert.deepEqual(read(response), { ...base, ...wanted });
    });

  it('tells whether the model thought, by tags or by counts, and what it bills', () => {
    const usage = (reasoning: number) => ({
      ...{ input_tokens: 10, output_tokens: 5 },
      output_tokens_details: { reasoning_tokens: reasoning },
    });
    const counted = (reasoning: number) => read({ output: [message(text('spam'))], usage: usage(reasoning) });
    assert.equal(counted(3).hasThought, true);
    assert.ok(!('hasThought' in counted(0)));
    assert.equal(read({ output: [message(text('<think>x</think>spam'))] }).hasThought, true);
    assert.equal(counted(3).usage.outputTokens, 5);
    // 0 output tokens of a text are unknown.
    const none = { input_tokens: 10, output_tokens: 0 };
    assert.equal(read({ output: [message(text('spam'))], usage: none }).usage.outputTokens, undefined);
    assert.equal(read({ usage: none }).usage.outputTokens, 0);
  });

  it('is scored by the tokens of its texts', () => {
    const part = text('spam', { logprobs: [{ token: 'spam', logprob: Math.log(0.5) }] });
    assert.ok(Math.abs(read({ output: [message(part)] }).confidence! - 0.5) < 1e-12);
    assert.ok(Math.abs(read({ output: [message(text(''), part)] }).confidence! - 0.5) < 1e-12);
  });
});
