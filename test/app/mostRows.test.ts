// How many rows a run takes: what it writes at its end must be writable and readable, and more is refused before anything is paid.
import assert from 'node:assert/strict';
import { constants } from 'node:buffer';
import { assertRowCount } from '../../src/app/planJob';
import { InputError } from '../../src/engine/inputError';
import { limits } from '../../src/engine/limits';
import { formatDelivery } from '../../src/store/deliveryFile';

describe('the most rows of a run', () => {
  it('are refused beyond the limit, with the mend', () => {
    assertRowCount('reviews.csv', limits.rows);
    assert.throws(
      () => {
        assertRowCount('reviews.csv', limits.rows + 1);
      },
      (error) =>
        error instanceof InputError &&
        /16,000,001 rows, and a run takes 16,000,000 at most; split it/.test(error.message),
    );
  });

  it('fit into a delivery file with all its columns, which can be read again, and into a Map by row', () => {
    const sizeOf = (rows: number) =>
      [
        ...formatDelivery(
          { model: new Int16Array(rows), reason: new Uint8Array(rows), trust: new Float32Array(rows) },
          ['small', 'large', 'student'],
          new Int32Array(rows),
          { answers: [{ key: 'ham', text: 'ham' }], of: new Int16Array(rows) },
        ),
      ].join('').length;
    const perRow = (sizeOf(300_000) - sizeOf(0)) / 300_000;
    const whole = sizeOf(0) + perRow * limits.rows;
    assert.ok(whole < limits.deliveryBytes, `${String(whole)} bytes`);
    assert.ok(limits.deliveryBytes < constants.MAX_STRING_LENGTH);
    assert.ok(limits.rows < 2 ** 24);
  });
});
