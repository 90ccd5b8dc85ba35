// How much a request may use at most: what the cap reserves for it rests on these numbers.
import assert from 'node:assert/strict';
import { maxInputTokens, maxOutputTokens } from '../../src/providers/outputBound';
import { testModel } from '../support/requests';

describe('the most that an answer may take', () => {
  const model = testModel('a');
  const most = (task: Parameters<typeof maxOutputTokens>[0]['task']) =>
    maxOutputTokens({ model, instruction: '', content: '', task });

  it('is the longest label where one is wanted, and every label with its quotes and comma where several may be', () => {
    const labels = ['spam', 'não', 'advertising'];
    assert.equal(most({ type: 'labels', labels }), 64 + 11);
    assert.equal(most({ type: 'labels', labels, multiple: true }), 64 + 4 + 4 + 11 + 3 * 4);
  });

  it('grows with the rows of a request', () => {
    const task = { type: 'number', absoluteTolerance: 0, relativeTolerance: 0 } as const;
    const of = (rows: number) => maxOutputTokens({ model, instruction: '', content: '', task, rows });
    assert.equal(of(1), 96);
    assert.equal(of(4) - of(3), of(3) - of(2));
    assert.ok(of(2) > 2 * 96);
  });
});

describe('the most that a request may hold', () => {
  const task = { type: 'text' } as const;
  const of = (content: string, body?: Record<string, unknown>) =>
    maxInputTokens({ model: testModel('a', { settings: body ? { body } : {} }), instruction: 'i', content, task });

  it('counts each byte of the row, and of what the ladder adds to the body', () => {
    assert.equal(of('né') - of(''), 3);
    assert.equal(of('', { a: 'xyz' }) - of(''), Buffer.byteLength('{"a":"xyz"}'));
  });
});
