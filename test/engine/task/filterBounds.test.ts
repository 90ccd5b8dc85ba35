import assert from 'node:assert/strict';
import fc from 'fast-check';
import { errorOfEach, missedAllowed, wrongAllowed } from '../../../src/engine/task/filterBounds';

/** Shares as people write them, with two decimals. */
const share = fc.integer({ min: 1, max: 100 }).map((hundredths) => hundredths / 100);
const rows = fc.integer({ min: 0, max: 5000 });
const tiny = 1e-9;

describe('the bounds of a filter', () => {
  it('allow as many missed rows as keep the recall, and not one more', () => {
    fc.assert(
      fc.property(share, rows, (recall, right) => {
        const missed = missedAllowed({ recall, precision: 1 }, right);
        assert.ok(right >= recall * (right + missed) - tiny);
        if (right > 0) assert.ok(right < recall * (right + missed + 1) - tiny);
      }),
    );
    assert.equal(missedAllowed({ recall: 0.95, precision: 1 }, 19), 1);
    assert.equal(missedAllowed({ recall: 0.95, precision: 1 }, 0), 0);
  });

  it('allow as many wrong rows as keep the precision, and not one more', () => {
    fc.assert(
      fc.property(share, rows, (precision, kept) => {
        const wrong = wrongAllowed({ recall: 1, precision }, kept);
        assert.ok(kept - wrong >= precision * kept - tiny);
        if (kept > 0) assert.ok(kept - wrong - 1 < precision * kept - tiny);
      }),
    );
    assert.equal(wrongAllowed({ recall: 1, precision: 0.9 }, 10), 1);
  });

  it('share the error probability only where both may err', () => {
    assert.deepEqual(
      [errorOfEach({ recall: 0.9, precision: 1 }, 0.05), errorOfEach({ recall: 1, precision: 0.9 }, 0.05)],
      [0.05, 0.05],
    );
    assert.equal(errorOfEach({ recall: 0.9, precision: 0.9 }, 0.05), 0.025);
  });
});
