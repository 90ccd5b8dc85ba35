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

  it('keeps each block of a message by its place, thinking and tool calls too', () => {
    const start = { type: 'message_start', message: { id: 'm1', usage: { input_tokens: 10, output_tokens: 1 } } };
    const block = (index: number | undefined, content_block: object) => ({
      type: 'content_block_start',
      index,
      content_block,
    });
    const delta = (index: number | undefined, given: object) => ({ type: 'content_block_delta', index, delta: given });
    const end = { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 2 } };
    const usage = { input_tokens: 10, output_tokens: 2 };
    assert.deepEqual(
      parseBody(
        sse(
          start,
          block(undefined, { type: 'thinking', thinking: 'h' }),
          delta(undefined, { thinking: 'm' }),
          block(1, { type: 'text', text: 'a' }),
          delta(1, { text: 'b', thinking: 7 }),
          delta(1, {}),
          { type: 'ping', index: 1, delta: { text: 'no' } },
          block(2, { type: 'tool_use', name: 'answer' }),
          delta(2, { partial_json: '{"answer":' }),
          delta(2, { partial_json: '"spam"}' }),
          block(3, { type: 'tool_use', name: 'answer' }),
          delta(9, { text: 'nowhere' }),
          end,
        ),
      ),
      {
        id: 'm1',
        usage,
        stop_reason: 'tool_use',
        content: [
          { type: 'thinking', thinking: 'hm', input: '' },
          { type: 'text', text: 'ab', input: '' },
          { type: 'tool_use', name: 'answer', input: { answer: 'spam' } },
          { type: 'tool_use', name: 'answer', input: {} },
        ],
      },
    );
    assert.deepEqual(parseBody(sse(start)), { ...start.message, content: [], stop_reason: 'incomplete stream' });
    assert.deepEqual(
      parseBody(sse(start, { type: 'ping', delta: { stop_reason: 'x' }, usage: { output_tokens: 9 } })),
      {
        ...start.message,
        content: [],
        stop_reason: 'incomplete stream',
      },
    );
  });

  it('joins what a completion is scored by, calls of several tools, and takes null for nothing', () => {
    const scored = (content: string, ...logprobs: object[]) => ({
      choices: [{ index: 0, delta: { content }, logprobs: { content: logprobs }, finish_reason: null }],
    });
    const body = parseBody(
      sse(
        { ...chunk({ role: 'assistant', content: null }), usage: { total_tokens: 1 } },
        scored('sp', { token: 'sp' }),
        scored('am', { token: 'a' }, { token: 'm' }),
        { choices: [{ index: 0, delta: { role: 'assistant' }, logprobs: null, finish_reason: 'stop', message: null }] },
        { choices: [{ index: null, finish_reason: null }], usage: null, model: null },
        '[DONE]',
      ),
    );
    assert.deepEqual(body, {
      ...{ id: 'c1', object: 'chat.completion.chunk', model: 'm', usage: { total_tokens: 1 } },
      choices: [
        {
          ...{ index: 0, message: { role: 'assistant', content: 'spam' }, finish_reason: 'stop' },
          logprobs: { content: [{ token: 'sp' }, { token: 'a' }, { token: 'm' }] },
        },
      ],
    });
    const call = (given: string | undefined, index?: number) =>
      chunk({
        tool_calls: [
          { ...(index !== undefined && { index }), function: given === undefined ? undefined : { arguments: given } },
        ],
      });
    const called = parseBody(
      sse(call('1'), call(undefined), call('3', 1), call('2'), call('4', 1), '[DONE]'),
    ) as Completion;
    assert.deepEqual(called.choices, [
      {
        index: 0,
        message: {
          ...{ role: 'assistant', content: null },
          tool_calls: [{ function: { arguments: '12' } }, { function: { arguments: '34' } }],
        },
        finish_reason: null,
      },
    ]);
  });

  it('says of a Responses stream whether it came to its end', () => {
    const response = { id: 'r', status: 'in_progress', output: [] };
    for (const type of ['response.completed', 'response.incomplete', 'response.failed'])
      assert.deepEqual(parseBody(sse({ type, response })), response);
    assert.deepEqual(parseBody(sse({ type: 'response.in_progress', response })), {
      ...{ id: 'r', output: [] },
      ...{ status: 'incomplete', incomplete_details: { reason: 'incomplete stream' } },
    });
    assert.deepEqual(parseBody(sse({ type: 'response.completed', response: { id: 'r' } })), {
      type: 'response.completed',
      response: { id: 'r' },
      choices: [{ message: { role: 'assistant', content: null }, finish_reason: 'incomplete stream' }],
    });
  });

  it('keeps a whole message that came before further events', () => {
    const whole = { choices: [{ message: { content: 'spam' } }] };
    const later = { choices: [{ delta: {}, finish_reason: 'stop' }] };
    assert.equal((parseBody(sse(whole, later)) as Completion).choices[0]!.message['content'], 'spam');
  });

  it('takes an error for one only where no answer stands beside it', () => {
    const both = { error: { message: 'broke' }, choices: [{ delta: { content: 'a' } }] };
    assert.equal((parseBody(sse(both)) as Completion).choices[0]!.message['content'], 'a');
  });

  it('reads lines of every ending, and data with or without a blank', () => {
    const event = JSON.stringify(chunk({ content: 'a' }));
    for (const text of [
      `data:${event}\r\rdata:[DONE]`,
      `data: ${event}\r\n\r\ndata: [DONE] `,
      `  data: ${event}\ndata: [DONE]\n`,
    ]) {
      const { choices } = parseBody(text) as Completion;
      assert.deepEqual([choices[0]!.message['content'], choices[0]!.finish_reason], ['a', null], text);
    }
    assert.equal(parseBody('data: [1]'), undefined);
    assert.equal(parseBody('data: [DONE]'), undefined);
    assert.deepEqual(parseBody(': x\n{"a": 1}'), { a: 1 });
    assert.equal(parseBody(': x\nspam\n{"a": 1}'), undefined);
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
