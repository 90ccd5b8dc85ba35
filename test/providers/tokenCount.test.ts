// How many tokens a text has: exact where the vocabulary is public, by a rule of thumb otherwise.
import assert from 'node:assert/strict';
import { tokenCounterFor } from '../../src/providers/tokenCount';

describe('a token counter', () => {
  it('counts with the vocabulary of the model where that is public', async () => {
    const encodings: readonly (readonly [string, string | undefined])[] = [
      ['gpt-4o-mini', 'o200k_base'],
      ['openai/gpt-5', 'o200k_base'],
      ['o3', 'o200k_base'],
      ['gpt-4.1', 'o200k_base'],
      ['gpt-4', 'cl100k_base'],
      ['gpt-3.5-turbo', 'cl100k_base'],
      ['claude-haiku-4-5', undefined],
      ['my-gpt-4', undefined],
    ];
    for (const [model, encoding] of encodings) assert.equal((await tokenCounterFor(model)).encoding, encoding, model);
    for (const model of ['gpt-4o', 'gpt-4']) {
      const { count } = await tokenCounterFor(model);
      assert.equal(count(''), 0);
      assert.equal(count('hello world'), 2);
      // In a row it is text like any other.
      assert.ok(count('<|endoftext|>') > 1);
    }
  });

  it('cuts what is long, which costs a token a cut at most', async () => {
    const { count } = await tokenCounterFor('gpt-4o');
    const text = 'hello world '.repeat(1000);
    const [whole, parts] = [count(text), [0, 4000, 8000].map((at) => count(text.slice(at, at + 4000)))];
    assert.equal(whole, parts[0]! + parts[1]! + parts[2]!);
    const word = count('hello world '.repeat(300));
    assert.equal(count('hello world '.repeat(300)), word);
    assert.ok(Math.abs(word - 601) <= 1, String(word));
  });

  it('estimates 3.5 ASCII characters to a token, and one of others, rounded up', async () => {
    const { count } = await tokenCounterFor('claude-haiku-4-5');
    for (const [text, tokens] of [
      ['', 0],
      ['abcdefg', 2],
      ['abcdefgh', 3],
      ['\u007f'.repeat(7), 2],
      ['\u0080'.repeat(7), 7],
      ['中文', 2],
      ['中文abcdefg', 4],
    ] as const)
      assert.equal(count(text), tokens, text);
  });
});
