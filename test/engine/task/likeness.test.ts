// What two answers share, and what says nothing.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonField } from '../../../src/engine/task/jsonFields';
import { likenessOf, refuses } from '../../../src/engine/task/likeness';
import { parseAnswer } from '../../../src/engine/task/parseAnswer';
import type { Task } from '../../../src/engine/task/task';

function readAs(task: Task, reply: string) {
  const parsed = parseAnswer(task, reply);
  assert.ok(parsed.type === 'valid', reply);
  return likenessOf(task)!.read(parsed.key, parsed.answer);
}
const between = (task: Task, a: string, b: string) => likenessOf(task)!.between(readAs(task, a), readAs(task, b));
const json = (...fields: JsonField[]): Task => ({ type: 'json', fields });

describe('likeness of answers', () => {
  it('is of texts and JSON alone: labels and numbers are equal or they are not', () => {
    assert.equal(likenessOf({ type: 'labels', labels: ['a', 'b'] }), undefined);
    assert.equal(likenessOf({ type: 'number', absoluteTolerance: 0, relativeTolerance: 0 }), undefined);
  });

  it('of texts is the token F1 of their words, whatever their rule', () => {
    for (const task of [
      { type: 'text' },
      { type: 'text', same: { by: 'words' } },
      { type: 'text', same: { by: 'similar', from: 0.9 } },
      { type: 'text', same: { by: 'judge' } },
    ] as const) {
      assert.equal(between(task, 'The pump failed.', 'the pump failed'), 1);
      assert.equal(between(task, 'The pump failed', 'The pump works'), 2 / 3);
      assert.equal(between(task, 'yes', 'no'), 0);
    }
  });

  it('of JSON is the mean over its fields, each by its rule, texts by their words', () => {
    const task = json('name', { path: 'total', same: 'number', tolerance: 0.1 }, { path: 'note', same: 'judge' });
    const one = '{"name":"Ann","total":10,"note":"paid in May"}';
    assert.equal(between(task, one, '{"name":"Ann","total":"10.05","note":"paid in May"}'), 1);
    assert.equal(between(task, one, '{"name":"Bob","total":10,"note":"paid in May"}'), 2 / 3);
    assert.ok(
      Math.abs(between(task, one, '{"name":"Ann","total":10,"note":"paid in June"}') - (2 + 2 / 3) / 3) < 1e-12,
    );
    assert.equal(between(json('a', 'b'), '{"a":1,"b":2}', '{"a":1,"b":3}'), 1 / 2);
    assert.equal(between(json(), '{"a":1,"b":2}', '{"a":1,"c":2}'), 1 / 3, 'fields that one of the two lacks');
  });

  it('is symmetric, in [0, 1], and 1 of an answer with itself', () => {
    const text: Task = { type: 'text', same: { by: 'judge' } };
    const word = fc.constantFrom('pump', 'depot', 'May', '12', '水泵', 'x');
    const texts = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const share = between(text, a, b);
        assert.ok(share >= 0 && share <= 1);
        assert.equal(share, between(text, b, a));
        assert.equal(between(text, a, a), 1);
      }),
    );
  });

  it('knows answers that say nothing', () => {
    for (const text of [
      'I’m sorry, but I cannot help with that.',
      "I can't tell from the text.",
      'As an AI language model, I have no access.',
      'N/A',
      'Not specified.',
      'Es tut mir leid, das geht nicht.',
      'Lo siento, no puedo hacerlo.',
      '抱歉，我无法回答。',
    ])
      assert.equal(refuses(text), true, text);
    for (const text of [
      'The parcel is late; the sender is sorry.',
      'Sales fell in May.',
      'I received 12 crates.',
      'Nathan bought it.',
      'None of the pumps failed.',
    ])
      assert.equal(refuses(text), false, text);
    assert.equal(readAs({ type: 'text' }, 'I cannot say.').blank, 1);
    assert.equal(readAs({ type: 'text' }, 'Twelve crates.').blank, 0);
    assert.equal(readAs(json('a', 'b'), '{"a":null,"b":"x"}').blank, 1 / 2);
    assert.equal(readAs(json('a', { path: 'b', same: 'set' }), '{"a":"x","b":[]}').blank, 1 / 2);
    assert.equal(readAs({ type: 'text' }, 'Twelve crates came.').words, 3);
  });
});
