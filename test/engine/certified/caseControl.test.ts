import assert from 'node:assert/strict';
import fc from 'fast-check';
import { subsample } from '../../../src/engine/certified/caseControl';

const isCase = (row: number) => row % 3 === 0;

describe('subsample', () => {
  it('keeps every row as it is where there are few enough', () => {
    const { cases, controls, weights } = subsample([1, 3, 5, 6], isCase, 4);
    assert.deepEqual(
      [cases, controls, [...weights]],
      [
        [3, 6],
        [1, 5],
        [1, 1, 1, 1],
      ],
    );
  });

  it('keeps the scarce kind whole and thins the other', () => {
    const rows = [3, ...Array.from({ length: 9 }, (_, i) => 3 * i + 1)];
    const { cases, controls, weights } = subsample(rows, isCase, 4);
    assert.deepEqual([cases, controls, [...weights]], [[3], [4, 13, 22], [1, 3, 3, 3]]);
  });

  it('stands for all the rows, kind by kind, with at most as many as wanted', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(500)), fc.integer({ min: 2, max: 100 }), (rows, most) => {
        const { cases, controls, weights } = subsample(rows, isCase, most);
        assert.ok(cases.length + controls.length === Math.min(most, rows.length));
        assert.ok(new Set([...cases, ...controls]).size === weights.length);
        assert.ok(cases.every(isCase) && !controls.some(isCase));
        const sum = (values: Float64Array) => values.reduce((total, weight) => total + weight, 0);
        const caseCount = rows.filter(isCase).length;
        assert.ok(Math.abs(sum(weights.subarray(0, cases.length)) - caseCount) < 1e-9);
        assert.ok(Math.abs(sum(weights) - rows.length) < 1e-9);
      }),
    );
  });
});
