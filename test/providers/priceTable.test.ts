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

  it("knows the sellers' own ways of naming: prefixes, free variants, vendors' models resold, second hosts", async () => {
    const price = await loadPriceTable(today);
    const at = (baseUrl: string, model: string) => {
      const found = price({ name: 'x', type: 'openai-compatible', baseUrl }, model);
      return found.type === 'token' ? [found.inputPerMillion, found.outputPerMillion] : found.type;
    };
    const vertex =
      'https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/endpoints/openapi';
    const google = at('https://generativelanguage.googleapis.com/v1beta/openai', 'gemini-2.5-flash');
    assert.ok(Array.isArray(google));
    assert.deepEqual(at(vertex, 'google/gemini-2.5-flash'), google);
    assert.deepEqual(at('https://openrouter.ai/api/v1', 'google/gemini-3-pro-preview'), [2, 12]);
    assert.deepEqual(at('https://openrouter.ai/api/v1', 'some/model:free'), [0, 0]);
    assert.equal(at('https://openrouter.ai/api/v1', 'openrouter/auto'), 'unknown');
    assert.equal(at('https://proxy.example/v1', 'some/model:free'), 'unknown');
    const fireworks = 'https://api.fireworks.ai/inference/v1';
    assert.deepEqual(at(fireworks, 'gpt-oss-20b'), at(fireworks, 'accounts/fireworks/models/gpt-oss-20b'));
    assert.ok(Array.isArray(at(fireworks, 'gpt-oss-20b')));
    const together = 'meta-llama/Llama-3.3-70B-Instruct-Turbo';
    assert.deepEqual(at('https://api.together.ai/v1', together), at('https://api.together.xyz/v1', together));
    assert.ok(Array.isArray(at('https://bedrock-mantle.us-east-1.api.aws/v1', 'openai.gpt-oss-20b-1:0')));
  });

  it('takes the most expensive hour where a seller charges less at night, whatever the hour now', async () => {
    for (const hour of ['02', '08', '17', '23']) {
      const price = await loadPriceTable(new Date(`2026-11-22T${hour}:00:00Z`));
      const found = price(
        { name: 'd', type: 'openai-compatible', baseUrl: 'https://api.deepseek.com' },
        'deepseek-chat',
      );
      assert.ok(found.type === 'token');
      assert.deepEqual([found.inputPerMillion, found.outputPerMillion], [0.27, 1.1]);
    }
  });
});

describe('tokenCounterFor', () => {
  it('counts with the tokeniser of the model where it is public', async () => {
    const counter = await tokenCounterFor('gpt-4o-mini');
    assert.deepEqual([counter.encoding, counter.count('hello world'), counter.count('')], ['o200k_base', 2, 0]);
    assert.equal((await tokenCounterFor('gpt-3.5-turbo-0125')).encoding, 'cl100k_base');
  });
  it('takes special tokens in a row as text and long unbroken runs in reasonable time', async () => {
    const counter = await tokenCounterFor('gpt-4o-mini');
    assert.ok(counter.count('x <|endoftext|> y') > 3);
    assert.ok(counter.count('a'.repeat(20_000)) > 1000);
  });
  it('says that it estimates where it is not', async () => {
    const counter = await tokenCounterFor('claude-haiku-4-5');
    assert.equal(counter.encoding, undefined);
    assert.ok(counter.count('hello world') >= 3 && counter.count('日本語') >= 3);
  });
});
