import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sha256OfText } from '../../src/app/textDigest';
import { findTwins, TwinFinder, TwinGroups } from '../../src/engine/twinGroups';
import { atOnce } from '../../src/engine/turns';
import { fastHash, meetingTexts } from '../support/meetingTexts';

const ways: Record<string, (texts: readonly string[]) => Int32Array | undefined> = {
  'in memory': findTwins,
  'while they stream by': (texts) => {
    const finder = new TwinFinder(texts.length, sha256OfText);
    texts.forEach((text, row) => {
      finder.add(row, text);
    });
    return finder.twins;
  },
};

for (const [way, find] of Object.entries(ways)) {
  describe(`identical rows, found ${way}`, () => {
    it('are those with the same text, lone surrogates included, and undefined stands for none', () => {
      const unit = fc.oneof(
        fc.constantFrom('\ud800', '\udfff', '\ufffd', 'a', '\0', '\u00ff', '\u{10ffff}'),
        fc.string({ maxLength: 1 }),
      );
      const texts = fc.array(fc.array(unit, { maxLength: 3 }).map((units) => units.join('')));
      fc.assert(
        fc.property(texts, (texts) => {
          const expected = texts.map((text) => texts.indexOf(text));
          const isUnique = expected.every((first, row) => first === row);
          assert.deepEqual(find(texts)?.join(), isUnique ? undefined : expected.join());
        }),
        { numRuns: 1000 },
      );
    });

    it('are not those whose requests differ in a lone surrogate only, which UTF-8 cannot tell apart', () => {
      const texts = ['\ud800', '\udbff', '\udc00', '\ufffd', 'x\ud800', 'x\ufffd'];
      assert.equal(find(texts), undefined);
      assert.equal(new Set(texts.map((text) => JSON.stringify(text))).size, texts.length);
    });

    it('are not those that meet in a fast 64-bit hash', () => {
      const pairs = meetingTexts();
      assert.ok(pairs.length > 0);
      for (const pair of pairs) {
        assert.equal(fastHash(pair[0]), fastHash(pair[1]), 'the texts are to meet');
        assert.equal(find(pair), undefined);
      }
    });

    it('are not found among 200,000 texts that differ in one character, nor in long ones that differ at their ends', () => {
      assert.equal(find(Array.from({ length: 200_000 }, (_, i) => `row number ${String(i)}`)), undefined);
      const long = 'é😀'.repeat(20_000);
      const texts = [long, `${long}a`, `${long}b`, `${long}\0`, `${long}\0\0`, `a${long}`, '', '\0', '\0\0', long];
      assert.deepEqual([...find(texts)!], [0, 1, 2, 3, 4, 5, 6, 7, 8, 0]);
    });
  });
}

describe('TwinGroups', () => {
  it('visits all identical rows but the row itself', () => {
    const groups = atOnce(TwinGroups.of(Int32Array.of(0, 1, 0, 3, 1, 0)));
    const others = (row: number) => {
      const seen: number[] = [];
      groups.forEachOther(row, (twin) => seen.push(twin));
      return seen;
    };
    assert.deepEqual([others(0), others(2), others(4), others(3)], [[2, 5], [0, 5], [1], []]);
  });
});
