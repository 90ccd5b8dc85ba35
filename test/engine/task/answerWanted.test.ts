import assert from 'node:assert/strict';
import { answerWanted } from '../../../src/engine/task/answerWanted';

describe('what an answer may be, in words', () => {
  it('names the labels, one or some of them, and what other tasks read', () => {
    const labels = ['ham', 'not "ham"'];
    assert.equal(answerWanted({ type: 'labels', labels }), 'one of "ham", "not \\"ham\\""');
    assert.equal(answerWanted({ type: 'labels', labels, multiple: true }), 'some of "ham", "not \\"ham\\""');
    assert.equal(answerWanted({ type: 'number', absoluteTolerance: 0, relativeTolerance: 0 }), 'a number');
    assert.equal(answerWanted({ type: 'json', fields: [] }), 'JSON');
    assert.equal(answerWanted({ type: 'text' }), 'a text');
  });
});
