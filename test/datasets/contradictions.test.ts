import assert from 'node:assert/strict';
import { findContradictions } from '../../src/datasets/contradictions';

describe('findContradictions', () => {
  it('marks all rows of a text that some model answered in two ways', () => {
    const texts = ['passage', 'other', 'passage', 'passage', 'other'];
    const outputs = [
      ['a', 'b', 'a', 'a', 'b'],
      ['x', 'y', 'x', 'z', 'y'],
    ];
    assert.deepEqual([...findContradictions(texts, outputs)], [1, 0, 1, 1, 0]);
  });

  it('knows nothing of rows without a text', () => {
    assert.deepEqual([...findContradictions(['', ''], [['a', 'b']])], [0, 0]);
  });
});
