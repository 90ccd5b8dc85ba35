// VADER's closed lists, word by word where a rule hangs on them.
import assert from 'node:assert/strict';
import { VaderWords } from '../../../src/providers/embedded/vaderSplit';
import { boosterSign, idiomsByLastWord, isNegation, turningWords } from '../../../src/providers/embedded/vaderWords';

describe("VADER's words", () => {
  it('negate, strengthen and weaken', () => {
    for (const word of ['not', 'never', 'without', "can't", 'cannot', 'despite', 'uhuh', "shan't", "whatn't"])
      assert.ok(isNegation(word), word);
    for (const word of ['good', 'note', 'least', '']) assert.ok(!isNegation(word), word);
    const signs = { very: 1, absolutely: 1, utterly: 1, most: 1, barely: -1, 'kind-of': -1, somewhat: -1, almost: -1 };
    for (const [word, sign] of Object.entries(signs)) assert.equal(boosterSign(word), sign, word);
    for (const word of ['good', 'not', '']) assert.equal(boosterSign(word), undefined, word);
  });

  it('make idioms with a valence of their own, each found by its last word', () => {
    const idioms = Object.fromEntries(
      [...idiomsByLastWord].flatMap(([last, found]) =>
        found.map(({ words, valence }) => {
          assert.equal(words.at(-1), last);
          return [words.join(' '), valence];
        }),
      ),
    );
    assert.deepEqual(idioms, {
      ...{ 'the shit': 3, 'the bomb': 3, 'bad ass': 1.5, 'yeah right': -2 },
      ...{ 'cut the mustard': 2, 'kiss of death': -1.5, 'hand to mouth': -2 },
    });
  });

  it('of a text end with it, whatever was read before', () => {
    const words = new VaderWords(() => 255);
    words.read('one two three');
    words.read('ab');
    assert.deepEqual([words.count, words.at(0), words.at(1), words.at(-1)], [1, 'ab', undefined, undefined]);
  });

  it('are all among those that may turn a word near them', () => {
    for (const word of ['not', "don't", 'very', 'sort-of', 'so', 'this', 'least', 'kind', 'sort', 'just'])
      assert.ok(turningWords.includes(word), word);
    assert.ok(!turningWords.includes('good') && !turningWords.includes(''));
  });
});
