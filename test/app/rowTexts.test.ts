// Rows' texts come back as they were, and hold neither heap nor the records that they were cut from.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RowTexts } from '../../src/app/rowTexts';
import { heapOf } from '../support/heapOf';

describe('texts of rows', () => {
  it('come back as they were, whatever they hold and however many there are', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('', '\ud83d', 'é', '—'),
    );
    const repeated = fc.tuple(
      fc.array(text, { minLength: 1, maxLength: 40 }),
      fc.constantFrom(1, 1023, 1024, 1025, 2048, 3000),
    );
    fc.assert(
      fc.property(repeated, ([some, count]) => {
        const all = Array.from({ length: count }, (_, row) => some[row % some.length]!);
        const texts = new RowTexts(count);
        for (const one of all) texts.add(one);
        all.forEach((one, row) => {
          assert.equal(texts.of(row), one);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('do not hold the records that they were cut from', () => {
    const rows = 4000;
    const { heapBytes } = heapOf(() => {
      const texts = new RowTexts(rows);
      for (let row = 0; row < rows; row++) texts.add(`${String(row)},${'other columns '.repeat(700)}`.slice(0, 40));
      return texts;
    });
    // The records are 40 MB together, the pieces of the last block's rows hold theirs until it is full.
    assert.ok(heapBytes < 12e6, String(heapBytes));
  });
});
