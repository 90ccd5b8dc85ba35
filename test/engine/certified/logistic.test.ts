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

describe('the arithmetic of the fit', () => {
  const priors = [
    { mean: 0.5, sd: 2 },
    { mean: -1, sd: 0.7 },
    { mean: 0.2, sd: 1.5 },
  ];
  const width = priors.length;
  type Data = {
    readonly features: Float64Array;
    readonly outcomes: readonly number[];
    readonly weights: readonly number[];
  };

  function made(count: number, seed: number, far = 1): Data {
    const random = makeRandom(seed, 'made');
    const features = Float64Array.from({ length: count * width }, (_, i) =>
      i % width === 0 ? 1 : random.next() < 0.2 ? 0 : far * (random.next() - 0.5),
    );
    return {
      features,
      outcomes: Array.from({ length: count }, () => Number(random.next() < 0.4)),
      weights: Array.from({ length: count }, () => 0.5 + 2 * random.next()),
    };
  }
  const product = ({ features }: Data, i: number, beta: readonly number[]) =>
    beta.reduce((sum, value, j) => sum + value * features[i * width + j]!, 0);

  /** Loss, gradient and matrix of second derivatives, written out. */
  function derivatives(data: Data, beta: readonly number[]) {
    let loss = 0;
    const gradient = beta.map((value, j) => (value - priors[j]!.mean) / priors[j]!.sd ** 2);
    const hessian = beta.map((_, j) => beta.map((__, k) => (j === k ? 1 / priors[j]!.sd ** 2 : 0)));
    beta.forEach((value, j) => (loss += (value - priors[j]!.mean) ** 2 / (2 * priors[j]!.sd ** 2)));
    data.outcomes.forEach((outcome, i) => {
      const p = 1 / (1 + Math.exp(-product(data, i, beta)));
      loss -= data.weights[i]! * Math.log(outcome === 1 ? p : 1 - p);
      for (let j = 0; j < width; j++) {
        const x = data.features[i * width + j]!;
        gradient[j]! += data.weights[i]! * (p - outcome) * x;
        for (let k = 0; k < width; k++)
          hessian[j]![k]! += data.weights[i]! * p * (1 - p) * x * data.features[i * width + k]!;
      }
    });
    return { loss, gradient, hessian };
  }

  /** Gauss and Jordan's elimination. */
  function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
    const rows = matrix.map((row, i) => [...row, right[i]!]);
    for (let pivot = 0; pivot < rows.length; pivot++)
      for (let other = 0; other < rows.length; other++) {
        if (other === pivot) continue;
        const factor = rows[other]![pivot]! / rows[pivot]![pivot]!;
        rows[other] = rows[other]!.map((value, at) => value - factor * rows[pivot]![at]!);
      }
    return rows.map((row, i) => row.at(-1)! / row[i]!);
  }

  /** Newton's method with halved steps, until the decrement is below a thousandth. @returns how often a step was halved, too. */
  function newton(data: Data) {
    let beta = priors.map(({ mean }) => mean);
    let halved = 0;
    for (;;) {
      const { loss, gradient, hessian } = derivatives(data, beta);
      const move = solve(hessian, gradient);
      const slope = move.reduce((sum, value, j) => sum + value * gradient[j]!, 0);
      if (slope < 1e-3) return { beta, hessian, halved };
      let scale = 1;
      const moved = () => beta.map((value, j) => value - scale * move[j]!);
      while (derivatives(data, moved()).loss > loss - 0.25 * scale * slope) {
        scale /= 2;
        halved++;
      }
      beta = moved();
    }
  }

  it('is Newton\u2019s, and its factor is the root of the second derivatives where it ends', () => {
    let halved = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const data = made(1 + (seed % 25), seed, seed % 3 === 0 ? 60 : 4);
      const { beta, factor } = fitLogistic(data.features, data.outcomes, data.weights, priors);
      const wanted = newton(data);
      halved += wanted.halved;
      wanted.beta.forEach((value, j) => assert.ok(Math.abs(beta[j]! - value) < 1e-7, `seed ${String(seed)}`));
      const lower = (i: number, k: number) => (k > i ? 0 : factor[i * width + k]!);
      for (let i = 0; i < width; i++)
        for (let j = 0; j < width; j++) {
          const square = priors.reduce((sum, _, k) => sum + lower(i, k) * lower(j, k), 0);
          const should = wanted.hessian[i]![j]!;
          assert.ok(Math.abs(square - should) < 1e-6 * (1 + Math.abs(should)), `${String(square)} ${String(should)}`);
        }
    }
    assert.ok(halved > 0, 'no case in which a whole step overshoots');
  });

  it('draws in opposite pairs around the coefficients, spread as the inverse of the second derivatives', () => {
    const data = made(20, 5);
    const fit = fitLogistic(data.features, data.outcomes, data.weights, priors);
    for (const count of [1, 2, 5]) {
      const random = makeRandom(3, 'normals');
      const draws = drawCoefficients(fit, count, makeRandom(3, 'normals'));
      assert.equal(draws.length, count);
      for (const [at, draw] of draws.entries()) {
        const away = Array.from(draw, (value, j) => value - fit.beta[j]!);
        if (at % 2 === 1) {
          away.forEach((value, j) => assert.ok(Math.abs(value + draws[at - 1]![j]! - fit.beta[j]!) < 1e-12));
          continue;
        }
        for (let i = 0; i < width; i++) {
          const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
          let back = 0;
          for (let k = i; k < width; k++) back += fit.factor[k * width + i]! * away[k]!;
          assert.ok(Math.abs(back - normal) < 1e-9, `${String(back)} ${String(normal)}`);
        }
      }
    }
  });

  it('stays finite far beyond where the exponential overflows', () => {
    const data = { features: Float64Array.of(1, 900, 0, 1, -900, 0), outcomes: [1, 0], weights: [1, 1] };
    const fit = fitLogistic(data.features, data.outcomes, data.weights, priors);
    assert.ok([...fit.beta, ...fit.factor].every(Number.isFinite), [...fit.beta].join());
    assert.ok(fit.beta[1]! > -1);
  });
});
