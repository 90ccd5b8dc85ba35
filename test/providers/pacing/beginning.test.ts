import assert from 'node:assert/strict';
import { Beginning } from '../../../src/providers/pacing/beginning';

describe('what an account has shown before its first answers', () => {
  it('counts failures of all models together until one answers, then of each by itself', () => {
    const beginning = new Beginning();
    assert.deepEqual(
      ['a', 'b', 'a', 'c'].map((model) => beginning.failed(model)),
      [1, 2, 3, 4],
    );
    beginning.answeredBy('b');
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((model) => beginning.failed(model)),
      [3, 2, 2, 1],
    );
  });

  it('knows who has answered, and that the address replies', () => {
    const beginning = new Beginning();
    assert.equal(beginning.hasReplied, false);
    beginning.failed('a');
    assert.equal(beginning.hasReplied, false, 'a failure may be a missing connection');
    assert.equal(beginning.hasAnswered('a'), false);
    beginning.answeredBy('a');
    assert.deepEqual(
      [beginning.hasReplied, beginning.hasAnswered('a'), beginning.hasAnswered('b')],
      [true, true, false],
    );
  });
});
