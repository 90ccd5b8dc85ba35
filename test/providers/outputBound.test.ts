// How much a request may use at most: what the cap reserves for it rests on these numbers.
import assert from 'node:assert/strict';
import { maxOutputTokens } from '../../src/providers/outputBound';
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
});
