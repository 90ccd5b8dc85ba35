import assert from 'node:assert/strict';
import { loadPriceTable } from '../../src/providers/priceTable';
import { tokenCounterFor } from '../../src/providers/tokenCount';

const today = new Date('2026-11-22');

describe('loadPriceTable', () => {
  it('knows the prices of OpenAI and Anthropic models, cached input and dated names included', async () => {
    const price = await loadPriceTable(today);
    const mini = price({ name: 'openai', type: 'openai' }, 'gpt-4o-mini-2024-07-18');
    assert.ok(mini.type === 'token');
    assert.deepEqual([mini.inputPerMillion, mini.outputPerMillion, mini.cachedInputPerMillion], [0.15, 0.6, 0.075]);
    assert.equal(mini.asOf, '2026-11-22');
    const haiku = price({ name: 'anthropic', type: 'anthropic' }, 'claude-haiku-4-5');
    assert.ok(haiku.type === 'token');
    assert.deepEqual(
      [haiku.inputPerMillion, haiku.outputPerMillion, haiku.cachedInputPerMillion, haiku.cacheWritePerMillion],
      [1, 5, 0.1, 1.25],
    );
    const sonnet = price({ name: 'anthropic', type: 'anthropic' }, 'claude-sonnet-4-5');
    assert.ok(sonnet.type === 'token');
    assert.deepEqual(sonnet.longContext, { aboveInputTokens: 200_000, inputFactor: 2, outputFactor: 1.5 });
  });

  it('says unknown, never zero, for models and servers that it does not know', async () => {
    const price = await loadPriceTable(today);
    assert.deepEqual(price({ name: 'openai', type: 'openai' }, 'no-such-model'), { type: 'unknown' });
    assert.deepEqual(price({ name: 'openai', type: 'openai', baseUrl: 'https://proxy.example/v1' }, 'gpt-4o'), {
      type: 'unknown',
    });
    assert.deepEqual(
      price({ name: 'ollama', type: 'openai-compatible', baseUrl: 'http://localhost:11434/v1' }, 'llama3'),
      { type: 'unknown' },
    );
    assert.deepEqual(price({ name: 'vscode-lm', type: 'vscode-lm' }, 'gpt-4o'), { type: 'unknown' });
  });
});

describe('tokenCounterFor', () => {
  it('counts with the tokeniser of the model where it is public', async () => {
    const counter = await tokenCounterFor('gpt-4o-mini');
    assert.deepEqual([counter.isExact, counter.count('hello world'), counter.count('')], [true, 2, 0]);
    assert.equal((await tokenCounterFor('gpt-3.5-turbo-0125')).method, 'counted with cl100k_base');
  });
  it('takes special tokens in a row as text and long unbroken runs in reasonable time', async () => {
    const counter = await tokenCounterFor('gpt-4o-mini');
    assert.ok(counter.count('x <|endoftext|> y') > 3);
    assert.ok(counter.count('a'.repeat(20_000)) > 1000);
  });
  it('says that it estimates where it is not', async () => {
    const counter = await tokenCounterFor('claude-haiku-4-5');
    assert.equal(counter.isExact, false);
    assert.match(counter.method, /estimated/);
    assert.ok(counter.count('hello world') >= 3 && counter.count('日本語') >= 3);
  });
});
