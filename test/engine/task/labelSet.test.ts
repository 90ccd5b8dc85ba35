import assert from 'node:assert/strict';
import fc from 'fast-check';
import { equivalence, parseAnswer } from '../../../src/engine/task/parseAnswer';
import type { Task } from '../../../src/engine/task/task';

const task: Task = { type: 'labels', labels: ['billing', 'refund', 'Log-in', 'other'], multiple: true };
const read = (reply: string, of: Task = task) => {
  const answer = parseAnswer(of, reply);
  return answer.type === 'valid' ? answer.answer : undefined;
};

describe('several labels per row', () => {
  it('reads lists in the forms in which models write them', () => {
    const replies = [
      '["billing","refund"]',
      '```json\n["refund", "billing"]\n```',
      '{"labels": ["billing", "refund"]}',
      'billing, refund',
      'Refund; Billing',
      'billing and refund',
      'Labels: billing, refund.',
      '- billing\n- refund',
      '1. billing\n2. refund',
      '**billing**, **refund**',
      '"billing", "refund"',
      '[billing, refund]',
    ];
    for (const reply of replies) {
      assert.equal(read(reply), 'billing, refund', reply);
    }
    assert.equal(read('{"answer": "refund"}'), 'refund');
    assert.equal(read('log in'), 'Log-in');
    assert.equal(read('refund, billing, refund'), 'billing, refund');
  });

  it('tells no label from no answer', () => {
    for (const reply of ['[]', '{"labels": []}', 'none', 'None.', 'No labels', 'none of these', 'n/a']) {
      assert.equal(read(reply), '[]', reply);
    }
    for (const reply of ['', '   ', '{}', '""']) assert.equal(read(reply), undefined, reply);
    assert.equal(read('none', { ...task, labels: ['none', 'some'] }), 'none');
  });

  it('leaves in doubt what is not labels throughout', () => {
    const doubtful = [
      'billing, refund, shipping',
      'billing, but not refund',
      'not billing',
      'billing?',
      'It could be billing or refund.',
      'billing or refund',
      'billing/refund',
      'The labels that apply are billing and perhaps refund',
      '["billing", 3]',
      '{"billing": true, "refund": false}',
      'billing refund',
    ];
    for (const reply of doubtful) assert.equal(read(reply), undefined, reply);
  });

  it('class of JSON that gives something else than the labels', () => {
    const others = [
      'not',
      'wrong_labels',
      'rejected',
      'excluded_labels',
      'possible_labels',
      'all_labels',
      'confidence',
    ];
    for (const name of others) assert.equal(read(JSON.stringify({ [name]: ['billing'] })), undefined, name);
    assert.equal(read('{"labels":"billing, refund"}'), 'billing, refund');
    assert.equal(read('{"labels":"billing, not refund"}'), undefined);
  });

  it('class of lists as they are written elsewhere', () => {
    for (const reply of [
      'billing、refund',
      'billing，refund',
      'billing；refund',
      'billing | refund',
      'billing، refund',
    ])
      assert.equal(read(reply), 'billing, refund', reply);
    for (const reply of ['keine', 'aucune', 'ninguna', 'nessuna', '无', 'なし', '없음'])
      assert.equal(read(reply), '[]', reply);
    for (const reply of ['billing、不refund', 'keine billing', 'billing, keine'])
      assert.equal(read(reply), undefined, reply);
  });

  it('keeps labels whole that hold a separator', () => {
    const cut: Task = { type: 'labels', labels: ['arms, weapons', 'food and drink', 'toys'], multiple: true };
    assert.equal(read('["toys","arms, weapons"]', cut), '["arms, weapons","toys"]');
    assert.equal(read('arms, weapons\ntoys', cut), '["arms, weapons","toys"]');
    assert.equal(read('food and drink; toys', cut), 'food and drink, toys');
    assert.equal(read('weapons', cut), undefined);
  });

  it('any set in any order and form is that set, and no other', () => {
    const labels = ['alpha', 'beta two', 'gamma', 'delta-x', 'Epsilon'];
    const of: Task = { type: 'labels', labels, multiple: true };
    const forms: readonly ((items: readonly string[]) => string)[] = [
      (items) => JSON.stringify(items),
      (items) => JSON.stringify({ labels: items }),
      (items) => (items.length === 0 ? 'none' : items.join(', ')),
      (items) => (items.length === 0 ? '[]' : items.map((item) => `* ${item.toUpperCase()}`).join('\n')),
    ];
    const set = fc.shuffledSubarray(labels);
    fc.assert(
      fc.property(set, set, fc.nat(3), fc.nat(3), (a, b, formA, formB) => {
        const [given, wanted] = [parseAnswer(of, forms[formA]!(a)), parseAnswer(of, forms[formB]!(b))];
        assert.ok(given.type === 'valid' && wanted.type === 'valid');
        const isSame = a.length === b.length && a.every((label) => b.includes(label));
        assert.equal(equivalence(of)(given.key, wanted.key), isSame);
      }),
    );
  });
});
