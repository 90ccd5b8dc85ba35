// Reads what a reply to several rows says: what stands there whole counts, by its id, once, and nothing else does.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Row } from '../../../src/engine/dataset';
import { makePrompt } from '../../../src/engine/prompt/template';
import type { Reply } from '../../../src/engine/provider';
import { makePackReader } from '../../../src/engine/task/packedReply';
import { readPackedReply } from '../../../src/engine/task/packedReply';
import type { Task } from '../../../src/engine/task/task';
import { rowsOfContent } from '../../support/packedAnswerer';

const spamTask: Task = { type: 'labels', labels: ['spam', 'ham'] };
const textOf = (reply: string, rows: number) =>
  Object.fromEntries([...readPackedReply(reply, rows).answers].map(([id, { text }]) => [id, text]));
const replyOf = (text: string, unified: Reply['finish']['unified'] = 'stop'): Reply => ({
  ...{ text, usage: {}, finish: { unified } },
});
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('"', '\\', '</row>', '<row id="2">', '{"id":1,"answer":"x"}', ']}', '\n', 'null', '{{', 'ham, spam'),
);

describe('rows in one request', () => {
  const columns = ['text', 'row', 'more text'];
  const prompt = makePrompt('Judge {{text}} {{row}} {{more text}}', columns, spamTask).prompt!;

  it('each stand in one element, whatever is in them', () => {
    const hostile = fc.oneof(
      anyText,
      fc
        .array(fc.constantFrom('<', '</', '<\\', 'row', ' id="2"', '>', 'text', '\n', 'A'), { maxLength: 12 })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, hostile, hostile), { minLength: 1, maxLength: 6 }), (all) => {
        const rows = all.map((values, index): Row => ({ index, get: (name) => values[columns.indexOf(name)] }));
        const { content } = prompt.renderTogether(rows);
        const found = rowsOfContent(content);
        assert.deepEqual(
          found.map(({ id }) => id),
          all.map((_, at) => at + 1),
        );
        assert.equal(content.match(/<\s*\/?\s*row(?![\p{L}\p{N}_.-])/giu)!.length, 2 * all.length);
        found.forEach(({ content: inner }) =>
          assert.match(inner, /^<text>[^]*<\/text>\n<row_2>[^]*<\/row_2>\n<more_text>/),
        );
      }),
    );
  });
});

