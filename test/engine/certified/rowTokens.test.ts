import assert from 'node:assert/strict';
import { RowTokens } from '../../../src/engine/certified/rowTokens';
import { mostTokens, TokenHasher } from '../../../src/engine/certified/textTokens';

describe("rows' tokens", () => {
  it('are those of the text, whatever was read in between and however many are kept', () => {
    // 12,000 long texts hold more features than are kept: the last ones are hashed anew each time.
    const rowCount = 12_000;
    const word = (at: number) => String.fromCharCode(97 + (at % 26), 97 + ((at >> 3) % 26), 97 + ((at >> 7) % 26));
    const text = (row: number) => Array.from({ length: 350 }, (_, i) => word(row + 13 * i)).join(' ');
    const reads = new Int32Array(rowCount);
    const tokens = new RowTokens(rowCount, (row) => {
      reads[row]!++;
      return text(row);
    });
    const hasher = new TokenHasher();
    for (let row = 0; row < rowCount; row++) tokens.find(row);
    for (const row of [0, 1, 4000, 0, 11_999, 11_998, 11_999]) {
      tokens.find(row);
      assert.deepEqual(
        [...tokens.list.subarray(tokens.from, tokens.to)],
        [...hasher.tokens.subarray(0, hasher.hash(text(row)))],
      );
    }
    assert.ok(hasher.hash(text(5)) > mostTokens / 2);
    assert.equal(reads[0], 1);
    assert.equal(reads[11_999], 3);
  });

  it('are hashed once a run as long as there is room', () => {
    let reads = 0;
    const tokens = new RowTokens(3, (row) => {
      reads++;
      return `row ${String(row)}`;
    });
    for (const row of [0, 1, 0, 2, 1, 0]) tokens.find(row);
    assert.equal(reads, 3);
  });
});
