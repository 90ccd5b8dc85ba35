import assert from 'node:assert/strict';
import { drawCoefficients, fitLogistic } from '../../../src/engine/certified/logistic';
import { makeRandom } from '../../../src/engine/random';

const ones = (length: number) => new Float64Array(length).fill(1);

describe('fitLogistic', () => {
  const random = makeRandom(5, 'logistic');
  const truth = [-1, 2];
  const count = 20_000;
  const features = new Float64Array(2 * count);
  const outcomes = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const x = 4 * random.next() - 2;
    features.set([1, x], 2 * i);
    outcomes[i] = random.next() < 1 / (1 + Math.exp(-(truth[0]! + truth[1]! * x))) ? 1 : 0;
  }
  const wide = [
    { mean: 0, sd: 10 },
    { mean: 0, sd: 10 },
  ];

  it('finds the coefficients that made the data', () => {
    const { beta } = fitLogistic(features, outcomes, ones(count), wide);
    truth.forEach((value, j) => {
      assert.ok(Math.abs(beta[j]! - value) < 0.1, `${String(beta[j])} for ${String(value)}`);
    });
  });

  it('takes a weight for so many observations alike', () => {
    const twice = fitLogistic(new Float64Array([1, 1, 1, -1, 1, 2]), [1, 0, 0], [3, 1, 2], wide);
    const spelled = [1, 1, 1, 1, 1, 1, 1, -1, 1, 2, 1, 2];
    const alike = fitLogistic(new Float64Array(spelled), [1, 1, 1, 0, 0, 0], ones(6), wide);
    alike.beta.forEach((value, j) => assert.ok(Math.abs(twice.beta[j]! - value) < 1e-9));
    alike.factor.forEach((value, j) => assert.ok(Math.abs(twice.factor[j]! - value) < 1e-9));
  });

  it('stays at the prior without data, and finite on data that a line separates', () => {
    const priors = [{ mean: -2, sd: 1 }];
    assert.deepEqual([...fitLogistic(new Float64Array(0), [], [], priors).beta], [-2]);
    const separated = new Float64Array([1, -1, 1, -2, 1, 1, 1, 2]);
    const { beta } = fitLogistic(separated, [0, 0, 1, 1], ones(4), wide);
    assert.ok(beta.every((value) => Number.isFinite(value)) && beta[1]! > 1);
  });

  it('draws coefficients whose spread is that of the prior where there is no data', () => {
    const fit = fitLogistic(new Float64Array(0), [], [], [{ mean: 1, sd: 0.5 }]);
    const draws = drawCoefficients(fit, 4000, makeRandom(1, 'draws')).map((draw) => draw[0]!);
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const sd = Math.sqrt(draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length);
    assert.ok(Math.abs(mean - 1) < 1e-9);
    assert.ok(Math.abs(sd - 0.5) < 0.03, String(sd));
  });
});
