// The form in which an answer is asked for, and how the bare answer and its probability are taken out of a reply.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Task } from '../../src/engine/task/task';
import { answerSchema, confidenceOf, findAnswer } from '../../src/providers/answerFormat';
import { spamTask } from '../support/requests';

const number: Task = { type: 'number', absoluteTolerance: 0, relativeTolerance: 0 };
const several: Task = { ...spamTask, type: 'labels', labels: ['a', 'b'], multiple: true };
const object = (properties: object) => ({
  ...{ type: 'object', properties, additionalProperties: false },
  required: Object.keys(properties),
});

describe('the schema of an answer', () => {
  const label = { type: 'string', enum: ['ham', 'spam'] };
  const shapes: readonly (readonly [Task, object | undefined])[] = [
    [spamTask, label],
    [several, { type: 'array', items: { type: 'string', enum: ['a', 'b'] } }],
    [number, { type: 'number' }],
    [{ type: 'json', fields: [] }, undefined],
    [{ type: 'text' }, undefined],
  ];
  for (const [task, value] of shapes)
    it(`is that of its value alone, for one row (${task.type})`, () => {
      assert.deepEqual(answerSchema({ task }), value && object({ answer: value }));
      assert.deepEqual(answerSchema({ task, rows: 1 }), value && object({ answer: value }));
    });
  it('is a list with ids for several rows, texts included', () => {
    const list = (answer: object) =>
      object({ answers: { type: 'array', items: object({ id: { type: 'integer' }, answer }) } });
    assert.deepEqual(answerSchema({ task: spamTask, rows: 2 }), list(label));
    assert.deepEqual(answerSchema({ task: { type: 'text' }, rows: 2 }), list({ type: 'string' }));
    assert.equal(answerSchema({ task: { type: 'json', fields: [] }, rows: 2 }), undefined);
  });
});

describe('the answer in a reply', () => {
  const found: readonly (readonly [string, Task, text: string, place: string])[] = [
    ['{"answer":"spam"}', spamTask, 'spam', 'spam'],
    ['{"answer": "answer"}', spamTask, 'answer', 'answer'],
    ['{"answer":"a\\"b"}', spamTask, 'a"b', 'a\\"b'],
    ['{"answer": 12.50 }', number, '12.50', '12.50'],
    ['{"answer":["a","b"]}', several, '["a","b"]', '["a","b"]'],
    ['{"answer":["a]"]}', several, '["a]"]', '["a]"]'],
    ['{"answer": oops}', spamTask, '{"answer": oops}', '{"answer": oops}'],
    ['<think>x</think> {"answer":"spam"}', spamTask, 'spam', 'spam'],
    ['{"answer":"spam"}', { type: 'text' }, '{"answer":"spam"}', '{"answer":"spam"}'],
    [' spam ', spamTask, 'spam', 'spam'],
  ];
  for (const [reply, task, text, place] of found)
    it(`is ${JSON.stringify(text)} in ${reply}`, () => {
      const answer = findAnswer(reply, { task });
      assert.deepEqual([answer.text, reply.slice(answer.start, answer.end)], [text, place]);
      assert.equal(answer.hasThought, reply.includes('think'));
      if (place !== reply.trim()) assert.equal(answer.start, reply.lastIndexOf(place));
    });

  it('of several rows is taken as it stands', () => {
    const reply = '{"answer":"spam"}';
    assert.equal(findAnswer(reply, { task: spamTask, rows: 2 }).text, reply);
    assert.equal(findAnswer(reply, { task: spamTask, rows: 1 }).text, 'spam');
  });

  it('is any text that a schema lets through, at its own place', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('', ' ', '\n'), (label, blank) => {
        const reply = `{${blank}"answer"${blank}:${blank}${JSON.stringify(label)}${blank}}`;
        const { text, start, end } = findAnswer(reply, { task: spamTask });
        assert.deepEqual([text, reply.slice(start, end)], [label, JSON.stringify(label).slice(1, -1)]);
      }),
    );
  });
});

describe('the confidence of an answer', () => {
  const token = (text: string, logprob: number) => ({ token: text, logprob });
  const near = (actual: number | undefined, wanted: number | undefined) => {
    if (wanted === undefined) assert.equal(actual, undefined);
    else assert.ok(Math.abs(actual! - wanted) < 1e-12, String(actual));
  };

  it('is that of its own tokens; none where they tell none', () => {
    const raw = '{"answer":"spam"}';
    const answer = findAnswer(raw, { task: spamTask });
    const tokens = [token('{"answer":"', -9), token('spam', Math.log(0.5)), token('"}', -9)];
    assert.deepEqual(Object.keys(confidenceOf(tokens, raw, answer, { task: spamTask })), ['confidence']);
    near(confidenceOf(tokens, raw, answer, { task: spamTask }).confidence, 0.5);
    for (const none of [[], null, undefined]) assert.deepEqual(confidenceOf(none, raw, answer, { task: spamTask }), {});
  });

  it("is each row's for several rows, in the order of their ids", () => {
    const raw = '{"answers":[{"id":2,"answer":"spam"},{"id":1,"answer":"ham"}]}';
    const tokens = [
      ...[
        token('{"answers":[{"id":2,"answer":"', -9),
        token('spam', Math.log(0.5)),
        token('"},{"id":1,"answer":"', -9),
      ],
      ...[token('ham', Math.log(0.25)), token('"}]}', -9)],
    ];
    const read = (rows: number, given: typeof tokens | null = tokens) =>
      confidenceOf(given, raw, findAnswer(raw, { task: spamTask, rows }), { task: spamTask, rows });
    assert.deepEqual(Object.keys(read(2)), ['confidences']);
    for (const [i, wanted] of [0.25, 0.5, undefined].entries()) near(read(3).confidences![i], wanted);
    assert.equal(read(3).confidences!.length, 3);
    assert.deepEqual(read(2, null), {});
    assert.deepEqual(read(2, []), {});
    assert.deepEqual(read(2, [token('elsewhere', -1)]), {});
  });
});
