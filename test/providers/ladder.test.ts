import assert from 'node:assert/strict';
import { InputError } from '../../src/engine/inputError';
import type { Price } from '../../src/engine/model';
import { parseLadder } from '../../src/providers/ladder';
import { testPrice } from '../support/requests';

const listPrice = (): Price => testPrice;
const parse = (value: unknown) => parseLadder(JSON.stringify(value), 'models.json', listPrice);

describe('parseLadder', () => {
  it('reads models, settings and providers', () => {
    const { models, providers } = parse({
      models: [
        { provider: 'openai', model: 'gpt-4o-mini', temperature: 0.5 },
        { id: 'mine', provider: 'lab', model: 'llama', price: { inputPerMillion: 1, outputPerMillion: 2 } },
        { provider: 'ollama', model: 'qwen', price: 'free' },
        { provider: 'openai', model: 'gpt-4o', batch: true },
        { provider: 'openai', model: 'gpt-4.1', price: { discount: 0.2 } },
      ],
      providers: { lab: { type: 'openai-compatible', baseUrl: 'https://lab.example/v1', keyEnv: 'LAB_KEY' } },
    });
    assert.deepEqual(models[0], {
      id: 'gpt-4o-mini',
      provider: 'openai',
      modelId: 'gpt-4o-mini',
      price: testPrice,
      settings: { temperature: 0.5 },
    });
    // What the stated price leaves out is charged in the proportion of the list: cached input is a quarter of the input there.
    assert.deepEqual(models[1]!.price, {
      type: 'token',
      inputPerMillion: 1,
      outputPerMillion: 2,
      cachedInputPerMillion: 0.25,
      source: 'your models file',
    });
    assert.deepEqual(models[2]!.price, {
      type: 'token',
      inputPerMillion: 0,
      outputPerMillion: 0,
      source: 'your models file',
    });
    assert.deepEqual(
      [models[3]!.id, models[3]!.price],
      ['gpt-4o (batch)', { ...testPrice, inputPerMillion: 1, outputPerMillion: 4, cachedInputPerMillion: 0.25 }],
    );
    assert.deepEqual(models[4]!.price, {
      ...testPrice,
      inputPerMillion: 1.6,
      outputPerMillion: 6.4,
      cachedInputPerMillion: 0.4,
    });
    assert.deepEqual(providers.get('lab'), {
      name: 'lab',
      type: 'openai-compatible',
      baseUrl: 'https://lab.example/v1',
      keyEnv: 'LAB_KEY',
    });
    assert.equal(providers.get('ollama')!.baseUrl, 'http://localhost:11434/v1');
  });

  it('takes a bare list of models', () => {
    assert.equal(parse([{ provider: 'openai', model: 'x' }]).models.length, 1);
  });

  it('knows the prices of the embedded classifiers', () => {
    const { price } = parse([{ provider: 'embedded', model: 'vader' }]).models[0]!;
    assert.equal(price.type, 'cpu');
  });

  const model = { provider: 'openai', model: 'x' };
  const mistakes: [string, unknown, RegExp][] = [
    [
      'an unknown provider',
      [{ ...model, provider: 'opneai' }],
      /models\[0\]\.provider "opneai" is not known; use one of openai/,
    ],
    [
      'an unknown classifier',
      [{ provider: 'embedded', model: 'nonsense' }],
      /models\[0\]\.model: there is no embedded classifier "nonsense"; there are afinn/,
    ],
    ['no models', { models: [] }, /models/],
    ['a missing field', [{ provider: 'openai' }], /models\[0\]\.model/],
    [
      'an excerpt of nothing',
      [{ ...model, excerpt: { head: 0 } }],
      /models\[0\]\.excerpt: an excerpt keeps at least one/,
    ],
    [
      'a misspelt field',
      [{ ...model, temprature: 1 }],
      /models\[0\] has the unknown field "temprature"\. Did you mean "temperature"\?$/,
    ],
    [
      'a misspelt field of a server',
      { models: [model], providers: { a: { type: 'openai', baseURI: 'https://x' } } },
      /providers\.a has the unknown field "baseURI"\. Did you mean "baseUrl"\?$/,
    ],
    [
      "a server's address at its models, told once",
      ['x', 'y'].map((id) => ({ ...model, id, baseURL: 'http://localhost/v1' })),
      /^models\.json: models\[0\] has the unknown field "baseURL"\. "baseUrl" is said of a server, .* each model then has "provider": "my-server"\.$/,
    ],
    [
      'a key among unknown fields',
      [{ ...model, xyzzy: 1, apiKey: 'sk-1' }],
      /has the unknown field "xyzzy", "apiKey"\. Keys do not belong in this file/,
    ],
    [
      'a header that may not be set, by its name',
      [{ ...model, headers: { authorization: 'Bearer x' } }],
      /models\[0\]\.headers\.authorization: /,
    ],
    [
      'five of six mistakes',
      ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ ...model, id, temperature: 9 })),
      /^models\.json: models\[0\](?!.*models\[5\]).*models\[4\]/,
    ],
    [
      'a version of Azure at another vendor',
      { models: [model], providers: { a: { type: 'openai', apiVersion: '2024-10-21' } } },
      /belong to providers of the type azure only/,
    ],
    [
      'a field that is like none',
      [{ ...model, price: { inputPerMillion: 1, outputPerMillion: 1, temprature: 1 }, xyzzy: 1 }],
      /Remove it or check its spelling\.$/,
    ],
    [
      'a key in the file',
      { models: [model], providers: { a: { type: 'openai', apiKey: 'sk-1' } } },
      /Keys do not belong in this file/,
    ],
    ['a negative price', [{ ...model, price: { inputPerMillion: -1, outputPerMillion: 1 } }], /models\[0\]\.price/],
    ['half a price', [{ ...model, price: { inputPerMillion: 1 } }], /models\[0\]\.price/],
    ['two of one id', [model, model], /models\[1\] has the id "x" of another model/],
    ['the name of the local student', [{ ...model, id: 'student' }], /models\[0\] is called "student"/],
    [
      'a compatible server without address',
      { models: [model], providers: { a: { type: 'openai-compatible' } } },
      /providers\.a needs a baseUrl/,
    ],
    [
      'an address that is none',
      { models: [model], providers: { a: { type: 'openai', baseUrl: 'ftp://x' } } },
      /providers\.a\.baseUrl/,
    ],
    ['batch where there is none', [{ provider: 'ollama', model: 'x', batch: true }], /models\[0\]\.batch/],
  ];
  for (const [what, value, sentence] of mistakes) {
    it(`names file and field for ${what}, and never a key`, () => {
      assert.throws(
        () => parse(value),
        (error) =>
          error instanceof InputError &&
          error.message.startsWith('models.json') &&
          sentence.test(error.message) &&
          !error.message.includes('sk-1'),
      );
    });
  }

  it('says that a file is not JSON', () => {
    assert.throws(() => parseLadder('{', 'models.json', listPrice), /models\.json is not JSON/);
  });
});
