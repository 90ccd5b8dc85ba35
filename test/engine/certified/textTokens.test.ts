// What numbers a text becomes: the words and pairs of another reading of the text, by patterns, and FNV-1a (Fowler, Noll and Vo) in large integers.
import assert from 'node:assert/strict';
import { TokenHasher, mostTokens, tokenSlots } from '../../../src/engine/certified/textTokens';
import { makeRandom } from '../../../src/engine/random';

const hasher = new TokenHasher();
const tokens = (text: string) => [...hasher.tokens.subarray(0, hasher.hash(text))];

const word32 = 1n << 32n;
const times = (a: bigint, b: bigint) => (a * b) % word32;
const [offset, prime, mixer] = [0x811c9dc5n, 0x01000193n, 0x5bd1e995n];

/** Runs of letters, runs of digits, and single signs; spaces and control characters part them. */
const pieces = /[0-9]+|['A-Za-z\u00c0-\u1fff\uac00-\ud7ff]+|[^\u0000-\u0020]/g;

const isWord = /^['A-Za-z\u00c0-\u1fff\uac00-\ud7ff]/;
const codesOf = (text: string) => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));

function numberOf(piece: string): bigint {
  const fnv = (codes: readonly number[]) => codes.reduce((hash, code) => times(hash ^ BigInt(code), prime), offset);
  let hash: bigint;
  if (/^\d{4,}$/.test(piece)) hash = fnv([piece.length]) ^ mixer;
  // The bit that tells small letters from capitals is set in all letters of ASCII.
  else hash = fnv(codesOf(piece).map((code) => (isWord.test(piece) && code < 128 ? code | 32 : code)));
  return times(hash ^ (hash >> 13n), mixer);
}

function wanted(text: string): number[] {
  const found: number[] = [];
  let before = 0n;
  const add = (hash: bigint) => {
    const slot = Number((hash ^ (hash >> 15n)) % BigInt(tokenSlots));
    if (!found.includes(slot)) found.push(slot);
  };
  for (const [piece] of text.matchAll(pieces)) {
    const hash = numberOf(piece);
    add(hash);
    add(times(before ^ ((hash << 7n) % word32) ^ (hash >> 25n), prime));
    before = hash;
  }
  return found.slice(0, mostTokens);
}

describe('the numbers of a text', () => {
  it('are those of its words, numbers and signs, each followed by that of its pair with the one before', () => {
    for (const text of [
      '',
      ' \n\t ',
      'a',
      '!',
      'Free prize! Call 08712300220 or 12',
      '123 1234 12345 0000',
      "it's Zoë's \u00bf\u00bfQu\u00e9? \u00d7",
      '\u5403 \u597d\u5403 \uac00\uac01 \ud83d\ude00 \u2014',
      'go go go stop go',
      '\u0000\u0001!\u001f"\u0020#\u007f',
      '1a2b 3.14 -5',
    ])
      assert.deepEqual(tokens(text), wanted(text), JSON.stringify(text));
  });

  it('are the same by both readings for texts of any signs', () => {
    const random = makeRandom(2, 'texts');
    const signs = [..."aZ'09 \n!@[`{/:\u007f\u0080\u00bf\u00c0\u1fff\u2000\u4e00\uabff\uac00\ud7ff\ud800\ue000"];
    for (let time = 0; time < 400; time++) {
      const text = Array.from({ length: random.below(40) }, () => signs[random.below(signs.length)]!).join('');
      assert.deepEqual(tokens(text), wanted(text), JSON.stringify(text));
    }
  });

  it('are the first six hundred, to the last', () => {
    for (const words of [299, 300, 301, 400]) {
      const text = Array.from({ length: words }, (_, i) => `w${String.fromCharCode(97 + (i % 26), 97 + i / 26)}x`).join(
        ' ',
      );
      assert.deepEqual(tokens(text), wanted(text));
      assert.ok(words < 301 || tokens(text).length === mostTokens);
    }
  });

  it('are of this text alone, whatever was read before', () => {
    const text = 'one two three';
    const first = tokens(text);
    tokens('three two one');
    assert.deepEqual(tokens(text), first);
  });
});

describe('tokens', () => {
  it('are words and their pairs, whatever the case; each once', () => {
    assert.deepEqual(tokens('Free prize'), tokens('FREE  prize'));
    assert.equal(tokens('one two three').length, 6);
    assert.equal(tokens('go go go').length, 3);
    assert.notDeepEqual(tokens('one two'), tokens('two one'));
  });

  it('are of letters whatever their case, to the first and the last of the alphabet', () => {
    assert.deepEqual(tokens('APPLE Z AZURE zebra'), tokens('apple z azure ZEBRA'));
    assert.notDeepEqual(tokens('[x'), tokens('{x'));
  });

  it('are of letters up to the ends of their ranges: what is none stands alone and cuts a word', () => {
    const isLetter = (code: number) => tokens(`ab${String.fromCharCode(code)}cd`).length === 2;
    // Apostrophe; a, z, A, Z; from À on all letters that put spaces between words, and hangul.
    for (const code of [0x27, 0x41, 0x5a, 0x61, 0x7a, 0xc0, 0x3b1, 0x1fff, 0xac00, 0xc000, 0xd7ff])
      assert.ok(isLetter(code), code.toString(16));
    for (const code of [
      0x26, 0x28, 0x40, 0x5b, 0x60, 0x7b, 0x7f, 0x80, 0xbf, 0x2000, 0x2014, 0x4e00, 0xabff, 0xd800, 0xe000,
    ])
      assert.equal(tokens(`ab${String.fromCharCode(code)}cd`).length, 6, code.toString(16));
  });

  it('take digits alone for a number', () => {
    for (const code of [0x30, 0x39]) assert.equal(tokens(`1${String.fromCharCode(code)}2`).length, 2);
    for (const code of [0x2f, 0x3a]) assert.equal(tokens(`1${String.fromCharCode(code)}2`).length, 6);
  });

  it('take a long number for the same wherever it stands', () => {
    assert.equal(tokens('12345678')[0], tokens('a 87654321')[2]);
    assert.notEqual(tokens('12345678')[0], tokens('a 7654321')[2]);
  });

  it('take a long number by its length and a short one by its value', () => {
    assert.deepEqual(tokens('call 08712300220'), tokens('call 08719181513'));
    assert.notDeepEqual(tokens('call 12'), tokens('call 13'));
  });

  it('cut scripts without spaces into characters', () => {
    assert.equal(tokens('好吃').length, 4);
    assert.equal(tokens('очень вкусно').length, 4);
  });

  it('end at the longest text', () => {
    assert.ok(tokens(Array.from({ length: 5000 }, (_, i) => `w${String(i)}`).join(' ')).length <= 600);
  });
});
