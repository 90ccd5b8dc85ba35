import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editDistance, nearestName } from '../../src/engine/nearestName';

describe('nearestName', () => {
  it('finds a slip, ignores what is far', () => {
    assert.equal(nearestName('txet', ['id', 'text']), 'text');
    assert.equal(nearestName('Review', ['review', 'reviewer']), 'review');
    assert.equal(nearestName('price', ['id', 'text']), undefined);
  });

  it('measures a distance: zero for equal, symmetric, at most the longer length', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        assert.equal(editDistance(a, b), editDistance(b, a));
        assert.equal(editDistance(a, b) === 0, a === b);
        assert.ok(editDistance(a, b) <= Math.max(a.length, b.length));
      }),
    );
  });
});
