// Every statistic against reference values of 20 digits; generator and seed: test/fixtures/stats/generate.py.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { betaQuantile } from '../../../src/engine/stats/betaQuantile';
import { binomialLowerTail, binomialPmf, binomialUpperTail } from '../../../src/engine/stats/binomial';
import { expectedBinomialTail } from '../../../src/engine/stats/expectedTail';
import { hypergeometricLowerTail } from '../../../src/engine/stats/hypergeometric';
import { normalCdf, normalQuantile, normalUpperTail } from '../../../src/engine/stats/normal';

const folder = join(__dirname, '../../../../test/fixtures/stats');

/** Each function with the relative error it may have. */
const functions: Record<string, readonly [(...args: number[]) => number, tolerance: number]> = {
  binomialPmf: [binomialPmf as (...args: number[]) => number, 1e-13],
  binomialUpperTail: [binomialUpperTail as (...args: number[]) => number, 1e-12],
  binomialLowerTail: [binomialLowerTail as (...args: number[]) => number, 1e-12],
  betaQuantile: [betaQuantile as (...args: number[]) => number, 1e-13],
  hypergeometricLowerTail: [hypergeometricLowerTail as (...args: number[]) => number, 1e-12],
  normalCdf: [normalCdf as (...args: number[]) => number, 2e-13],
  normalUpperTail: [normalUpperTail as (...args: number[]) => number, 2e-13],
  normalQuantile: [normalQuantile as (...args: number[]) => number, 1e-14],
  // scipy's own integration, on which the published decisions rest, is good to 1e-8.
  expectedBinomialTail: [expectedBinomialTail as (...args: number[]) => number, 1e-9],
};

type Case = { readonly f: string; readonly args: readonly number[]; readonly value: string };

describe('statistics', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  it('have reference values in every regime', () => {
    assert.deepEqual(files.sort(), [
      'expected-tail.json',
      'hypergeometric.json',
      'k-is-0.json',
      'k-is-n.json',
      'n-from-1e6.json',
      'n-in-the-middle.json',
      'n-up-to-10.json',
      'tails.json',
    ]);
  });
  for (const file of files) {
    it(`meet them: ${file}`, () => {
      const cases = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Case[];
      for (const { f, args, value } of cases) {
        const [evaluate, tolerance] = functions[f]!;
        const wanted = Number(value);
        const actual = evaluate(...args);
        const error = wanted === 0 ? Math.abs(actual) : Math.abs(actual / wanted - 1);
        assert.ok(
          error <= tolerance,
          `${f}(${args.join(', ')}) = ${String(actual)}, wanted ${value}, relative error ${String(error)}`,
        );
      }
    });
  }
});
