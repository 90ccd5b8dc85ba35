import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findTwins, TwinGroups } from '../../src/engine/twinGroups';

describe('findTwins', () => {
  it('points every row to the first one with the same text, and is undefined when all differ', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 })), (texts) => {
        const expected = texts.map((text) => texts.indexOf(text));
        const isUnique = expected.every((first, row) => first === row);
        assert.deepEqual(findTwins(texts)?.join(), isUnique ? undefined : expected.join());
      }),
      { seed: 1 },
    );
  });

  it('finds no twins among 200,000 texts that differ in one character', () => {
    assert.equal(findTwins(Array.from({ length: 200_000 }, (_, i) => `row number ${String(i)}`)), undefined);
  });

  it('tells texts apart that differ in one place of four, wherever it stands', () => {
    // Bytes at each place of a word: were the upper ones not carried down, thousands of these pairs would meet.
    for (const place of [0, 1, 2, 3]) {
      const texts: string[] = [];
      for (let a = 32; a < 127; a++)
        for (let b = 32; b < 127; b++)
          for (let c = 0; c < 20; c++)
            texts.push(
              [a, b, 32 + c]
                .map((code) =>
                  String.fromCharCode(code)
                    .padStart(place + 1, '.')
                    .padEnd(4, '.'),
                )
                .join(''),
            );
      assert.equal(findTwins(texts), undefined, `place ${String(place)}`);
    }
  });

  it('tells long texts apart by their last character, and by zeros at their end', () => {
    const long = 'é😀'.repeat(20_000);
    const texts = [long, `${long}a`, `${long}b`, `${long}\0`, `${long}\0\0`, `a${long}`, '', '\0', '\0\0', long];
    assert.deepEqual([...findTwins(texts)!], [0, 1, 2, 3, 4, 5, 6, 7, 8, 0]);
  });
});

describe('TwinGroups', () => {
  it('visits all identical rows but the row itself', () => {
    const groups = new TwinGroups(Int32Array.of(0, 1, 0, 3, 1, 0));
    const others = (row: number) => {
      const seen: number[] = [];
      groups.forEachOther(row, (twin) => seen.push(twin));
      return seen;
    };
    assert.deepEqual([others(0), others(2), others(4), others(3)], [[2, 5], [0, 5], [1], []]);
  });
});
