// Texts as one body, encoded piece by piece.
import assert from 'node:assert/strict';
import { blobOf } from '../../../src/providers/batch/blobOf';

describe('the body of a submission', () => {
  it('is all the texts, however long, as their type says', async () => {
    for (const texts of [
      [],
      ['a'],
      ['a', '\u6f22', 'b'],
      ['x'.repeat(4 * 2 ** 20), 'y'],
      ['x'.repeat(3 * 2 ** 20), 'y'.repeat(2 * 2 ** 20), 'z'],
    ]) {
      const blob = blobOf(texts, 'application/jsonl');
      assert.equal(blob.type, 'application/jsonl');
      assert.ok((await blob.text()) === texts.join(''));
    }
  });

  it('holds no more than a few texts at once', () => {
    const held: number[] = [];
    const original = globalThis.Blob;
    globalThis.Blob = class extends original {
      constructor(...given: ConstructorParameters<typeof original>) {
        super(...given);
        held.push([...(given[0] ?? [])].filter((part) => typeof part === 'string').length);
      }
    };
    try {
      blobOf(
        Array.from({ length: 20 }, () => 'x'.repeat(2 ** 20)),
        'text/plain',
      );
    } finally {
      globalThis.Blob = original;
    }
    assert.deepEqual(held, [4, 4, 4, 4, 4, 0]);
  });
});
