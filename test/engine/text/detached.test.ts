// A detached text is the same text and holds nothing else; answers of replies are such texts.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { askedOf } from '../../../src/engine/drive/askRow';
import type { Reply } from '../../../src/engine/provider';
import { makeReplyReader } from '../../../src/engine/task/parseAnswer';
import type { Task } from '../../../src/engine/task/task';
import { detached } from '../../../src/engine/text/detached';
import { heapOf } from '../../support/heapOf';
import { testModel } from '../../support/requests';

const tasks: readonly (readonly [string, Task, (row: number) => string])[] = [
  ['a text', { type: 'text' }, (row) => `The answer to the row is number ${String(row)}.`],
  ['JSON', { type: 'json', fields: [] }, (row) => `{"city":"Springfield the ${String(row)}th"}`],
  [
    'a number',
    { type: 'number', absoluteTolerance: 0, relativeTolerance: 0 },
    (row) => `1234567890.${String(100_000 + row)}`,
  ],
  ['labels', { type: 'labels', labels: ['a first long label', 'a second long label'] }, () => 'a second long label'],
];
const replyOf = (text: string): Reply => ({ text, usage: {}, finish: { unified: 'stop' } });
const kilobytes = (row: number) => `${String(row)} ${'so I think about it '.repeat(500)}`;

describe('texts that hold nothing else', () => {
  it('are the same', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', '\ud83d', '\udc00', '\u0000', '"\\'),
        (text, odd) => {
          assert.equal(detached(text + odd), text + odd);
        },
      ),
    );
  });

  for (const [name, task, answer] of tasks)
    it(`answers, ${name}, without the thoughts before them`, () => {
      const read = makeReplyReader(task);
      const { value, heapBytes } = heapOf(() =>
        Array.from({ length: 2000 }, (_, row) => read(replyOf(`<think>${kilobytes(row)}</think>${answer(row)}`))),
      );
      assert.ok(value.every(({ type }) => type === 'valid'));
      // The replies are 20 MB together.
      assert.ok(heapBytes < 3e6, String(heapBytes));
    });

  it('what is kept of an unreadable reply, without the rest', () => {
    const { value, heapBytes } = heapOf(() =>
      Array.from({ length: 500 }, (_, row) =>
        askedOf(testModel(), [replyOf(kilobytes(row).repeat(6))], { type: 'invalid', reason: 'No label.' }),
      ),
    );
    assert.equal(value[0]!.answer.text?.length, 2000);
    // The replies are 30 MB together, and 1 MB is kept of them.
    assert.ok(heapBytes < 4e6, String(heapBytes));
  });
});
