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
  it('knows no cost without a price, whatever was used', () => {
    for (const usage of [{ cpuSeconds: 1 }, { inputTokens: 1, outputTokens: 1 }, {}])
      assert.equal(costOf(usage, { type: 'unknown' }), undefined);
  });

  it('charges an answer of a person at its price, whatever was used', () => {
    const person: Price = { type: 'answer', perAnswerUsd: 0.25 };
    assert.deepEqual(
      [costOf({}, person), maxCostOf(1e6, 1e6, person), expectedCostOf(9, 9, person)],
      [0.25, 0.25, 0.25],
    );
  });

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
  it('charges what a cache keeps for an hour at twice the input price', () => {
    const usage = { inputTokens: 1000, cacheWriteTokens: 300, cacheWriteHourTokens: 200, outputTokens: 0 };
    near(costOf(usage, claude), (700 * 3 + 100 * 3.75 + 200 * 6) / 1e6);
    near(costOf({ ...usage, cacheWriteHourTokens: 900 }, claude), (700 * 3 + 300 * 6) / 1e6);
  });
  it('charges cached and written input of long requests at the long rate', () => {
    const usage = { inputTokens: 300_000, cachedInputTokens: 100_000, cacheWriteTokens: 50_000, outputTokens: 0 };
    near(costOf(usage, claude), (150_000 * 6 + 100_000 * 0.6 + 50_000 * 7.5) / 1e6);
  });
  it('believes the dollars that a provider states, whatever the price', () => {
    const usage = { inputTokens: 1000, outputTokens: 100, statedUsd: 0.5 };
    assert.equal(costOf(usage, gpt), 0.5);
    assert.equal(costOf(usage, { type: 'unknown' }), 0.5);
    assert.equal(costOf({ statedUsd: 0 }, gpt), 0);
  });
  it('does not guess a count from the other', () => {
    assert.equal(costOf({ outputTokens: 5 }, gpt), undefined);
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

  it('is at most all input at the most expensive rate and all output, or ten times the usual CPU time', () => {
    near(maxCostOf(1000, 100, gpt), (1000 * 2 + 100 * 8) / 1e6);
    // A write that the cache keeps for an hour costs twice the input price.
    near(maxCostOf(1000, 100, claude), (1000 * 6 + 100 * 15) / 1e6);
    near(maxCostOf(300_000, 100, claude), (300_000 * 12 + 100 * 22.5) / 1e6);
    const hour = { inputTokens: 1000, cacheWriteTokens: 1000, cacheWriteHourTokens: 1000, outputTokens: 100 };
    assert.ok(costOf(hour, claude)! <= maxCostOf(1000, 100, claude)!);
    near(maxCostOf(1000, 100, { ...gpt, cachedInputPerMillion: 9 }), (1000 * 9 + 100 * 8) / 1e6);
    near(maxCostOf(1000, 100, { type: 'cpu', usdPerCpuSecond: 2, nominalSecondsPerRow: 0.1 }), 2);
  });
  it('is expected without any discount for cached input', () => {
    near(expectedCostOf(1000, 100, gpt), (1000 * 2 + 100 * 8) / 1e6);
  });
  it('is scaled in every rate that a price states, and in no other', () => {
    assert.deepEqual(scalePrice({ type: 'token', inputPerMillion: 2, outputPerMillion: 8 }, 0.5), {
      type: 'token',
      inputPerMillion: 1,
      outputPerMillion: 4,
    });
    assert.deepEqual(scalePrice({ ...claude, inputPerMillion: 4 }, 2), {
      ...claude,
      inputPerMillion: 8,
      outputPerMillion: 30,
      cachedInputPerMillion: 0.6,
      cacheWritePerMillion: 7.5,
    });
    for (const price of [{ type: 'unknown' }, { type: 'cpu', usdPerCpuSecond: 2, nominalSecondsPerRow: 0.1 }] as const)
      assert.deepEqual(scalePrice(price, 0.5), price);
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
