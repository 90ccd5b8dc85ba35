import assert from 'node:assert/strict';
import { SlowRows } from '../../../src/providers/pacing/slowRows';

describe('rows that have hung', () => {
  it('are counted until they are answered', () => {
    const rows = new SlowRows();
    assert.equal(rows.of('a'), 0);
    rows.answered('a');
    for (const times of [1, 2, 3]) {
      rows.hung('a');
      assert.equal(rows.of('a'), times);
    }
    rows.hung('b');
    rows.answered('a');
    assert.deepEqual([rows.of('a'), rows.of('b')], [0, 1]);
  });

  it('are a thousand, those that hung the longest ago forgotten first', () => {
    const rows = new SlowRows();
    for (let row = 0; row < 1000; row++) rows.hung(String(row));
    rows.hung('0');
    assert.deepEqual([rows.of('0'), rows.of('1')], [2, 1]);
    rows.hung('1000');
    assert.deepEqual([rows.of('0'), rows.of('1'), rows.of('2'), rows.of('1000')], [2, 0, 1, 1]);
  });
});
