import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { betaQuantile } from '../../../src/engine/stats/betaQuantile';
import { binomialLowerTail, binomialPmf, binomialUpperTail } from '../../../src/engine/stats/binomial';
import {
  hypergeometricLowerTail,
  hypergeometricPmf,
  hypergeometricUpperTail,
} from '../../../src/engine/stats/hypergeometric';
import { incompleteBeta } from '../../../src/engine/stats/incompleteBeta';

const close = (actual: number, wanted: number, tolerance: number, message: string) => {
  assert.ok(
    Math.abs(actual - wanted) <= tolerance * Math.abs(wanted),
    `${message}: ${String(actual)}, wanted ${String(wanted)}`,
  );
};
const probability = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

describe('tails', () => {
  it('of the binomial are the sums of its point probabilities', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(60), probability, (n, k, p) => {
        let upper = 0;
        for (let i = n; i >= k; i--) upper += binomialPmf(i, n, p);
        close(binomialUpperTail(k, n, p), upper, 1e-12, `n=${String(n)} k=${String(k)} p=${String(p)}`);
        close(binomialLowerTail(k - 1, n, p) + upper, 1, 1e-12, 'both tails');
      }),
    );
  });

  it('of the hypergeometric are the sums of its point probabilities, which sum to 1', () => {
    const shape = fc
      .integer({ min: 1, max: 200 })
      .chain((population) =>
        fc.tuple(fc.constant(population), fc.nat(population), fc.nat(population), fc.nat(population)),
      );
    fc.assert(
      fc.property(shape, ([population, marked, draws, k]) => {
        let lower = 0;
        let upper = 0;
        for (let i = 0; i <= population; i++) {
          const pmf = hypergeometricPmf(i, population, marked, draws);
          if (i <= k) lower += pmf;
          else upper += pmf;
        }
        const message = [population, marked, draws, k].join(' ');
        close(lower + upper, 1, 1e-12, message);
        close(hypergeometricLowerTail(k, population, marked, draws), lower, 1e-11, message);
        close(hypergeometricUpperTail(k + 1, population, marked, draws), upper, 1e-11, message);
      }),
    );
  });

  it('of the beta are inverted by its quantile', () => {
    const shape = fc.double({ min: 0.5, max: 5000, noNaN: true });
    fc.assert(
      fc.property(shape, shape, fc.double({ min: 1e-9, max: 0.5, noNaN: true }), (a, b, p) => {
        const x = betaQuantile(p, a, b);
        close(incompleteBeta(x, a, b), p, 1e-10, `a=${String(a)} b=${String(b)} p=${String(p)}`);
      }),
    );
  });
});
