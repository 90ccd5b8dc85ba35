// Thinking is separated from the answer in every form that models and servers leave it in, and thinking alone is never an answer.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseAnswer } from '../../../src/engine/task/parseAnswer';
import type { Task } from '../../../src/engine/task/task';
import { findAnswerPlace } from '../../../src/engine/task/thinking';

const answerOf = (reply: string) => {
  const { start, end, isUnfinished } = findAnswerPlace(reply);
  return isUnfinished ? undefined : reply.slice(start, end);
};

const pairs: [string, string][] = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<THINK>', '</THINK >'],
  ['<think type="deep">', '</think>'],
  ['<thought>', '</thought>'],
  ['<reasoning>', '</reasoning>'],
  ['<reflection>', '</reflection>'],
  ['<scratchpad>', '</scratchpad>'],
  ['<antThinking>', '</antThinking>'],
  ['<seed:think>', '</seed:think>'],
  ['[THINK]', '[/THINK]'],
  ['◁think▷', '◁/think▷'],
  ['<|begin_of_thought|>', '<|end_of_thought|>'],
  ['<|START_THINKING|>', '<|END_THINKING|>'],
  ['<unused94>thought\n', '<unused95>'],
  ['<|channel>thought\n', '<channel|>'],
  ['<|channel|>analysis<|message|>', '<|end|><|start|>assistant<|channel|>final<|message|>'],
  ['<|start|>assistant<|channel|>analysis<|message|>', '<|end|><|start|>assistant<|channel|>final<|message|>'],
  ['analysisThe user says: ', 'assistantfinal'],
];
const thoughts = 'It might be ham.\nNo: a prize, so spam? {"answer":"ham"} <b>or</b>';

describe('findAnswerPlace', () => {
  for (const [open, close] of pairs) {
    it(`takes the answer after ${JSON.stringify(open)} ... ${JSON.stringify(close)}`, () => {
      assert.equal(answerOf(`${open}${thoughts}${close}spam`), 'spam');
      assert.equal(answerOf(`\n ${open}\n${thoughts}\n${close}\n\n spam\n`), 'spam');
    });
    it(`sees that ${JSON.stringify(open)} was never closed`, () => {
      assert.equal(answerOf(`${open}${thoughts}`), undefined);
    });
  }
  const others: [string, string | undefined][] = [
    // Only closed: the chat template has opened it.
    ['Okay, let me see. ham or spam?\n</think>\n\nham', 'ham'],
    ['so ham</think>', ''],
    ['so ham[/THINK]spam', 'spam'],
    // Several.
    ['<think>a</think><think>b</think>spam', 'spam'],
    ['<think>a</think>\nspam\n<think>b', undefined],
    ['<think>I could write <think> here</think>spam', 'spam'],
    ['Sure.\n<think>a</think>\nspam', 'spam'],
    // Marks around the answer.
    ['<think>a</think><answer>spam</answer>', 'spam'],
    ['<|START_THINKING|>a<|END_THINKING|><|START_RESPONSE|>spam<|END_RESPONSE|>', 'spam'],
    ['<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>spam<|return|>', 'spam'],
    ['<|channel|>final<|message|>spam', 'spam'],
    ['<|channel|>final <|constrain|>json<|message|>{"answer":"spam"}', '{"answer":"spam"}'],
    ['<|channel|>analysis<|message|>a<|end|>', undefined],
    // No thinking.
    ['spam', 'spam'],
    ['', ''],
    ['The tag `</think>` ends it.', 'The tag `</think>` ends it.'],
    ['Models write <think> before they answer.', 'Models write <think> before they answer.'],
    ['{"html":"<think>a</think>b"}', '{"html":"<think>a</think>b"}'],
    ['<p>thinking</p>', '<p>thinking</p>'],
    ['analysis of variance', 'analysis of variance'],
    ['I am thinking</p>', 'I am thinking</p>'],
  ];
  for (const [reply, wanted] of others)
    it(`reads ${JSON.stringify(reply)} as ${wanted === undefined ? 'unfinished' : JSON.stringify(wanted)}`, () => {
      assert.equal(answerOf(reply), wanted);
    });

  it('gives the same answer whatever was thought, and never a part of the thought', () => {
    const thought = fc.string({
      unit: fc.constantFrom('ham', 'spam', ' ', '\n', '.', '{', '}', '"answer":', '<b>', '1'),
    });
    const answer = fc.constantFrom('spam', '{"answer":"ham"}', '42', 'A sentence, with ham.\nAnd another.');
    fc.assert(
      fc.property(fc.constantFrom(...pairs), thought, answer, (pair, thought, answer) => {
        assert.equal(answerOf(`${pair[0]}${thought}${pair[1]}${answer}`), answer);
        assert.equal(answerOf(`${pair[0]}${thought}`), undefined);
      }),
    );
  });
  it('lies within the reply, whatever it holds, in linear time', () => {
    const pieces = fc.constantFrom(...pairs.flat(), 'spam', ' ', '\n', '`', '<answer>', '</answer>', '<|return|>');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const reply = parts.join('');
        const { start, end } = findAnswerPlace(reply);
        assert.ok(0 <= start && start <= end && end <= reply.length);
      }),
    );
    findAnswerPlace('<think>'.repeat(50_000));
    findAnswerPlace('</think>'.repeat(20_000));
    findAnswerPlace(`<think>${' '.repeat(200_000)}`);
  });
});

describe('a reply that is all thinking', () => {
  const tasks: Task[] = [
    { type: 'labels', labels: ['ham', 'spam'] },
    { type: 'number', absoluteTolerance: 0, relativeTolerance: 0 },
    { type: 'json', fields: [] },
    { type: 'text' },
  ];
  for (const task of tasks)
    it(`is no answer of a ${task.type} task`, () => {
      for (const [open, close] of pairs)
        for (const text of ['spam', '42', '{"answer":"spam"}', 'A sentence.']) {
          assert.equal(parseAnswer(task, `${open}${text}`).type, 'invalid', open);
          assert.equal(parseAnswer(task, `${open}${text}${close}`).type, 'invalid', open);
        }
    });
});
