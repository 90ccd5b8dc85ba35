// The embedded classifiers as models: cheapest first, with what each lacks.
import assert from 'node:assert/strict';
import { embeddedLadder, embeddedModel, unavailableSentence } from '../../../src/providers/embedded/embeddedLadder';
import { calibrated, readWeights } from '../../../src/providers/embedded/heads';

describe('the embedded ladder', () => {
  it('is sorted by price, whatever is installed', () => {
    const ladder = embeddedLadder();
    assert.deepEqual(
      ladder.map(({ model }) => model.id),
      ['afinn', 'vader', 'ngram', 'wink', 'use'],
    );
    for (const { model, unavailable } of ladder) {
      assert.deepEqual(model, embeddedModel(model.id as 'afinn'));
      if (['afinn', 'vader', 'ngram'].includes(model.id)) assert.equal(unavailable, undefined);
    }
  });

  it('prices a row by its seconds, at five cents an hour', () => {
    const seconds = { afinn: 2e-6, vader: 1e-5, ngram: 2e-5, wink: 1e-4, use: 2.7e-2 } as const;
    for (const [id, nominalSecondsPerRow] of Object.entries(seconds))
      assert.deepEqual(embeddedModel(id as keyof typeof seconds), {
        ...{ id, provider: 'embedded', modelId: id, settings: {} },
        price: { type: 'cpu', usdPerCpuSecond: 0.05 / 3600, nominalSecondsPerRow },
      });
  });

  it('says what to install', () => {
    assert.equal(
      unavailableSentence('wink', ['a']),
      'The embedded classifier "wink" needs a, which is not installed here; npm install a adds it.',
    );
    assert.equal(
      unavailableSentence('wink', ['a', 'b']),
      'The embedded classifier "wink" needs a and b, which are not installed here; npm install a b adds them.',
    );
  });
});

describe('a head', () => {
  it('turns a score into a probability by its slope and intercept', () => {
    const near = (actual: number, wanted: number) => {
      assert.ok(Math.abs(actual - wanted) < 1e-12, String(actual));
    };
    near(calibrated(0, { slope: 3, intercept: 0 }), 0.5);
    near(calibrated(2, { slope: 3, intercept: Math.log(3) - 6 }), 0.75);
    near(calibrated(-2, { slope: 3, intercept: 6 - Math.log(3) }), 0.25);
  });

  it('keeps its weights as 32-bit numbers, low byte first', () => {
    const bytes = Buffer.alloc(12);
    [1.5, -2, 0.25].forEach((weight, i) => bytes.writeFloatLE(weight, 4 * i));
    const weights = readWeights({ slope: 1, intercept: 0, weights: bytes.toString('base64') });
    assert.deepEqual([...weights], [1.5, -2, 0.25]);
  });
});
