import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatPercent, formatPrice, formatSeconds, formatUsd } from '../../../src/engine/text/figures';

describe('money and figures', () => {
  const dollars: [number | undefined, string][] = [
    [undefined, 'unknown'],
    [NaN, 'unknown'],
    [0, '$0'],
    [12.345, '$12.35'],
    [1234567.891, '$1,234,567.89'],
    [1, '$1.00'],
    [0.9999, '$1.00'],
    [0.9994, '$0.999'],
    [0.5, '$0.50'],
    [0.412, '$0.412'],
    [0.0000123, '$0.0000123'],
    [0.00000012345, '$0.000000123'],
    [8.3e-8, '$0.000000083'],
    [1e-19, '$0.0000000000000000001'],
    [-0.5, '-$0.50'],
  ];
  for (const [usd, text] of dollars)
    it(`${String(usd)} dollars read ${text}`, () => {
      assert.equal(formatUsd(usd), text);
    });

  it('is within half a per cent of any amount and never shows a positive one as nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-15, max: 1e9, noNaN: true }), (usd) => {
        const shown = Number(formatUsd(usd).replace(/[$,]/g, ''));
        assert.ok(Math.abs(shown - usd) <= 0.0051 * usd, `${String(usd)} shown as ${formatUsd(usd)}`);
      }),
    );
  });

  it('says prices in words', () => {
    assert.equal(
      formatPrice({ type: 'token', inputPerMillion: 0.15, outputPerMillion: 0.6 }),
      '$0.15 in, $0.60 out per million tokens',
    );
    assert.equal(
      formatPrice({ type: 'token', inputPerMillion: 3, outputPerMillion: 15, cachedInputPerMillion: 0.3 }),
      '$3.00 in, $15.00 out, $0.30 cached input per million tokens',
    );
    assert.equal(
      formatPrice({ type: 'cpu', usdPerCpuSecond: 0.0000139, nominalSecondsPerRow: 1 }),
      '$0.0000139 per CPU second',
    );
    assert.equal(formatPrice({ type: 'unknown' }), 'unknown');
  });

  it('never rounds a share up to certainty', () => {
    assert.deepEqual(
      [0.95, 0.9995, 0.99999, 1, 0, undefined].map((share) => formatPercent(share)),
      ['95%', '99.95%', '99.99%', '100%', '0%', 'unknown'],
    );
  });

  it('says times in units that fit', () => {
    assert.deepEqual([0.0123, 5.436, 42.07, 59.96, 754, 7380].map(formatSeconds), [
      '0.012 s',
      '5.4 s',
      '42.1 s',
      '1 min 0 s',
      '12 min 34 s',
      '2 h 3 min',
    ]);
  });
});
