// Which rows share a request: all of them, each once, none too many, the same for the same rows and seed, and mixed.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packBlocks, packSize } from '../../../src/engine/drive/packs';

const groupsOf = (rows: readonly number[], size: number, seed: number) =>
  [...packBlocks(Int32Array.from(rows), size, seed)].flat().map((group) => [...group]);

describe('groups of rows', () => {
  it('hold every row once, as equally as they come, and the same ones for a seed', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat({ max: 100_000 }), { maxLength: 300 }),
        fc.integer({ min: 2, max: 100 }),
        fc.nat(),
        (all, size, seed) => {
          const rows = all.sort((a, b) => a - b);
          const groups = groupsOf(rows, size, seed);
          assert.deepEqual(
            groups.flat().sort((a, b) => a - b),
            rows,
          );
          const sizes = groups.map(({ length }) => length);
          assert.ok(sizes.every((length) => length >= 1 && length <= size));
          assert.ok(sizes.length === 0 || Math.max(...sizes) - Math.min(...sizes) <= 1);
          assert.equal(groups.length, Math.ceil(rows.length / size), 'no request more than needed');
          assert.deepEqual(groupsOf(rows, size, seed), groups);
        },
      ),
    );
  });

  it('put rows from all over the file side by side', () => {
    const groups = groupsOf(
      Array.from({ length: 5000 }, (_, row) => row),
      10,
      7,
    );
    const spread = groups.filter((group) => Math.max(...group) - Math.min(...group) > 2000).length;
    assert.ok(spread > 0.95 * groups.length, String(spread));
    assert.notDeepEqual(groupsOf([1, 2, 3, 4, 5, 6, 7, 8], 2, 1), groupsOf([1, 2, 3, 4, 5, 6, 7, 8], 2, 2));
  });

  it('of a large file are read block by block', () => {
    const blocks = [
      ...packBlocks(
        Int32Array.from({ length: 25_000 }, (_, row) => row),
        7,
        1,
      ),
    ];
    assert.deepEqual(
      blocks.map((groups) => groups.reduce((sum, group) => sum + group.length, 0)),
      [9996, 9996, 5008],
    );
  });

  it('become half as large, then single rows', () => {
    assert.deepEqual(
      [0, 1, 2, 3].map((unanswered) => packSize(10, unanswered)),
      [10, 5, 1, 1],
    );
    assert.deepEqual(
      [0, 1, 2].map((unanswered) => packSize(2, unanswered)),
      [2, 1, 1],
    );
  });
});
