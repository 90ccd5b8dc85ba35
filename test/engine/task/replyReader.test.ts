// How a reply ended decides before its text does, for every task.
import assert from 'node:assert/strict';
import type { FinishReason, Reply } from '../../../src/engine/provider';
import { makeReplyReader } from '../../../src/engine/task/parseAnswer';
import type { Task } from '../../../src/engine/task/task';

const answers: [Task, string][] = [
  [{ type: 'labels', labels: ['ham', 'spam'] }, 'spam'],
  [{ type: 'number', absoluteTolerance: 0, relativeTolerance: 0 }, '42'],
  [{ type: 'json', fields: [] }, '{"a":1}'],
  [{ type: 'text' }, 'A sentence that looks whole.'],
];
const reply = (text: string, unified: FinishReason['unified'], changes: Partial<Reply> = {}): Reply => ({
  text,
  usage: { inputTokens: 10, outputTokens: 68 },
  finish: { unified, raw: unified },
  ...changes,
});

describe('makeReplyReader', () => {
  for (const [task, text] of answers) {
    const read = makeReplyReader(task);
    it(`takes a whole ${task.type} answer`, () => {
      for (const unified of ['stop', 'other'] as const) assert.equal(read(reply(text, unified)).type, 'valid');
      assert.equal(read(reply(text, 'stop', { hasThought: true })).type, 'valid');
    });
    const endings: [FinishReason['unified'], RegExp][] = [
      ['length', /cut at the output limit of 68 tokens/],
      ['content-filter', /withheld/],
      ['broken-off', /broke off/],
      ['input-cut', /input-cut/],
    ];
    for (const [unified, reason] of endings)
      it(`takes no ${task.type} answer that ended by ${unified}, and says why`, () => {
        const answer = read(reply(text, unified));
        assert.ok(answer.type === 'invalid');
        assert.match(answer.reason, reason);
      });
    it(`takes no thinking for a ${task.type} answer`, () => {
      for (const thought of ['', '  ']) {
        const answer = read(reply(thought, 'stop', { hasThought: true }));
        assert.ok(answer.type === 'invalid');
        assert.match(answer.reason, /thought and gave no answer/);
      }
      const cut = read(reply('', 'length', { hasThought: true }));
      assert.ok(cut.type === 'invalid' && /still thinking/.test(cut.reason));
    });
  }
});
