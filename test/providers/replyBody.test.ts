// Bodies that are not what their content type says: JSON as text, and streams that nobody asked for.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseBody } from '../../src/providers/replyBody';

const sse = (...events: (object | string)[]) =>
  events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('');
const chunk = (delta: object, finish: string | null = null, changes: object = {}) => ({
  id: 'c1',
  object: 'chat.completion.chunk',
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...changes,
});
type Completion = {
  choices: { message: Record<string, unknown>; finish_reason: unknown }[];
  usage?: unknown;
  model?: unknown;
};

describe('parseBody', () => {
  it('reads JSON with a byte order mark, white space or comments before it', () => {
    for (const before of ['', '\uFEFF', '\n\n  ', ': OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n'])
      assert.deepEqual(parseBody(`${before}{"id":"c1"}`), { id: 'c1' });
  });

  it('puts a chat stream together, thinking, usage and ending included', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 };
    const body = parseBody(
      `: ping\n\n${sse(
        chunk({ role: 'assistant', content: '' }),
        chunk({ reasoning_content: 'hm, ' }),
        chunk({ reasoning_content: 'a prize' }),
        chunk({ content: '{"answer":' }),
        chunk({ content: '"spam"}' }),
        chunk({}, 'stop'),
        { id: 'c1', model: 'm', choices: [], usage },
        '[DONE]',
      )}`,
    ) as Completion;
    assert.deepEqual(body.choices[0]!.message, {
      role: 'assistant',
      content: '{"answer":"spam"}',
      reasoning_content: 'hm, a prize',
    });
    assert.deepEqual([body.choices[0]!.finish_reason, body.usage, body.model], ['stop', usage, 'm']);
  });

  it('joins the arguments of a tool call', () => {
    const call = (given: string) => chunk({ tool_calls: [{ index: 0, function: { arguments: given } }] });
    const body = parseBody(sse(call('{"answer":'), call('"spam"}'), chunk({}, 'tool_calls'), '[DONE]')) as Completion;
    assert.deepEqual(body.choices[0]!.message['tool_calls'], [{ function: { arguments: '{"answer":"spam"}' } }]);
  });

  it('says of a stream without an end that it broke off', () => {
    const cut = parseBody(sse(chunk({ content: 'spam' }))) as Completion;
    assert.equal(cut.choices[0]!.finish_reason, 'incomplete stream');
    const ended = parseBody(sse(chunk({ content: 'spam' }), '[DONE]')) as Completion;
    assert.equal(ended.choices[0]!.finish_reason, null);
  });

  it('takes a whole completion in one event, and an error as what it is', () => {
    const whole = { id: 'c1', choices: [{ message: { content: 'spam' }, finish_reason: 'stop' }] };
    assert.equal((parseBody(sse(whole, '[DONE]')) as Completion).choices[0]!.message['content'], 'spam');
    assert.deepEqual(parseBody(sse({ error: { message: 'broke', code: 502 } })), {
      error: { message: 'broke', code: 502 },
    });
  });

  it('puts the events of the Responses and Messages APIs together', () => {
    const response = { id: 'r', status: 'completed', output: [] };
    assert.deepEqual(
      parseBody(
        sse(
          { type: 'response.created', response: { ...response, status: 'in_progress' } },
          { type: 'response.completed', response },
        ),
      ),
      response,
    );
    const half = parseBody(sse({ type: 'response.created', response: { ...response, status: 'in_progress' } }));
    assert.equal((half as typeof response).status, 'incomplete');
    const message = parseBody(
      `event: message_start\n${sse(
        {
          type: 'message_start',
          message: { id: 'm1', model: 'm', content: [], usage: { input_tokens: 10, output_tokens: 1 } },
        },
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'sp' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'am' } },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
        { type: 'message_stop' },
      )}`,
    ) as { content: { text: string }[]; stop_reason: string; usage: unknown };
    assert.equal(message.content[0]!.text, 'spam');
    assert.deepEqual([message.stop_reason, message.usage], ['end_turn', { input_tokens: 10, output_tokens: 2 }]);
  });

  it('gives undefined for anything else, and never throws', () => {
    for (const text of ['', 'spam', '<html>hello</html>', '{"id":', 'data: spam'])
      assert.equal(parseBody(text), undefined);
    const line = fc.constantFrom(
      'data: ',
      'data: {"choices":[{"delta":{"content":"a"}}]}',
      'data: {"choices":[]}',
      ': x',
      '{',
      'data: [DONE]',
      'data: {"type":"content_block_delta"}',
      'data: {"type":"message_start","message":{}}',
      'data: null',
    );
    fc.assert(fc.property(fc.array(line), (lines) => void parseBody(lines.join('\n'))));
  });
});
