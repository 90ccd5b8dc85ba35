import assert from 'node:assert/strict';
import { toldDoubt } from '../../../src/engine/certified/ownDoubt';
import { problemOf } from './settings';

const known = Array.from({ length: 20 }, (_, row) => row);
const reference = 2;

function doubt(confidence: (row: number) => number | undefined) {
  const { table } = problemOf(100, 2, {});
  for (const row of known) {
    const told = confidence(row);
    table.record(reference, row, { status: 'valid', key: 'a', ...(told !== undefined && { confidence: told }) });
  }
  return toldDoubt(table, reference, known);
}

describe('what the reference says of its own doubt', () => {
  it('is the mean probability of another answer, two standard errors each way', () => {
    const { share, low, high, ...rest } = doubt((row) => (row % 2 === 0 ? 1 : 0.8))!;
    assert.deepEqual(rest, { rows: 20, from: 'confidence' });
    assert.ok(Math.abs(share - 0.1) < 1e-6);
    // Half 0, half .2: a standard deviation of .1026, over the root of 20, twice.
    assert.ok(Math.abs(high - 0.1459) < 1e-4 && Math.abs(low - 0.0541) < 1e-4, `${String(low)} ${String(high)}`);
    assert.equal(doubt((row) => (row === 0 ? 0 : 1))!.low, 0);
  });

  it('is unknown, not nought, where replies tell no probability, or too few do', () => {
    assert.equal(
      doubt(() => undefined),
      undefined,
    );
    assert.equal(
      doubt((row) => (row < 9 ? 0.9 : undefined)),
      undefined,
    );
    assert.equal(doubt((row) => (row < 10 ? 0.9 : undefined))!.rows, 10);
  });
});
