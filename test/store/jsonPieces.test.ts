// JSON with columns in it, in pieces: the same text as at a stretch.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jsonPieces } from '../../src/store/jsonPieces';

const textOf = (value: unknown) => [...jsonPieces(value)].join('');

describe('JSON in pieces', () => {
  it('is what JSON.stringify gives', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal(textOf(value), JSON.stringify(value));
      }),
    );
    assert.equal(textOf({ none: undefined, within: { none: undefined } }), '{"within":{}}');
  });

  it('gives columns as base64 of their own bytes, wherever they stand and however long they are', () => {
    for (const length of [0, 1, 2, 3, 100_000, 300_001]) {
      const words = Uint32Array.from({ length: length + 2 }, (_, at) => at * 2_654_435_761).subarray(1, length + 1);
      const expected = Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString('base64');
      assert.equal(textOf({ a: { of: words }, b: 1 }), `{"a":{"of":"${expected}"},"b":1}`);
    }
  });

  it('gives no piece that takes long', () => {
    const longest = Math.max(...[...jsonPieces(new Float64Array(1_000_000))].map((piece) => piece.length));
    assert.ok(longest <= 300_000, String(longest));
  });
});
