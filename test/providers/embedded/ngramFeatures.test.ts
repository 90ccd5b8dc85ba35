// What the n-gram classifier sees of a text, counted by hand: a feature for each word or mark, one for it after the one before, and n-grams of 3 to 5 characters
// of each word between its ends.
import assert from 'node:assert/strict';
import { makeNgramReader } from '../../../src/providers/embedded/ngramFeatures';

describe('the features of the n-gram classifier', () => {
  const read = makeNgramReader({ good: 3 }, { good: 1.9, bad: -2.5 });
  /** Of a word, with its two ends. */
  const ngrams = (letters: number) => [3, 4, 5].reduce((sum, length) => sum + Math.max(0, letters + 2 - length + 1), 0);
  const countOf = (text: string) => read(text).count;

  it('are two of each word and each mark, and the n-grams of words alone', () => {
    for (const letters of [1, 2, 3, 4, 7]) assert.equal(countOf('x'.repeat(letters)), 2 + ngrams(letters));
    assert.equal(countOf(''), 0);
    for (const [text, marks] of [
      ['!', 1],
      ['?', 1],
      ['!!?', 3],
      ['. ,', 0],
    ] as const)
      assert.equal(countOf(text), 2 * marks, text);
    assert.equal(countOf('ab!cd'), 3 * 2 + 2 * ngrams(2));
    assert.equal(countOf('ab!'), 2 * 2 + ngrams(2));
  });

  it('tell words apart, and a word after another from itself', () => {
    const of = (text: string) => {
      const { buckets, count } = read(text);
      return [...buckets.subarray(0, count)];
    };
    assert.notDeepEqual(of('good'), of('bode'));
    const [first, firstPair] = of('go');
    const second = of('to go').slice(2 + ngrams(2));
    assert.equal(second[0], first);
    assert.notEqual(second[1], firstPair);
    assert.deepEqual(of('GO'), of('go'));
  });

  it('sum valences by the words, turned for three words after a negation', () => {
    const dense = (text: string) => read(text).dense;
    const near = (text: string, ...wanted: number[]) => {
      dense(text).forEach((value, index) => {
        assert.ok(Math.abs(value - wanted[index]!) < 1e-12, `${text}: ${String(dense(text))}`);
      });
    };
    near('good', (0.4 * 3) / Math.sqrt(2), (0.5 * 1.9) / Math.sqrt(2), 0);
    near('not good', (-0.4 * 3) / Math.sqrt(3), (-0.74 * 0.5 * 1.9) / Math.sqrt(3), 1 / 3);
    near('not a b good', (-0.4 * 3) / Math.sqrt(5), (-0.74 * 0.5 * 1.9) / Math.sqrt(5), 1 / 3);
    near('not a b c good', (0.4 * 3) / Math.sqrt(6), (0.5 * 1.9) / Math.sqrt(6), 1 / 3);
  });
});
