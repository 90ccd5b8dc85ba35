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
