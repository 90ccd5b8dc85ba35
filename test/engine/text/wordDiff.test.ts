import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wordDiff, type Piece } from '../../../src/engine/text/wordDiff';

/** Marked parts in brackets. */
const marked = (pieces: readonly Piece[]) =>
  pieces.map(({ text, isDifferent }) => (isDifferent ? `[${text}]` : text)).join('');
const both = (left: string, right: string) => {
  const diff = wordDiff(left, right);
  return [marked(diff.left), marked(diff.right)];
};

describe('wordDiff', () => {
  const cases: readonly (readonly [left: string, right: string, marked: readonly [string, string]])[] = [
    ['The pump failed.', 'The pump failed.', ['The pump failed.', 'The pump failed.']],
    [
      'The pump failed on Monday.',
      'The pump failed on Friday.',
      ['The pump failed on [Monday].', 'The pump failed on [Friday].'],
    ],
    ['The old red pump failed.', 'The pump failed.', ['The [old red] pump failed.', 'The pump failed.']],
    ['costs 3.50', 'costs 3.55', ['costs 3.[50]', 'costs 3.[55]']],
    ['泵坏了', '阀坏了', ['[泵]坏了', '[阀]坏了']],
    ['', 'new', ['', '[new]']],
    ['a b c d', 'b c d e', ['[a] b c d', 'b c d [e]']],
    ['same  words', 'same words', ['same  words', 'same words']],
  ];
  for (const [left, right, expected] of cases)
    it(`marks "${left}" beside "${right}"`, () => {
      assert.deepEqual(both(left, right), expected);
    });

  it('keeps both texts whole, and what it leaves unmarked is the same words in both', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', ' ', '  ', '.', '泵', 'été', '\n'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (left, right) => {
        const diff = wordDiff(left, right);
        const whole = (pieces: readonly Piece[]) => pieces.map((piece) => piece.text).join('');
        const kept = (pieces: readonly Piece[]) =>
          pieces
            .flatMap((piece) => (piece.isDifferent ? [] : [piece.text]))
            .join('')
            .replace(/\s+/g, '');
        assert.equal(whole(diff.left), left);
        assert.equal(whole(diff.right), right);
        assert.equal(kept(diff.left), kept(diff.right));
      }),
    );
  });

  it('marks all between the common ends of texts too long to compare word by word', () => {
    const words = (name: string) => Array.from({ length: 1500 }, (_, i) => `${name}${String(i % 7)}`).join(' ');
    const { left, right } = wordDiff(`Begin ${words('x')} end`, `Begin ${words('y')} end`);
    assert.deepEqual(
      left.map(({ isDifferent }) => isDifferent),
      [false, true, false],
    );
    assert.equal(right[1]!.text, words('y'));
  });
});