describe('a reply about several rows', () => {
  it('gives back what was written, with the place of each answer', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 8 }), fc.boolean(), (texts, isSpaced) => {
        const answers = texts.map((answer, at) => ({ id: at + 1, answer }));
        const reply = JSON.stringify({ answers }, undefined, isSpaced ? 2 : 0);
        const read = readPackedReply(reply, texts.length);
        assert.equal(read.problem, undefined);
        texts.forEach((text, at) => {
          const { start, end, text: said } = read.answers.get(at + 1)!;
          assert.equal(said, text);
          assert.equal(reply.slice(start, end), JSON.stringify(text).slice(1, -1));
        });
      }),
    );
  });

  it('that is cut anywhere answers no row that it does not hold whole, and those before the cut rightly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(anyText, fc.double({ noNaN: true }), fc.constant({ a: [1, '}'] })), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.nat(),
        (values, cutAt) => {
          const whole = JSON.stringify({ answers: values.map((answer, at) => ({ id: at + 1, answer })) });
          const cut = whole.slice(0, cutAt % whole.length);
          const ends = values.map(
            (_, at) =>
              JSON.stringify({ answers: values.slice(0, at + 1).map((answer, i) => ({ id: i + 1, answer })) }).length -
              2,
          );
          const { answers } = readPackedReply(cut, values.length);
          values.forEach((value, at) => {
            const answer = answers.get(at + 1);
            assert.equal(answer !== undefined, cut.length >= ends[at]!, `${cut} ${String(at)}`);
            if (answer)
              assert.deepEqual(
                answer.isString ? answer.text : JSON.parse(answer.text),
                value === null ? value : JSON.parse(JSON.stringify(value)),
              );
          });
        },
      ),
    );
  });

  it('never throws and never answers a row that it does not name, whatever it is', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      ':',
      '"answers"',
      '"id"',
      '"answer"',
      '1',
      '2',
      '"spam"',
      '\\',
      ' ',
      'null',
      '<think>',
      '```',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
        ),
        (reply) => {
          for (const [id, { start, end }] of readPackedReply(reply, 2).answers) {
            assert.ok(id === 1 || id === 2);
            assert.ok(start >= 0 && start <= end && end <= reply.length);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('reads the list alone, a fenced one, ids as texts, thinking before it', () => {
    const wanted = { 1: 'spam', 2: 'ham' };
    const list = '[{"id": 1, "answer": "spam"}, {"answer": "ham", "id": "2"}]';
    for (const reply of [
      list,
      `\`\`\`json\n${list}\n\`\`\``,
      `{"note": "[1]", "answers": ${list}}`,
      `<think>{"answers": [{"id": 1, "answer": "ham"}]}</think>\n${list}`,
    ])
      assert.deepEqual(textOf(reply, 2), wanted, reply);
  });

  it('answers nobody by an id that stands twice, even with the same answer', () => {
    assert.deepEqual(
      textOf('{"answers":[{"id":1,"answer":"spam"},{"id":2,"answer":"ham"},{"id":1,"answer":"spam"}]}', 2),
      { 2: 'ham' },
    );
    assert.deepEqual(textOf('{"answers":[{"id":1,"id":2,"answer":"spam"},{"id":2,"answer":"ham"}]}', 2), { 2: 'ham' });
    assert.deepEqual(textOf('{"answers":[{"id":1,"answer":"spam","answer":"ham"}]}', 1), {});
  });

  it('is not believed at all where it counts otherwise', () => {
    for (const id of ['0', '3', '-1', '"7"'])
      assert.deepEqual(textOf(`{"answers":[{"id":1,"answer":"spam"},{"id":${id},"answer":"ham"}]}`, 2), {}, id);
  });

  it('says nothing in another shape', () => {
    for (const reply of [
      '{"1":"spam","2":"ham"}',
      '{"answers":["spam","ham"]}',
      '{"answers":{"1":"spam"}}',
      'spam, ham',
      '',
      '{"answers":[{"id":1.5,"answer":"spam"}]}',
      '{"answers":[{"id":1,"answer":null}]}',
    ])
      assert.deepEqual(textOf(reply, 2), {}, reply);
  });
});

describe('which rows such a reply answers', () => {
  const two = (one: unknown, other: unknown) =>
    JSON.stringify({
      answers: [
        { id: 1, answer: one },
        { id: 2, answer: other },
      ],
    });
  const keys = (task: Task, reply: Reply) => makePackReader(task)(reply, 2).answers.map((answer) => answer?.key);

  it('those whose answer is of the kind', () => {
    assert.deepEqual(keys(spamTask, replyOf(two('Spam', 'unsure'))), ['spam', undefined]);
    assert.deepEqual(keys({ type: 'number', absoluteTolerance: 0, relativeTolerance: 0 }, replyOf(two(12.5, 'none'))), [
      '12.5',
      undefined,
    ]);
    assert.deepEqual(keys({ type: 'text' }, replyOf(two('Rome', { city: 'Rome' }))), ['Rome', undefined]);
    const json = keys({ type: 'json', fields: ['city'] }, replyOf(two({ city: 'Rome' }, { town: 'Rome' })));
    assert.ok(json[0] !== undefined && json[1] === undefined);
    assert.equal(
      keys({ ...spamTask, multiple: true }, replyOf(two(['ham', 'spam'], ['none']))).filter(Boolean).length,
      1,
    );
  });

  it('those before the cut; none of what was withheld or broke off', () => {
    const reply = '{"answers":[{"id":1,"answer":"spam"},{"id":2,"answer":"ha';
    assert.deepEqual(keys(spamTask, replyOf(reply, 'length')), ['spam', undefined]);
    for (const unified of ['content-filter', 'broken-off', 'input-cut'] as const)
      assert.deepEqual(keys(spamTask, replyOf(two('spam', 'ham'), unified)), [undefined, undefined]);
  });
});
