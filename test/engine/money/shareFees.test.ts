// What one reply took, shared among its rows: the shares add up to it, to the token and to the last digit of a dollar.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Price } from '../../../src/engine/model';
import { costOf } from '../../../src/engine/money/cost';
import { shareFees, splitCount } from '../../../src/engine/money/shareFees';
import type { Usage } from '../../../src/engine/provider';

const price: Price = {
  ...{
    type: 'token',
    inputPerMillion: 3,
    outputPerMillion: 15,
    cachedInputPerMillion: 0.3,
    cacheWritePerMillion: 3.75,
  },
  longContext: { aboveInputTokens: 200_000, inputFactor: 2, outputFactor: 1.5 },
};
const rows = fc.array(fc.record({ asked: fc.nat({ max: 5000 }), answered: fc.nat({ max: 300 }) }), {
  minLength: 1,
  maxLength: 40,
});
const usage = fc
  .tuple(fc.nat({ max: 400_000 }), fc.nat({ max: 20_000 }), fc.nat(), fc.nat(), fc.nat())
  .map(([inputTokens, outputTokens, cached, written, thought]): Usage => {
    const cachedInputTokens = cached % (inputTokens + 1);
    return {
      ...{ inputTokens, outputTokens, cachedInputTokens },
      cacheWriteTokens: written % (inputTokens - cachedInputTokens + 1),
      reasoningTokens: thought % (outputTokens + 1),
    };
  });

describe('fees shared by tokens', () => {
  it('add up to the reply: every count, and the dollars', () => {
    fc.assert(
      fc.property(rows, fc.nat({ max: 20_000 }), usage, (rows, instruction, usage) => {
        const usd = costOf(usage, price)!;
        const shares = shareFees(rows, instruction, usage, price, usd);
        assert.equal(shares.length, rows.length);
        for (const name of [
          'inputTokens',
          'outputTokens',
          'cachedInputTokens',
          'cacheWriteTokens',
          'reasoningTokens',
        ] as const) {
          const counts = shares.map((share) => share.usage[name]!);
          assert.ok(
            counts.every((count) => Number.isInteger(count) && count >= 0),
            name,
          );
          assert.equal(
            counts.reduce((sum, count) => sum + count, 0),
            usage[name],
            name,
          );
        }
        const sum = shares.reduce((all, share) => all + share.usd!, 0);
        assert.ok(shares.every((share) => share.usd! >= 0));
        assert.ok(Math.abs(sum - usd) <= 1e-14 * Math.max(1, usd), `${String(sum)} ${String(usd)}`);
      }),
    );
  });

  it('leave unknown what is unknown', () => {
    const [share] = shareFees([{ asked: 1, answered: 1 }], 10, { inputTokens: 5 }, price, undefined);
    assert.deepEqual(share, { usage: { inputTokens: 5 } });
  });

  it('charge the longer row more input, the longer answer more output, and thinking to all alike', () => {
    const given: Usage = { inputTokens: 1000, outputTokens: 130, reasoningTokens: 100 };
    const [short, long] = shareFees(
      [
        { asked: 100, answered: 1 },
        { asked: 300, answered: 2 },
      ],
      600,
      given,
      price,
      1,
    );
    assert.deepEqual([short!.usage.inputTokens, long!.usage.inputTokens], [400, 600]);
    assert.deepEqual([short!.usage.outputTokens, long!.usage.outputTokens], [60, 70]);
    assert.ok(long!.usd! > short!.usd!);
  });

  it('charge a row without an answer for what it sent, and nobody of several for more than was said', () => {
    const [answered, missing] = shareFees(
      [
        { asked: 100, answered: 5 },
        { asked: 100, answered: 0 },
      ],
      0,
      { inputTokens: 10, outputTokens: 8 },
      price,
      1,
    );
    assert.deepEqual([answered!.usage.outputTokens, missing!.usage.outputTokens], [8, 0]);
    assert.deepEqual([answered!.usage.inputTokens, missing!.usage.inputTokens], [5, 5]);
  });

  it('gives what is left over to those whose share was cut most, the first of those cut alike', () => {
    assert.deepEqual(splitCount(10, [1, 2, 4]), [1, 3, 6]);
    assert.deepEqual(splitCount(10, [4, 2, 1]), [6, 3, 1]);
    assert.deepEqual(splitCount(10, [2, 4, 1]), [3, 6, 1]);
    assert.deepEqual(splitCount(6, [1, 1, 1, 1]), [2, 2, 1, 1]);
    assert.deepEqual(splitCount(1, [1, 1, 1, 1]), [1, 0, 0, 0]);
    assert.deepEqual(splitCount(7, [0, 3, 0, 4]), [0, 3, 0, 4]);
  });

  it('splits in equal parts where nothing tells them apart', () => {
    assert.deepEqual(splitCount(6, [0, 0, 0]), [2, 2, 2]);
    assert.deepEqual(splitCount(3, [0, 0]), [2, 1]);
    const silent = [10, 30].map((asked) => ({ asked, answered: 0 }));
    const shares = shareFees(silent, 0, { inputTokens: 40, outputTokens: 8, reasoningTokens: 2 }, price, 1);
    assert.deepEqual(
      shares.map((share) => share.usage),
      [
        { inputTokens: 10, outputTokens: 4, reasoningTokens: 1 },
        { inputTokens: 30, outputTokens: 4, reasoningTokens: 1 },
      ],
    );
  });

  it('splits whole numbers in any proportion', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 30 }),
        (total, weights) => {
          const counts = splitCount(total, weights);
          assert.equal(
            counts.reduce((sum, count) => sum + count, 0),
            total,
          );
          assert.ok(counts.every((count) => Number.isInteger(count) && count >= 0));
        },
      ),
    );
  });
});
