// Where a chat completion's text stands, form by form.
import assert from 'node:assert/strict';
import { callArguments, messageText } from '../../src/providers/openaiMessage';

const read = (message: object) => messageText(message as never);
const call = (given: unknown) => ({ tool_calls: [{ function: { arguments: given } }] });

describe('the text of a message', () => {
  const texts: readonly (readonly [object, string])[] = [
    [{ content: 'spam' }, 'spam'],
    [{ content: null }, ''],
    [{}, ''],
    [{ content: ['sp', 'am'] }, 'spam'],
    [{ content: [{ type: 'text', text: 'sp' }, { text: 'am' }] }, 'spam'],
    [{ content: [{ type: 'output_text', text: 'spam' }] }, 'spam'],
    [{ content: [{ type: 'image', text: 'no' }, null, 'spam'] }, 'spam'],
    [{ content: [{ type: 'block', content: [{ type: 'text', text: 'spam' }] }] }, 'spam'],
    [
      {
        content: [
          { type: 'thinking', text: 'hm' },
          { type: 'text', text: 'spam' },
        ],
      },
      'spam',
    ],
    [
      {
        content: [
          { type: 'text', text: 'sp', refusal: 'no' },
          { type: 'refusal', refusal: 'no' },
        ],
      },
      '',
    ],
    [{ content: { answer: 'spam' } }, '{"answer":"spam"}'],
    [{ content: { content: 'x' } }, '{"content":"x"}'],
    [{ content: { type: 7 } }, '{"type":7}'],
    [{ content: { text: 7 } }, '{"text":7}'],
    [{ content: { type: 'text', text: 7 } }, ''],
    // A call stands for a text that is not there, and for no other.
    [{ content: '', ...call('{"answer":"spam"}') }, 'spam'],
    [{ content: 'ham', ...call('{"answer":"spam"}') }, 'ham'],
    [{ content: null, tool_calls: null, function_call: { arguments: '{"answer":"spam"}' } }, 'spam'],
    [{ content: null, tool_calls: [], function_call: null }, ''],
    [{ content: null, tool_calls: [{}] }, ''],
    [{ ...call('{"answer":"spam"}'), function_call: { arguments: 'x' } }, 'spam'],
  ];
  for (const [message, text] of texts)
    it(`is ${JSON.stringify(text)} in ${JSON.stringify(message)}`, () => {
      assert.deepEqual(read(message), { text, hasThought: JSON.stringify(message).includes('thinking') });
    });

  it('is of no known form where it is a number', () => {
    assert.throws(() => read({ content: 7 }), TypeError);
    assert.throws(() => read({ content: true }), TypeError);
  });

  it('shows that the model thinks in fields beside it, and in parts of it', () => {
    for (const field of ['reasoning_content', 'reasoning', 'thinking', 'reasoning_details', 'thinking_blocks']) {
      for (const value of ['hm', ['hm'], { text: 'hm' }])
        assert.ok(read({ content: 'a', [field]: value }).hasThought, field);
      for (const nothing of ['', ' ', [], null, undefined, false])
        assert.ok(!read({ content: 'a', [field]: nothing }).hasThought, field);
    }
    for (const type of ['thinking', 'reasoning', 'thought'])
      assert.ok(read({ content: [{ type, text: 'hm' }, 'a'] }).hasThought);
    assert.ok(!read({ content: [null, 'thinking', { type: 'text', text: 'thinking' }] }).hasThought);
    assert.ok(!read({ content: 'thinking' }).hasThought);
  });
});

describe('the arguments of a call', () => {
  const given: readonly (readonly [unknown, string])[] = [
    [undefined, ''],
    [null, ''],
    ['{"answer":"spam"}', 'spam'],
    ['{"answer":7}', '7'],
    ['{"answer":["a"]}', '["a"]'],
    ['{"other":"spam"}', '{"other":"spam"}'],
    ['not JSON', 'not JSON'],
    ['null', 'null'],
    [{ answer: 'spam' }, 'spam'],
    [{ other: 7 }, '{"other":7}'],
    [7, '7'],
  ];
  for (const [value, text] of given)
    it(`${JSON.stringify(value)} answer ${JSON.stringify(text)}`, () => {
      assert.equal(callArguments(value), text);
    });
});
