// Texts by number: the same as one Map would number them, however many maps hold them.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NumberedTexts } from '../../src/engine/numberedTexts';

describe('numbered texts', () => {
  it('are numbered as by one map, with more of them than a map may hold', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2 })), fc.integer({ min: 1, max: 5 }), (texts, most) => {
        const numbered = new NumberedTexts(most);
        const plain = new Map<string, number>();
        for (const text of texts) {
          if (!plain.has(text)) plain.set(text, plain.size);
          assert.equal(numbered.numberOf(text), plain.get(text));
        }
        assert.equal(numbered.count, plain.size);
        for (const [text, number] of plain) assert.equal(numbered.textOf(number), text);
        assert.equal(numbered.textOf(plain.size), undefined);
      }),
    );
  });

  it('take more than one map of the platform holds', function () {
    if (process.env['SMART_FULL'] !== '1') this.skip();
    this.timeout(300_000);
    const numbered = new NumberedTexts();
    const texts = 2 ** 24 + 10;
    for (let at = 0; at < texts; at++) numbered.numberOf(String(at));
    assert.equal(numbered.count, texts);
    assert.equal(numbered.numberOf(String(texts - 1)), texts - 1);
  });
});
