// Rows of a table that has grown, known again by key or by content.
import assert from 'node:assert/strict';
import { matchRows } from '../../../src/app/growing/matchRows';
import { sha256OfText } from '../../../src/app/textDigest';
import { setDigest } from '../../../src/engine/rowDigests';

const digests = (texts: readonly string[]) => {
  const made = new Uint32Array(4 * texts.length);
  texts.forEach((text, row) => {
    setDigest(made, row, sha256OfText(text));
  });
  return made;
};
const match = (then: readonly [string, string][], now: readonly [string, string][], isKeyed: boolean) => {
  const of = (rows: readonly [string, string][]) => ({
    digests: digests(rows.map(([, content]) => content)),
    ...(isKeyed && { keys: digests(rows.map(([key]) => key)) }),
  });
  return matchRows(of(then), of(now), then.length, now.length, () => true);
};

describe('rows of a table that has grown', () => {
  const then: readonly [string, string][] = [
    ['1', 'a'],
    ['2', 'b'],
    ['3', 'b'],
  ];

  it('are known again in any order, changed ones by their key', () => {
    const now: readonly [string, string][] = [
      ['3', 'b'],
      ['4', 'c'],
      ['1', 'changed'],
    ];
    const { was, changed, removed, renamed } = match(then, now, true);
    assert.deepEqual([...was], [2, -1, -1]);
    assert.deepEqual({ changed, removed, renamed }, { changed: 1, removed: 1, renamed: 0 });
  });

  it('are told where all their keys are written otherwise than before', () => {
    const now = then.map(([key, content]): [string, string] => [`${key}.0`, content]);
    const { was, removed, renamed } = match(then, [...now, ['9.0', 'new']], true);
    assert.deepEqual([...was], [-1, -1, -1, -1]);
    assert.deepEqual({ removed, renamed }, { removed: 3, renamed: 3 });
    assert.deepEqual([...match(then, now, false).was], [0, 1, 2], 'by their content they are the same');
  });
});
