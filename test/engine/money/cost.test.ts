import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Price } from '../../../src/engine/model';
import { costOf, expectedCostOf, maxCostOf, scalePrice } from '../../../src/engine/money/cost';

const gpt: Price = { type: 'token', inputPerMillion: 2, outputPerMillion: 8, cachedInputPerMillion: 0.5 };
const claude: Price = {
  type: 'token',
  inputPerMillion: 3,
  outputPerMillion: 15,
  cachedInputPerMillion: 0.3,
  cacheWritePerMillion: 3.75,
  longContext: { aboveInputTokens: 200_000, inputFactor: 2, outputFactor: 1.5 },
};
const near = (actual: number | undefined, wanted: number) => {
  assert.ok(
    actual !== undefined && Math.abs(actual - wanted) <= 1e-12 * Math.max(1, wanted),
    `${String(actual)} is not ${String(wanted)}`,
  );
};

describe('costOf', () => {
  it('charges input and output at their rates', () => {
    near(costOf({ inputTokens: 1000, outputTokens: 100 }, gpt), (1000 * 2 + 100 * 8) / 1e6);
  });
  it('charges cached input once, at its own rate', () => {
    near(costOf({ inputTokens: 1000, cachedInputTokens: 900, outputTokens: 0 }, gpt), (100 * 2 + 900 * 0.5) / 1e6);
  });
  it('charges cache writes at their own rate', () => {
    near(
      costOf({ inputTokens: 1000, cachedInputTokens: 200, cacheWriteTokens: 300, outputTokens: 10 }, claude),
      (500 * 3 + 200 * 0.3 + 300 * 3.75 + 10 * 15) / 1e6,
    );
  });
  it('charges cached input as ordinary input where no other price is known', () => {
    const plain: Price = { type: 'token', inputPerMillion: 2, outputPerMillion: 8 };
    near(costOf({ inputTokens: 1000, cachedInputTokens: 900, outputTokens: 0 }, plain), 2000 / 1e6);
  });
  it('does not go below zero when a proxy counts cached tokens on top', () => {
    near(costOf({ inputTokens: 10, cachedInputTokens: 900, outputTokens: 0 }, gpt), (10 * 0.5) / 1e6);
  });
  it('charges long requests at the long rate', () => {
    near(costOf({ inputTokens: 200_000, outputTokens: 10 }, claude), (200_000 * 3 + 10 * 15) / 1e6);
    near(costOf({ inputTokens: 200_001, outputTokens: 10 }, claude), (200_001 * 6 + 10 * 22.5) / 1e6);
  });
  it('says undefined, never zero, when usage or price is unknown', () => {
    assert.equal(costOf({}, gpt), undefined);
    assert.equal(costOf({ inputTokens: 5 }, gpt), undefined);
    assert.equal(costOf({ inputTokens: 5, outputTokens: 1 }, { type: 'unknown' }), undefined);
    assert.equal(maxCostOf(5, 1, { type: 'unknown' }), undefined);
    assert.equal(expectedCostOf(5, 1, { type: 'unknown' }), undefined);
    const cpu: Price = { type: 'cpu', usdPerCpuSecond: 2, nominalSecondsPerRow: 0.1 };
    assert.equal(costOf({ inputTokens: 5, outputTokens: 1 }, cpu), undefined);
    near(costOf({ cpuSeconds: 3 }, cpu), 6);
    near(expectedCostOf(5, 1, cpu), 0.2);
  });

  const rate = fc.double({ min: 0, max: 100, noNaN: true });
  const tokens = fc.integer({ min: 0, max: 1_000_000 });
  it('never costs more than maxCostOf, whatever is cached, for any price', () => {
    fc.assert(
      fc.property(
        rate,
        rate,
        rate,
        rate,
        tokens,
        tokens,
        tokens,
        tokens,
        (input, output, cached, write, a, b, c, d) => {
          const price: Price = {
            type: 'token',
            inputPerMillion: input,
            outputPerMillion: output,
            cachedInputPerMillion: cached,
            cacheWritePerMillion: write,
            longContext: { aboveInputTokens: 200_000, inputFactor: 2, outputFactor: 1.5 },
          };
          const usage = { inputTokens: a, cachedInputTokens: b, cacheWriteTokens: c, outputTokens: d };
          assert.ok(costOf(usage, price)! <= maxCostOf(a, d, price)! * (1 + 1e-12));
          near(costOf(usage, scalePrice(price, 0.5)), costOf(usage, price)! / 2);
        },
      ),
    );
  });
});
